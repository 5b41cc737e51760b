/**
 * The site's menu on the editor's page: what pages add to it, and above that how far the mapping
 * is, each step with the way to it.
 */

import "mapper/pages.js";
import "mapper/forms.js";
import { fill, h, icon, need } from "mapper/h.js";
import { isWaiting } from "mapper/row-state.js";
import { state } from "mapper/store.js";
import { readTrigger } from "mapper/trigger-tree.js";

const menu = need("#site-menu");
const list = h("div", { class: "steps", role: "group", "aria-label": "This mapping" });

menu.prepend(list, h("hr"));
menu.addEventListener("beforetoggle", ({ newState }) => newState === "open" && render());
render();

function render() {
  fill(list, stepsOf(state).map(stepButton));
}

/** Shape: [{label: "Fields", told: "4 of 5 mapped", isDone: false, to: () => node}] */
function stepsOf({ doc }) {
  const { eventType, key } = readTrigger(doc.trigger);
  const mapped = need("#mapped-count").textContent;
  const steps = [
    {
      label: "Type",
      isDone: Boolean(eventType),
      to: () => need('#event-type [tabindex="0"], #event-type button'),
    },
    { label: "Trigger", isDone: Boolean(key), to: () => need("#audience-key") },
    { label: "Test event", isDone: Boolean(doc.event), to: () => need("#event-menu") },
    {
      label: "Fields",
      told: mapped,
      isDone: !doc.rows.some((row) => isWaiting(row) && row.field?.required === true),
      to: firstSlot,
    },
  ];
  const test = document.querySelector("#send-test");
  if (test) steps.push({ label: "Send test", isDone: false, to: () => test });
  return steps;
}

/** The slot of the first field that has no value, else of the first field. */
function firstSlot() {
  const rows = [...document.querySelectorAll("field-row")];
  const waiting = state.doc.rows.findIndex(isWaiting);
  const row = rows[waiting] ?? rows[0];
  const stops = [...(row?.querySelectorAll("[role=combobox], button") ?? [])];
  return stops.find((node) => node.checkVisibility()) ?? need("#fields-panel button");
}

function stepButton({ label, told = "", isDone, to }) {
  const mark = isDone ? icon("check-circle") : h("span", { class: "steps__mark", "aria-hidden": "true" }, "–");
  const words = [label, told, isDone ? "done" : "to do"].filter(Boolean).join(", ");
  const shown = told ? h("span", { class: "muted" }, told) : null;
  const button = h("button", { type: "button", "aria-label": words }, mark, label, " ", shown);
  // The menu closes by itself after a choice, and gives the focus back to its button first.
  button.addEventListener("click", () =>
    menu.addEventListener("toggle", () => to().focus(), { once: true }),
  );
  return button;
}
