/** How a list or an object is filled: as one value, or built piece by piece. */

import { wrapped } from "mapper/expressions.js";
import { h } from "mapper/h.js";
import { isDirective, isObject, orEmpty } from "mapper/json-shapes.js";
import { BUILT_OBJECT, EACH_ITEM, VALUES } from "mapper/kinds-structure.js";
import { fillSlot, firstEmptyArgument, slotName, valueIn } from "mapper/slots.js";
import { arm, undo } from "mapper/store.js";
import { say, toast } from "mapper/say.js";

const LIST_MODES = [
  ["whole", "Use a whole list"],
  ["each", "Build each item"],
  ["values", "A list of single values"],
];
const OBJECT_MODES = [
  ["whole", "Use a whole object"],
  ["object", "Build it"],
];

let made = 0;

/** The ways to fill a destination field, or null where it takes one plain value. */
export function modesOf(field) {
  if (field?.multiple) return LIST_MODES.filter(([mode]) => isAllowed(mode, field));
  return field?.type === "object" ? OBJECT_MODES.filter(([mode]) => isAllowed(mode, field)) : null;
}

/** The way in which a value fills its field. */
export function modeOf(value) {
  if (Array.isArray(value)) return "values";
  if (isObject(value) && Array.isArray(value["@arrayPath"])) return "each";
  return isObject(value) && !isDirective(value) ? "object" : "whole";
}

/** A radio group "How to fill Items". Returns {node, show({value, canEdit})}. */
export function makeModes(slotId, name, modes) {
  const group = `fill-mode-${(made += 1)}`;
  const radios = modes.map(([mode, label]) => {
    const radio = h("input", { type: "radio", name: group, value: mode });
    radio.addEventListener("change", () => radio.checked && change(slotId, mode, label));
    return h("label", { class: "check" }, radio, h("span", {}, label));
  });
  const look = { class: "modes", role: "radiogroup", "aria-label": `How to fill ${name}` };
  const node = h("div", look, radios);
  return { node, show: ({ value, canEdit }) => show(node, modeOf(value), canEdit) };
}

function show(node, mode, canEdit) {
  for (const radio of node.querySelectorAll("input")) {
    radio.checked = radio.value === mode;
    radio.disabled = !canEdit;
  }
}

/** An object may only be filled in one way: key by key, or as a whole. */
function isAllowed(mode, { object_input: input, multiple }) {
  if (multiple) return mode !== "each" || input !== "whole_only";
  return mode === "whole" ? input !== "keys_only" : input !== "whole_only";
}

const KINDS = { each: EACH_ITEM, values: VALUES, object: BUILT_OBJECT };

/** Fill in another way; the list or value that was there is kept where the new way has a place. */
function change(slotId, mode, label) {
  const before = valueIn(slotId);
  const kept = keptValue(before);
  fillSlot(slotId, mode === "whole" ? kept : wrapped(KINDS[mode], kept));
  arm(firstEmptyArgument(slotId) ?? slotId);
  const isLost = before !== undefined && kept === undefined;
  if (isLost) toast(`${slotName(slotId)}: ${label}.`, { undo });
  else say(`${label}.`);
}

function keptValue(value) {
  const mode = modeOf(value);
  if (mode === "whole") return value;
  if (mode === "object") return undefined;
  const [first] = mode === "each" ? value["@arrayPath"] : value;
  return typeof first === "string" && mode === "each" ? { "@path": first } : orEmpty(first);
}
