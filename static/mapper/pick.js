/**
 * What happens when a value arrives in a slot, whichever way it came: set, say, arm the next one.
 */

import { nameOf } from "mapper/document.js";
import { formatPath } from "mapper/paths.js";
import { say, toast } from "mapper/say.js";
import { fillSlot, nextEmptyArgument, placeOf, slotName, slotNode, valueIn } from "mapper/slots.js";
import { arm, nextEmpty, undo } from "mapper/store.js";
import { chipText, isSame, pathValue } from "mapper/values.js";

/** The element that the open menu belongs to, or null. */
export function menuOpener() {
  return document.querySelector("[data-open-menu]")?.opener ?? null;
}

/** The event field whose "Map to…" menu is open, or null: a slot that is clicked then takes it. */
export function fieldToMap() {
  return menuOpener()?.closest("[role=treeitem]")?.row ?? null;
}

/**
 * Put a stored value into a slot. A filled slot is replaced, with Undo. What holds a text takes a
 * pick into it: its element has a `takePick`.
 */
export function pickInto(slotId, value) {
  if (slotNode(slotId)?.takePick?.(value)) return;
  const before = valueIn(slotId);
  const name = slotName(slotId);
  fillSlot(slotId, value);
  if (before !== undefined && !isSame(before, value)) {
    toast(`Replaced ${chipText(before)} in ${name}.`, { undo });
  } else {
    say(`${chipText(value)} to ${name}.`);
  }
}

/** A pick in the tree: fill the armed slot, then arm the next one that is empty. */
export function pickField(field, slotId) {
  const name = slotName(slotId);
  if (slotNode(slotId)?.takePick?.(pathValue(field.keys))) return;
  pickInto(slotId, pathValue(field.keys));
  const argument = nextEmptyArgument(slotId);
  const row = argument ? null : nextEmpty(placeOf(slotId).rowId);
  arm(argument ?? row?.id ?? null);
  const next = argument ? slotName(argument) : row && nameOf(row);
  say(
    `${formatPath(field.keys)} to ${name}. ${next ? `Next: ${next}.` : "No other field waits."}`,
  );
}
