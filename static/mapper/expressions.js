/**
 * The tree of functions in a stored value: JSON to cards and back, apart from how they are drawn.
 *
 * A card is one function: {kind, args: [{id, value}], options}. Its arguments are stored values
 * again. What no kind can write back exactly as it was has no card: it is shown as JSON.
 */

import { CHOOSING } from "mapper/kinds-choose.js";
import { SHAPING } from "mapper/kinds-shape.js";
import { STRUCTURES } from "mapper/kinds-structure.js";
import { TEXT } from "mapper/kinds-text.js";
import { isAlike } from "mapper/values.js";

/** Every kind that can be chosen in the menu of functions, in its order. */
export const FUNCTIONS = [...CHOOSING, ...TEXT, ...SHAPING];

// The more special comes first: an empty-value rule is a condition, too.
const KINDS = [...FUNCTIONS, ...STRUCTURES].sort(
  (one, other) => (other.rank ?? 0) - (one.rank ?? 0),
);

const read = new WeakMap();

/**
 * The card of a value; null for an empty slot, an event path, a fixed value, and what has no card.
 *
 * Shape: {"@case": {"operator": "lower", "value": {"@path": "$.traits.email"}}} →
 *   {kind: changeCase, args: [{id: "value", value: {"@path": …}}], options: {operator: "lower"}}
 */
export function cardOf(value) {
  if (value === null || typeof value !== "object") return null;
  if (!read.has(value)) read.set(value, readCard(value));
  return read.get(value);
}

/** The stored value of a card. */
export function valueOf({ kind, args, options }) {
  return kind.write({ args, options });
}

/** A new card of a kind around a value, which becomes its first argument. */
export function wrapped(kind, value) {
  const { args, options } = kind.make(value);
  return kind.write({ args, options });
}

/** What stays when a card is taken away: its first argument. */
export function unwrapped(card) {
  return card.args[0]?.value;
}

/** The value at some arguments of a value; undefined where there is none. */
export function valueAt(value, [id, ...rest]) {
  if (id === undefined) return value;
  const found = argument(cardOf(value ?? {}), id)?.value;
  return rest.length ? valueAt(found, rest) : found;
}

/** A value with another one at some of its arguments. */
export function withValueAt(value, [id, ...rest], next) {
  if (id === undefined) return next;
  const card = cardOf(value ?? {});
  const inner = rest.length ? withValueAt(argument(card, id)?.value, rest, next) : next;
  const isKnown = argument(card, id) !== undefined;
  const args = isKnown
    ? card.args.map((arg) => (arg.id === id ? { ...arg, value: inner } : arg))
    : [...card.args, { id, value: inner }];
  return valueOf({ ...card, args });
}

/** A value without one of its arguments: the last of the ids. */
export function withoutArgument(value, at) {
  const card = cardOf(valueAt(value, at.slice(0, -1)));
  const left = { ...card, args: card.args.filter((arg) => arg.id !== at.at(-1)) };
  return withValueAt(value, at.slice(0, -1), valueOf(left));
}

/** A value in which the card at some arguments has other options: `change(options)` gives them. */
export function withOptionsAt(value, at, change) {
  const card = cardOf(valueAt(value, at));
  const changed = { ...card, options: { ...card.options, ...change(card.options) } };
  return withValueAt(value, at, valueOf(changed));
}

/**
 * What the argument at some ids is called on its card: "fallback 1"; null when the card is gone,
 * as it is for a moment after Undo.
 */
export function labelAt(value, at) {
  const card = cardOf(valueAt(value, at.slice(0, -1)));
  return card?.kind.labelOf(at.at(-1), card) ?? null;
}

function argument(card, id) {
  return card?.args.find((arg) => arg.id === id);
}

function readCard(value) {
  for (const kind of KINDS) {
    const card = kind.read(value);
    if (card && isAlike(kind.write(card), value)) return { kind, ...card };
  }
  return null;
}
