/** Steps of rows and of the whole list that few take; loaded with the first of them. */

import { docOf, nameOf } from "mapper/document.js";
import { pickInto } from "mapper/pick.js";
import { say, toast } from "mapper/say.js";
import { commit, removeRow, setValue, state, undo } from "mapper/store.js";
import { chipText, pathValue } from "mapper/values.js";

/** From one function for the whole payload to empty fields, as one step. */
export function leaveWhole(list) {
  const { fields } = state.boot.action;
  const { rows, whole } = docOf({ ...state.doc, config: {} }, fields);
  commit("map field by field", { rows, whole });
  toast("Each destination field has a value of its own now.", { undo });
  list.rows()[0]?.focusSlot();
}

/** A new field for an event field, named after its key; the name can be typed over at once. */
export function addFrom(list, keys) {
  const waiting = state.doc.rows.find((row) => row.key === keys.at(-1) && row.value === undefined);
  if (waiting) return pickInto(waiting.id, pathValue(keys));
  const row = list.add(keys.at(-1), pathValue(keys));
  say(`New destination field ${nameOf(row)}. Its key is selected.`);
  toast(`Added ${nameOf(row)}.`, { undo });
}

/** Use a fix; its button goes, so the focus stays in the row, where it arms nothing. */
export function mend(element, fix) {
  const hadFocus = element.lines.contains(document.activeElement);
  setValue(element.rowId, fix.config);
  say(`${chipText(fix.config)} to ${nameOf(element.row)}.`);
  if (hadFocus) element.build.focus();
}

/** Take a whole row away; the focus goes to a neighbour. */
export function takeAway(element) {
  const name = nameOf(element.row);
  const neighbour = element.nextElementSibling ?? element.previousElementSibling;
  removeRow(element.rowId);
  neighbour?.focusSlot();
  say(`${name} removed.`);
}
