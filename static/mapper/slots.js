/**
 * Names the places that take a value: a row's slot, and the arguments of the functions in it.
 *
 * A slot's id is the row's id, or the row's id with the ids of the arguments that lead to the slot:
 * {rowId: "email_address", at: ["first", "value"]}.
 */

import { nameOf } from "mapper/document.js";
import { IN_ROW, rowOf, setValue, state } from "mapper/store.js";

let expressions = null;

/**
 * The builder was loaded: from now on arguments can be read and filled.
 *
 * `module`: {valueAt, withValueAt, labelAt, scopeOf}
 */
export function useExpressions(module) {
  expressions = module;
}

/** What a slot sees instead of the event: the fields of a list's items; null for the event. */
export function scopeOf(slotId) {
  return slotId && placeOf(slotId).at.length ? expressions.scopeOf(slotId) : null;
}

/** The object whose fields a slot can read: the event, or an item. */
export function seenFrom(slotId) {
  return scopeOf(slotId)?.event ?? state.doc.event?.event ?? {};
}

/** The id of the slot at some arguments of a row's value; the row's own slot has none. */
export function slotIdOf(rowId, at = []) {
  return at.length ? `${rowId}${IN_ROW}${JSON.stringify(at)}` : rowId;
}

/** Where a slot is. Shape: {rowId: "email_address", at: ["first"]} */
export function placeOf(slotId) {
  const cut = slotId.indexOf(IN_ROW);
  if (cut < 0) return { rowId: slotId, at: [] };
  return { rowId: slotId.slice(0, cut), at: JSON.parse(slotId.slice(cut + 1)) };
}

/** The value in a slot; undefined when it is empty. */
export function valueIn(slotId) {
  const { rowId, at } = placeOf(slotId);
  const value = rowOf(rowId)?.value;
  return at.length ? expressions.valueAt(value, at) : value;
}

/** What a slot is called: "Email address", or "fallback 1 of Email address". */
export function slotName(slotId) {
  const { rowId, at } = placeOf(slotId);
  const row = rowOf(rowId);
  if (!at.length) return nameOf(row);
  // What the page calls it, which may be the name of a destination field.
  const label = slotNode(slotId)?.about?.name ?? expressions.labelAt(row.value, at);
  return label === null ? nameOf(row) : `${label} of ${nameOf(row)}`;
}

/** Put a value into a slot, as one undoable step; undefined empties it. */
export function fillSlot(slotId, value, { merge = null } = {}) {
  const { rowId, at } = placeOf(slotId);
  if (!at.length) return setValue(rowId, value, { merge });
  const label = `${value === undefined ? "clear" : "set"} ${slotName(slotId)}`;
  const filled = expressions.withValueAt(rowOf(rowId).value, at, value);
  setValue(rowId, filled, { label, merge });
}

/** The element of a slot on the page, or null. */
export function slotNode(slotId) {
  return document.querySelector(`[data-slot="${CSS.escape(slotId)}"]`);
}

/** The next empty argument after a slot, in the same row; null when there is none. */
export function nextEmptyArgument(slotId) {
  const { at } = placeOf(slotId);
  if (!at.length) return null;
  const slots = argumentSlots(slotId);
  const place = slots.findIndex((node) => node.dataset.slot === slotId);
  const inTurn = [...slots.slice(place + 1), ...slots.slice(0, place + 1)];
  return inTurn.find((node) => "empty" in node.dataset)?.dataset.slot ?? null;
}

/** The first empty argument of the functions in a row; null when there is none. */
export function firstEmptyArgument(slotId) {
  return argumentSlots(slotId).find((node) => "empty" in node.dataset)?.dataset.slot ?? null;
}

function argumentSlots(slotId) {
  const { rowId } = placeOf(slotId);
  const row = document.querySelector(`field-row[data-row="${CSS.escape(rowId)}"]`);
  return [...(row?.querySelectorAll(".builder [data-slot]") ?? [])];
}
