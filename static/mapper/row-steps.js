/** Steps of the whole list of fields that few take; loaded with the first of them. */

import { docOf, nameOf } from "mapper/document.js";
import { pickInto } from "mapper/pick.js";
import { say, toast } from "mapper/say.js";
import { commit, state, undo } from "mapper/store.js";
import { pathValue } from "mapper/values.js";

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
