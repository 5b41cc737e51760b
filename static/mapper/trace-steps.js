/**
 * Reads the steps of a value in one run: what each place of it is called, what it did, what it
 * gave. Apart from how they are drawn.
 */

import { cardOf } from "mapper/expressions.js";
import { keysOfPointer, pointerTo } from "mapper/json-pointer.js";
import { isDirective, isObject } from "mapper/json-shapes.js";
import { chipText, keysOf } from "mapper/values.js";

/**
 * The steps, inner places first, in the order in which the builder shows them.
 *
 * `pointer` leads to `value` in the config. Steps of places that a function only uses inside
 * (that a condition asks for what it then gives) are left out.
 * Shape: [{place: "first choice", what: "Event field", words: "context.traits.email", part}]
 */
export function stepsOf(value, pointer, parts) {
  const places = placesOf(value, pointer);
  const steps = parts.flatMap((part) => {
    const known = places.get(part.at) ?? unnamed(places, part.at);
    return known ? [{ ...known, part, place: withItem(known.place, part) }] : [];
  });
  // A choice that is not used runs last, yet people read it first; items stay together as they ran.
  return parts.some(({ item }) => item) ? steps : steps.toSorted((one, other) => one.at - other.at);
}

/** Event paths that a step reads besides showing one itself: those of a template. */
export function readsOf({ value, part }) {
  return keysOf(value) ? [] : part.reads;
}

/** The places of a value that have labels, by pointer; `at` counts, insides before a function. */
function placesOf(value, pointer) {
  const places = new Map();
  const add = (here, place, inside) => {
    const card = cardOf(inside ?? null);
    for (const arg of card?.args ?? []) {
      const label = card.kind.labelOf(arg.id, card);
      if (arg.keys)
        add(here + pointerTo(arg.keys), place ? `${place} › ${label}` : label, arg.value);
    }
    const what = { what: whatOf(inside, card), words: wordsOf(inside) };
    places.set(here, { place, value: inside, ...what, card, at: places.size });
  };
  add(pointer, "", value);
  return places;
}

/** A place without a label: told by its keys, unless it is inside of a function that has names. */
function unnamed(places, at) {
  const pointer = nearest(places, at);
  const above = places.get(pointer);
  if (!above || above.card) return null;
  const keys = keysOfPointer(at.slice(pointer.length));
  const value = keys.reduce((inside, key) => inside?.[key], above.value);
  const names = [above.place, ...keys.filter((key) => !key.startsWith("@"))].filter(Boolean);
  const words = { what: whatOf(value, null), words: wordsOf(value) };
  return { place: names.join(" › "), value, ...words, at: above.at - 0.5 };
}

/** The pointer of the nearest place around another one that has a name. */
function nearest(places, at) {
  const above = at.slice(0, Math.max(at.lastIndexOf("/"), 0));
  return places.has(above) || above === "" ? above : nearest(places, above);
}

function whatOf(value, card) {
  if (keysOf(value ?? null)) return "Event field";
  if (card) return card.kind.label;
  if (isDirective(value)) return `Function ${Object.keys(value).find(isName)}`;
  return isObject(value) || Array.isArray(value) ? "JSON" : "Fixed value";
}

function wordsOf(value) {
  return value === undefined ? "nothing" : chipText(value);
}

function withItem(place, { item }) {
  if (!item) return place;
  const words = `item ${item.map((at) => at + 1).join(".")}`;
  return place ? `${place}, ${words}` : words;
}

function isName(key) {
  return key.startsWith("@");
}
