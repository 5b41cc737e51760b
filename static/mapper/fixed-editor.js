/** Typed editors of fixed values: a text box, a number box, a switch. Null needs none. */

import { h, setText, update } from "mapper/h.js";
import { pickInto } from "mapper/pick.js";
import { takeDrops } from "mapper/pointer.js";
import { fillSlot, valueIn } from "mapper/slots.js";
import { arm, state } from "mapper/store.js";
import { pathValue } from "mapper/values.js";

/** The fixed values of the menu, each with the value that it starts with. */
export const FIXED = [
  { type: "string", label: "Text", start: "" },
  { type: "number", label: "Number", start: 0 },
  { type: "boolean", label: "True/false", start: true },
  { type: "null", label: "Null", start: null },
];

const NUMBER = /^-?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/;

/** The type of a fixed value that has an editor, or null. */
export function fixedType(value) {
  return ["string", "number", "boolean"].includes(typeof value) ? typeof value : null;
}

/**
 * An editor in the place of a slot: picks and drops replace its value.
 *
 * Returns {node, show({name, value, canEdit})}.
 */
export function makeFixedEditor(slotId, type) {
  const note = h("span", { class: "fixed__note", role: "alert" });
  const control = type === "boolean" ? switchOf(slotId) : boxOf(slotId, type, note);
  const node = h("div", { class: `slot slot--fixed`, "data-slot": slotId }, control, note);
  control.addEventListener("focus", () => state.boot.can_edit && arm(slotId));
  control.addEventListener("keydown", (event) => leave(event, control));
  takeDrops(node, {
    canTake: () => state.boot.can_edit,
    take: (keys) => pickInto(slotId, pathValue(keys)),
  });
  return { node, show: (about) => show(node, control, { ...about, slotId, type }) };
}

function show(node, control, { name, value, canEdit, slotId, type }) {
  node.classList.toggle("is-armed", state.armed === slotId);
  const kind = FIXED.find((one) => one.type === type);
  update(control, { "aria-label": `${kind.label} for ${name}` });
  if (type === "boolean") {
    update(control, { "aria-checked": String(value) });
    control.disabled = !canEdit;
    return setText(node.querySelector(".fixed__note"), String(value));
  }
  control.readOnly = !canEdit;
  if (valueOfText(control.value, type) !== value) control.value = String(value);
}

function boxOf(slotId, type, note) {
  const look = { type: "text", class: "fixed__box", autocomplete: "off", spellcheck: "false" };
  const box = h("input", { ...look, inputmode: type === "number" ? "decimal" : null });
  box.addEventListener("input", () => {
    const value = valueOfText(box.value, type);
    const isWrong = value === null;
    update(box, { "aria-invalid": isWrong ? "true" : null });
    setText(note, isWrong ? "Write a number, such as 3.5." : "");
    if (!isWrong && value !== valueIn(slotId))
      fillSlot(slotId, value, { merge: `fixed ${slotId}` });
  });
  return box;
}

function switchOf(slotId) {
  const turn = () => fillSlot(slotId, !valueIn(slotId));
  return h("button", { type: "button", role: "switch", class: "switch", onclick: turn });
}

function valueOfText(text, type) {
  if (type === "string") return text;
  const number = Number(text);
  return NUMBER.test(text.trim()) && Number.isFinite(number) ? number : null;
}

function leave(event, control) {
  if (event.key !== "Escape") return;
  event.preventDefault();
  event.stopPropagation();
  control.dispatchEvent(new CustomEvent("leave-to-tree", { bubbles: true }));
}
