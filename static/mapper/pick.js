/**
 * What happens when a value arrives in a slot, whichever way it came: set, say, arm the next one.
 */

import { nameOf } from "mapper/document.js";
import { menuOpener } from "mapper/menu.js";
import { formatPath } from "mapper/paths.js";
import { say, toast } from "mapper/say.js";
import { arm, nextEmpty, rowOf, setValue, undo } from "mapper/store.js";
import { chipText, isSame, pathValue } from "mapper/values.js";

/** The event field whose "Map to…" menu is open, or null: a slot that is clicked then takes it. */
export function fieldToMap() {
  return menuOpener()?.closest("[role=treeitem]")?.row ?? null;
}

/** Put a stored value into a row. A filled slot is replaced, with Undo. */
export function pickInto(id, value) {
  const row = rowOf(id);
  const before = row.value;
  setValue(id, value);
  if (before !== undefined && !isSame(before, value)) {
    toast(`Replaced ${chipText(before)} in ${nameOf(row)}.`, { undo });
  } else {
    say(`${chipText(value)} to ${nameOf(row)}.`);
  }
}

/** A pick in the tree: fill the armed slot, then arm the next one that is empty. */
export function pickField(field, id) {
  const name = nameOf(rowOf(id));
  pickInto(id, pathValue(field.keys));
  const next = nextEmpty(id);
  arm(next?.id ?? null);
  say(
    `${formatPath(field.keys)} to ${name}. ${next ? `Next: ${nameOf(next)}.` : "All fields have a value."}`,
  );
}
