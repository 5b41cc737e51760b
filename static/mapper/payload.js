/**
 * The preview panel: tabs for the payload, the request that would carry it, and what changed since
 * the last save.
 */

import { changesSince } from "mapper/changes.js";
import { fill, h, icon, need, setText, update } from "mapper/h.js";
import { note, payloadView, pressedInPayload } from "mapper/payload-view.js";
import { refreshPreview } from "mapper/preview.js";
import { requestView } from "mapper/request-view.js";
import { state, subscribe } from "mapper/store.js";
import { verdictOf } from "mapper/verdict.js";

const OFFLINE = "Preview is paused: the server did not answer. Your changes are kept.";
const TABS = ["payload", "request", "changes"];

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

function choose(name) {
  tab = name;
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
  fill(
    need("#preview-body"),
    { payload: payloadView, request: requestView, changes: changesView }[tab](),
  );
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
  const isTold = tab !== "changes" && status !== "none" && status !== "refused";
  const text = isTold ? verdictOf(answer) : "";
  const place = need("#preview-verdict");
  if (place.textContent !== text)
    fill(place, text ? [icon("information-circle"), h("span", {}, text)] : null);
}

/** Problems that no row can show: of the event, the trigger, or the destination's settings. */
function otherProblems(answer) {
  const others = (answer?.problems ?? []).filter(
    ({ pointer }) => !/^\/(config|payload)/.test(pointer),
  );
  return others.map(({ message }) => message).join(" ");
}

function changesView() {
  const changes = changesSince(state.saved, state.doc);
  if (!changes.length) return note("Nothing has changed since the last save.");
  return h(
    "ul",
    { class: "changes" },
    changes.map(({ name, before, after }) =>
      h(
        "li",
        { class: "changes__item" },
        h("span", { class: "changes__name" }, name),
        before === null ? null : h("del", { class: "changes__before" }, before),
        after === null ? null : h("ins", { class: "changes__after" }, after),
        after === null ? h("span", { class: "muted" }, "cleared") : null,
      ),
    ),
  );
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
