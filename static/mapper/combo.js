/**
 * An editable combobox with a list, after the ARIA Authoring Practices. One list element serves
 * all boxes of the page.
 */

import { fill, h, need, update } from "mapper/h.js";
import { typeGlyph } from "mapper/values.js";

const LIST_ID = "combo-list";
const GAP_PX = 4;
const TALLEST_PX = 320;

let current = null;

/**
 * Make a text box a combobox.
 *
 * `options(text)` gives [{type, text, sample, hint, heading, isMono, pick}]; `pick()` is called
 * for the chosen one.
 * `frame` is what the list is as wide as. `onkey(event)` sees keys that the list does not use.
 */
export function makeCombo(
  input,
  { options, listName, frame = input, onkey = () => {}, canOpen = () => true },
) {
  const box = { input, options, listName, frame, shown: [], active: -1, canOpen };
  update(input, {
    role: "combobox",
    "aria-autocomplete": "list",
    "aria-expanded": "false",
    "aria-haspopup": "listbox",
    autocomplete: "off",
    spellcheck: "false",
  });
  input.addEventListener("keydown", (event) =>
    pressed(box, event) ? event.preventDefault() : onkey(event),
  );
  input.addEventListener("input", () => open(box));
  input.addEventListener("click", () => open(box));
  input.addEventListener("blur", () => close(box));
  return { open: () => open(box), close: () => close(box), isOpen: () => current === box };
}

/** Close whatever list is open. */
export function closeLists() {
  if (current) close(current);
}

function open(box) {
  if (!box.canOpen()) return;
  if (current && current !== box) close(current);
  current = box;
  box.shown = box.options(box.input.value.trim());
  const list = listElement();
  update(list, { "aria-label": box.listName });
  fill(
    list,
    ...(box.shown.length
      ? grouped(box)
      : [h("p", { class: "combo__none", role: "presentation" }, "Nothing matches.")]),
  );
  update(box.input, { "aria-expanded": "true", "aria-controls": LIST_ID });
  if (!list.matches(":popover-open")) list.showPopover();
  place(box);
  const chosen = box.shown.findIndex((option) => option.isCurrent);
  activate(box, box.shown.length ? Math.max(chosen, 0) : -1);
}

function close(box) {
  if (current !== box) return;
  current = null;
  box.active = -1;
  update(box.input, {
    "aria-expanded": "false",
    "aria-activedescendant": null,
    "aria-controls": null,
  });
  const list = listElement();
  if (list.matches(":popover-open")) list.hidePopover();
  fill(list);
}

/** Returns true when the key belongs to the list. */
function pressed(box, event) {
  if (event.ctrlKey || event.metaKey || event.isComposing) return false;
  const isOpen = current === box;
  if (event.altKey) return false;
  if (event.key === "ArrowDown") return isOpen ? activate(box, box.active + 1) : (open(box), true);
  if (event.key === "ArrowUp" && isOpen) return activate(box, box.active - 1);
  if (event.key === "Enter" && !isOpen) return (open(box), true);
  if (event.key === "Enter") return (choose(box, box.active), true);
  if (event.key === "Escape" && isOpen) return (close(box), true);
  if (event.key === "Tab") close(box);
  return false;
}

function choose(box, at) {
  const option = box.shown[at];
  if (!option) return;
  close(box);
  option.pick();
}

function activate(box, at) {
  const nodes = [...listElement().querySelectorAll("[role=option]")];
  if (!nodes.length) return true;
  const wrapped = (at + nodes.length) % nodes.length;
  nodes.forEach((node, place) => update(node, { "aria-selected": String(place === wrapped) }));
  box.active = wrapped;
  update(box.input, { "aria-activedescendant": nodes[wrapped].id });
  nodes[wrapped].scrollIntoView({ block: "nearest" });
  return true;
}

function grouped(box) {
  const blocks = [];
  let block = null;
  box.shown.forEach((option, at) => {
    const node = optionElement(box, option, at);
    if (!option.heading) return blocks.push(node);
    if (block?.ariaLabel !== option.heading) {
      const heading = h("div", { class: "combo__heading", "aria-hidden": "true" }, option.heading);
      block = h("div", { role: "group", "aria-label": option.heading }, heading);
      blocks.push(block);
    }
    block.append(node);
  });
  return blocks;
}

function optionElement(box, option, at) {
  return h(
    "div",
    {
      role: "option",
      id: `combo-option-${at}`,
      class: "combo__option",
      "aria-selected": "false",
      onclick: () => choose(box, at),
    },
    option.type
      ? h("span", { class: "glyph", "aria-hidden": "true" }, typeGlyph(option.type))
      : null,
    h(
      "span",
      { class: option.isMono ? "combo__text combo__text--mono" : "combo__text" },
      option.text,
    ),
    option.hint ? h("span", { class: "combo__hint" }, option.hint) : null,
    h("span", { class: "combo__sample" }, option.sample ?? ""),
  );
}

function listElement() {
  const stored = document.getElementById(LIST_ID);
  if (stored) return stored;
  const list = h("div", {
    id: LIST_ID,
    role: "listbox",
    class: "combo",
    popover: "manual",
    tabindex: "-1",
  });
  // The box keeps the focus while the list is clicked or scrolled.
  list.addEventListener("mousedown", (event) => event.preventDefault());
  for (const name of ["scroll", "resize"]) {
    // A window that is resized is no node, so it is asked by the event's path.
    const follow = (event) => current && !event.composedPath().includes(list) && place(current);
    addEventListener(name, follow, { capture: true, passive: true });
  }
  need("main").append(list);
  return list;
}

function place({ frame }) {
  const list = listElement();
  const edge = frame.getBoundingClientRect();
  const below = innerHeight - edge.bottom - GAP_PX * 2;
  const above = edge.top - GAP_PX * 2;
  const isAbove = below < 200 && above > below;
  const height = Math.min(TALLEST_PX, isAbove ? above : below);
  list.style.maxHeight = `${height}px`;
  list.style.width = `${edge.width}px`;
  list.style.left = `${edge.left}px`;
  list.style.top = isAbove ? "auto" : `${edge.bottom + GAP_PX}px`;
  list.style.bottom = isAbove ? `${innerHeight - edge.top + GAP_PX}px` : "auto";
}
