/** The functions that can be applied to a value, and what happens when one is chosen. */

import { FUNCTIONS, wrapped } from "mapper/expressions.js";
import { FIXED } from "mapper/fixed-editor.js";
import { canBePart } from "mapper/kinds-text.js";
import { BUILT_OBJECT, EACH_ITEM, VALUES } from "mapper/kinds-structure.js";
import { openMenu } from "mapper/menu.js";
import { refusalOf } from "mapper/pick.js";
import { say, toast } from "mapper/say.js";
import { fillSlot, slotName, valueIn } from "mapper/slots.js";
import { undo } from "mapper/store.js";

const FROM_TEXT = ["join", "liquid"];
const STRUCTURES = [EACH_ITEM, VALUES, BUILT_OBJECT];

/**
 * What can be done with the value of a slot, in groups.
 *
 * Shape: [{group: "Text", label: "Change case", apply}]; `apply()` does it.
 */
export function functionsFor(slotId) {
  const value = valueIn(slotId);
  const fits = FUNCTIONS.filter((kind) => !FROM_TEXT.includes(kind.name) || canBePart(value));
  return [
    ...fits.map((kind) => ({
      group: kind.group,
      label: kind.label,
      apply: () => apply(slotId, kind),
    })),
    ...STRUCTURES.map((kind) => ({
      group: "Lists and objects",
      label: kind.label,
      apply: () => apply(slotId, kind),
    })),
    ...(refusalOf(slotId, "fixed") ? [] : FIXED).map(({ label, start }) => ({
      group: "Fixed value",
      label,
      apply: () => useFixed(slotId, start, label),
    })),
  ];
}

/** Open the functions as a menu at a button; `then` is called when one was applied. */
export function openFunctions(slotId, opener, then) {
  const functions = functionsFor(slotId);
  const items = functions.map(({ group, label, apply: act }, at) => ({
    label,
    heading: functions[at - 1]?.group === group ? null : group,
    pick: () => (act(), then()),
  }));
  openMenu({ name: `Apply a function to ${slotName(slotId)}`, opener, items });
}

function apply(slotId, kind) {
  const name = slotName(slotId);
  fillSlot(slotId, wrapped(kind, valueIn(slotId)));
  say(`${kind.label} applied to ${name}.`);
}

function useFixed(slotId, value, label) {
  const before = valueIn(slotId);
  fillSlot(slotId, value);
  if (before === undefined) say(`${label} in ${slotName(slotId)}.`);
  else toast(`Replaced the value in ${slotName(slotId)}.`, { undo });
}
