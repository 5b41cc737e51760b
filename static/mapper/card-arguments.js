/** What a card's arguments are shown with: their labels, and what the destination wants there. */

import { withoutArgument } from "mapper/expressions.js";
import { isObject } from "mapper/json-shapes.js";
import { isShown } from "mapper/shown-fields.js";
import { slotIdOf, slotName } from "mapper/slots.js";
import { rowOf, setValue } from "mapper/store.js";

/**
 * The arguments to draw for a card; of an object also the destination's fields without a value.
 *
 * Shape: [{rowId, at: ["0"], label: "first choice", value, field, key, canEdit, keys, depth,
 *   trail}]
 */
export function argumentsOf(card, context) {
  const known = card.args.map((arg) => argumentIn(card, context, arg));
  if (card.kind.name === "values") return known.map((arg) => ({ ...arg, clear: () => drop(arg) }));
  return card.kind.name === "object" ? members(card, context, known) : known;
}

/** One argument with what it inherits from the card around it. */
export function argumentIn(card, context, arg) {
  const { rowId, at, canEdit, depth, trail = [] } = context;
  return {
    rowId,
    canEdit,
    at: [...at, arg.id],
    label: card.kind.labelOf(arg.id, card),
    words: card.kind.words?.[arg.id],
    value: arg.value,
    field: fieldFor(card, context.field, arg.id),
    key: arg.id,
    keys: arg.keys ? [...(context.keys ?? []), ...arg.keys] : null,
    depth: depth + 1,
    trail: [...trail, card.kind.label],
    isFixedKind: card.kind.name === "each" && arg.id === "shape" && isObject(arg.value),
  };
}

/** Take an argument out of its card, as one undoable step. */
export function drop({ rowId, at }) {
  const label = `remove ${slotName(slotIdOf(rowId, at))}`;
  setValue(rowId, withoutArgument(rowOf(rowId).value, at), { label });
}

/** True where an object takes keys that the destination does not name. */
export function takesOtherKeys(field) {
  return !field?.properties?.length || field.additional_properties === true;
}

const AS_THE_WHOLE = ["first", "if", "empty", "case", "replace", "convert"];
const LIST_OF_ANY = { type: "object", multiple: true };

/** What an argument is wanted to be, in the terms of a destination field; null for anything. */
function fieldFor({ kind }, field, id) {
  if (kind.name === "each" && id === "source") return LIST_OF_ANY;
  if (kind.name === "each" || kind.name === "values")
    return field ? { ...field, multiple: false } : null;
  if (kind.name === "if" && id === "if") return null;
  return AS_THE_WHOLE.includes(kind.name) ? field : null;
}

/** The destination's own fields in their order, then the keys that were added. */
function members(card, context, known) {
  const properties = context.field?.properties ?? [];
  const own = properties
    .map((field) => member(card, context, field, known))
    .filter(({ field, value }) => value !== undefined || isShown(field, valuesOf(card)));
  const added = known.filter(({ key }) => !properties.some((field) => field.key === key));
  return [...own, ...added.map((arg) => ({ ...arg, canRemove: true }))];
}

function member(card, context, field, known) {
  const empty = { id: field.key, value: undefined, keys: [field.key] };
  const arg = known.find(({ key }) => key === field.key) ?? argumentIn(card, context, empty);
  return {
    ...arg,
    field,
    label: field.label || field.key,
    isRequired: field.required === true,
    clear: () => drop(arg),
  };
}

function valuesOf({ args }) {
  return Object.fromEntries(
    args.filter(({ value }) => value !== undefined).map(({ id, value }) => [id, value]),
  );
}
