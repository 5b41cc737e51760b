/** What the arguments of a card are shown with: their labels, and what the destination wants there. */

/**
 * The arguments to draw for a card; of an object also the fields that have no value yet.
 *
 * Shape: [{rowId, at: ["0"], label: "first choice", value, field, key, canEdit, keys, depth, trail}]
 */
export function argumentsOf(card, context) {
  return card.args.map((arg) => argumentIn(card, context, arg));
}

/** One argument with what it inherits from the card around it. */
export function argumentIn(card, context, arg) {
  const { rowId, at, canEdit, depth, trail = [] } = context;
  return {
    rowId,
    canEdit,
    at: [...at, arg.id],
    label: card.kind.labelOf(arg.id, card),
    value: arg.value,
    field: fieldFor(card, context.field, arg.id),
    key: context.key,
    keys: arg.keys ? [...(context.keys ?? []), ...arg.keys] : null,
    depth: depth + 1,
    trail: [...trail, card.kind.label],
  };
}

const AS_THE_WHOLE = ["first", "if", "empty", "case", "replace", "convert"];
const LIST_OF_ANY = { type: "object", multiple: true };

/** What an argument is wanted to be, in the terms of a destination field; null for anything. */
function fieldFor({ kind }, field, id) {
  if (kind.name === "each" && id === "source") return LIST_OF_ANY;
  if (kind.name === "each") return field ? { ...field, multiple: false } : null;
  if (kind.name === "values") return field ? { ...field, multiple: false } : null;
  if (kind.name === "if" && id === "if") return null;
  return AS_THE_WHOLE.includes(kind.name) ? field : null;
}
