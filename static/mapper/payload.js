/**
 * The preview panel: tabs for the payload, the request that would carry it, and what changed since
 * the last save.
 */

import { fill, h, icon, need, setText, update } from "mapper/h.js";
import { withModule } from "mapper/later.js";
import { payloadView, pressedInPayload } from "mapper/payload-view.js";
import { refreshPreview } from "mapper/preview.js";
import { state, subscribe } from "mapper/store.js";
import { READY, verdictOf } from "mapper/verdict.js";

const OFFLINE = "Preview is paused: the server did not answer. Your changes are kept.";
const TABS = ["payload", "request", "changes"];
const VIEWS = { payload: payloadView }; // the other two are loaded when they are first chosen
const LATER = {
  request: () => import("mapper/request-view.js"),
  changes: () => import("mapper/changes-view.js"),
};

let tab = "payload";
let drawn = {};

/** Wire the tabs and draw whenever an answer comes or the mapping changes. */
export function startPayload() {
  const tabs = TABS.map((name) => need(`#tab-${name}`));
  tabs.forEach((button, at) => button.addEventListener("click", () => choose(TABS[at])));
  need("#preview-tabs").addEventListener("keydown", (event) => moveInTabs(tabs, event));
  need("#preview-body").addEventListener("click", (event) => pressedInPayload(event));
  subscribe(render);
}

async function choose(name) {
  tab = name;
  drawn = {};
  render();
  if (VIEWS[name]) return;
  await withModule(LATER[name], (module) => (VIEWS[name] = module.view));
  drawn = {};
  render();
}

function render() {
  const { preview, doc, saved } = state;
  for (const name of TABS) {
    update(need(`#tab-${name}`), {
      "aria-selected": String(name === tab),
      tabindex: name === tab ? "0" : "-1",
    });
  }
  update(need("#preview-body"), { "aria-labelledby": `tab-${tab}` });
  setText(need("#preview-time"), timeText(preview));
  renderStrip(preview);
  renderVerdict(preview);
  const inputs =
    tab === "changes" ? [tab, doc, saved] : [tab, preview.answer, preview.status === "none"];
  if (drawn.inputs?.every((value, at) => value === inputs[at])) return;
  drawn = { inputs };
  const place = need("#preview-body");
  const focused = place.querySelector("button:focus");
  fill(place, VIEWS[tab]?.());
  if (focused) howOf(place, keyOf(focused))?.focus();
}

/** The "How?" of a key: after a redraw the focus returns to the one that it was on. */
function howOf(place, key) {
  return [...place.querySelectorAll(".json__how")].find((button) => keyOf(button) === key);
}

function keyOf(button) {
  return button.closest("[data-key]")?.dataset.key;
}

function timeText({ status, ms }) {
  if (status === "waiting") return "Updating…";
  return status === "ready" && ms !== null ? `${ms} ms` : "";
}

function renderStrip({ status, reason, answer }) {
  const text = { offline: OFFLINE, refused: reason }[status] ?? otherProblems(answer);
  const strip = need("#preview-strip");
  if (strip.dataset.text === text) return;
  strip.dataset.text = text;
  if (!text) return fill(strip);
  const retry = h(
    "button",
    { type: "button", class: "button button--small", onclick: refreshPreview },
    "Retry",
  );
  fill(
    strip,
    h(
      "div",
      { class: "strip strip--warning" },
      icon("exclamation-triangle"),
      h("span", {}, text),
      status === "offline" ? retry : null,
    ),
  );
}

/** Whether this payload would go out at all, above it. */
function renderVerdict({ answer, status }) {
  const isTold = tab !== "changes" && !["none", "refused", "offline"].includes(status);
  const text = isTold ? verdictOf(answer) : "";
  const place = need("#preview-verdict");
  if (place.textContent === text) return;
  update(place, { "data-ready": text === READY });
  const sign = text === READY ? "check-circle" : "information-circle";
  fill(place, text ? [icon(sign), h("span", {}, text)] : null);
}

/** Problems that no row can show: of the event, the trigger, or the destination's settings. */
function otherProblems(answer) {
  const others = (answer?.problems ?? []).filter(
    ({ pointer }) => !/^\/(config|payload)/.test(pointer),
  );
  return others.map(({ message }) => message).join(" ");
}

function moveInTabs(tabs, event) {
  const at = TABS.indexOf(tab);
  const to = { ArrowRight: at + 1, ArrowLeft: at - 1 + tabs.length, Home: 0, End: tabs.length - 1 }[
    event.key
  ];
  if (to === undefined) return;
  event.preventDefault();
  choose(TABS[to % tabs.length]);
  need(`#tab-${tab}`).focus();
}
