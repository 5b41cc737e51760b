/**
 * What happens when a value arrives in a slot, whichever way it came: set, say, arm the next one.
 */

import { nameOf } from "mapper/document.js";
import { formatPath } from "mapper/paths.js";
import { say, toast } from "mapper/say.js";
import { fillSlot, nextEmptyArgument, placeOf, slotName, slotNode, valueIn } from "mapper/slots.js";
import { arm, nextEmpty, rowOf, undo } from "mapper/store.js";
import { chipText, describe, isSame, pathValue } from "mapper/values.js";

// What `describe` calls a value: the input method that gives it, and what messages call that.
const METHODS = {
  event: ["variable", "event fields"],
  fixed: ["literal", "fixed values"],
  function: ["function", "functions"],
};

/** The element that the open menu belongs to, or null. */
export function menuOpener() {
  return document.querySelector("[data-open-menu]")?.opener ?? null;
}

/** The event field whose "Map to…" menu is open, or null: a slot that is clicked then takes it. */
export function fieldToMap() {
  return menuOpener()?.closest("[role=treeitem]")?.row ?? null;
}

/** Why a field's slot takes no value of a kind that `describe` tells, in words; "" where it does. */
export function refusalOf(slotId, kind) {
  const [method, words] = METHODS[kind];
  const row = rowOf(slotId);
  const isOff = row?.field?.disabled_input_methods?.includes(method);
  return isOff ? `${nameOf(row)} takes no ${words}.` : "";
}

/**
 * Put a stored value into a slot; true when the slot took it. A filled slot is replaced, with Undo. What holds a text takes a
 * pick into it: its element has a `takePick`.
 */
export function pickInto(slotId, value) {
  if (slotNode(slotId)?.takePick?.(value)) return true;
  const refusal = refusalOf(slotId, describe(value).kind);
  if (refusal) return toast(refusal), false;
  const before = valueIn(slotId);
  const name = slotName(slotId);
  fillSlot(slotId, value);
  if (before !== undefined && !isSame(before, value)) {
    toast(`Replaced ${chipText(before)} in ${name}.`, { undo });
  } else {
    say(`${chipText(value)} to ${name}.`);
  }
  return true;
}

/** A pick in the tree: fill the armed slot, then arm the next one that is empty. */
export function pickField(field, slotId) {
  const name = slotName(slotId);
  if (slotNode(slotId)?.takePick?.(pathValue(field.keys))) return;
  if (!pickInto(slotId, pathValue(field.keys))) return;
  const argument = nextEmptyArgument(slotId);
  const row = argument ? null : nextEmpty(placeOf(slotId).rowId);
  arm(argument ?? row?.id ?? null);
  const next = argument ? slotName(argument) : row && nameOf(row);
  say(
    `${formatPath(field.keys)} to ${name}. ${next ? `Next: ${next}.` : "No other field waits."}`,
  );
}
