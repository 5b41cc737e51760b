/** The widths of the panels, and the event panel as a sheet on narrow windows. */

import { closeLists } from "mapper/combo.js";
import { need, update } from "mapper/h.js";

const SETTING = "mapper.panel-widths";
const STEP_PX = 16;
const NARROW = matchMedia("(max-width: 47.4375rem)");

/**
 * Make the separators work, and turn the event panel into a sheet where there is no room beside
 * the rows.
 */
export function startPanels() {
  const widths = { ...stored() };
  for (const separator of document.querySelectorAll("[role=separator][data-sizes]"))
    startSeparator(separator, widths);
  NARROW.addEventListener("change", () => showAsSheet(NARROW.matches));
  showAsSheet(NARROW.matches);
  need("#open-events").addEventListener("click", () => openSheet(need("#open-events")));
  need("#close-events").addEventListener("click", () => need("#event-panel").hidePopover());
}

/** Open the event panel over the page; nothing to do where it is beside the rows. */
export function openSheet() {
  const panel = need("#event-panel");
  if (!NARROW.matches || panel.matches(":popover-open")) return;
  closeLists();
  panel.showPopover();
  need("event-tree").focus();
}

/** Close it again after a pick. */
export function closeSheet() {
  const panel = need("#event-panel");
  if (NARROW.matches && panel.matches(":popover-open")) panel.hidePopover();
}

function showAsSheet(isNarrow) {
  update(need("#event-panel"), { popover: isNarrow ? "auto" : null });
}

/** A separator sets a length on the panels' parent; the value is kept in this browser. */
function startSeparator(separator, widths) {
  const { sizes } = separator.dataset;
  const [least, most, usual] = [
    separator.ariaValueMin,
    separator.ariaValueMax,
    separator.dataset.usual,
  ].map(Number);
  const isFromRight = sizes === "preview";
  const set = (width) => {
    widths[sizes] = Math.round(Math.min(most, Math.max(least, width)));
    need("#panels").style.setProperty(`--${sizes}-width`, `${widths[sizes]}px`);
    update(separator, { "aria-valuenow": widths[sizes] });
    localStorage.setItem(SETTING, JSON.stringify(widths));
  };
  const now = () => widths[sizes] ?? usual;
  set(now());
  separator.addEventListener("keydown", (event) => {
    const grow = isFromRight ? -STEP_PX : STEP_PX;
    const to = { ArrowRight: now() + grow, ArrowLeft: now() - grow, Home: least, End: most }[
      event.key
    ];
    if (to === undefined) return;
    event.preventDefault();
    set(to);
  });
  separator.addEventListener("dblclick", () => set(usual));
  separator.addEventListener("pointerdown", (event) => {
    separator.setPointerCapture(event.pointerId);
    const from = event.clientX;
    const width = now();
    const move = (moved) => set(width + (moved.clientX - from) * (isFromRight ? -1 : 1));
    separator.addEventListener("pointermove", move);
    separator.addEventListener(
      "lostpointercapture",
      () => separator.removeEventListener("pointermove", move),
      { once: true },
    );
  });
}

function stored() {
  try {
    return JSON.parse(localStorage.getItem(SETTING)) ?? {};
  } catch {
    return {};
  }
}
