/** A function without controls, as editable JSON; what is not touched is stored as it was. */

import { h, icon, setText, update } from "mapper/h.js";
import { say } from "mapper/say.js";
import { fillSlot, slotIdOf, slotName } from "mapper/slots.js";

const FEWEST_LINES = 3;
const MOST_LINES = 16;

/** The card's element; its text is stored when the box is left and is JSON. */
export function makeJsonCard(context) {
  const box = h("textarea", { class: "textarea textarea--code fx__json", spellcheck: "false" });
  const note = h("p", { class: "fx__note", role: "alert" });
  const remove = h("button", { type: "button", class: "fx__remove" }, icon("x-mark"));
  const head = h("div", { class: "fx__head" }, h("span", { class: "fx__title" }, "JSON"), remove);
  const node = h("div", { class: "fx", role: "group", "aria-label": "JSON" }, head, box, note);
  Object.assign(node, { box, note, removing: remove, context });
  remove.addEventListener("click", () => {
    fillSlot(slotOf(node), undefined);
    say(`JSON removed from ${slotName(slotOf(node))}.`);
  });
  box.addEventListener("input", () => setText(note, ""));
  box.addEventListener("change", () => store(node));
  return node;
}

/** Bring the card up to date; a text that is being written stays. */
export function showJsonCard(node, context) {
  node.context = context;
  const { box, removing } = node;
  update(box, { "aria-label": `JSON for ${context.label || "the value"}` });
  update(removing, { "aria-label": "Remove JSON" });
  box.readOnly = !context.canEdit;
  removing.hidden = !context.canEdit;
  if (node.shown === context.value) return;
  node.shown = context.value;
  box.value = JSON.stringify(context.value, null, 2);
  box.rows = Math.max(FEWEST_LINES, Math.min(MOST_LINES, box.value.split("\n").length));
}

function store(node) {
  const { box, note } = node;
  const value = parsed(box.value);
  update(box, { "aria-invalid": value === undefined ? "true" : null });
  setText(note, value === undefined ? "This is not valid JSON, so it is not used yet." : "");
  if (value !== undefined) fillSlot(slotOf(node), value);
}

function slotOf({ context }) {
  return slotIdOf(context.rowId, context.at);
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
