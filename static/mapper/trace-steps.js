/**
 * Reads the steps of a value in one run: what each place of it is called, what it did, what it
 * gave. Apart from how they are drawn.
 */

import { cardOf } from "mapper/expressions.js";
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
  const places = new Map();
  addPlaces(places, pointer, { place: "", value });
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

/** A key as it stands in a JSON pointer. */
export function pointerTo(keys) {
  return keys.map((key) => `/${escaped(String(key))}`).join("");
}

function addPlaces(places, pointer, { place, value }) {
  const card = cardOf(value ?? null);
  const known = { place, value, what: whatOf(value, card), words: wordsOf(value), card };
  places.set(pointer, known);
  for (const arg of card?.args ?? []) {
    const label = card.kind.labelOf(arg.id, card);
    const inner = { place: place ? `${place} › ${label}` : label, value: arg.value };
    if (arg.keys) addPlaces(places, pointer + pointerTo(arg.keys), inner);
  }
  known.at = ended(places);
}

/** How many places have been gone through: a function comes after what is inside of it. */
function ended(places) {
  return [...places.values()].filter(({ at }) => at !== undefined).length;
}

/** A place without a label: told by its keys, unless it is inside of a function that has names. */
function unnamed(places, at) {
  const pointer = nearest(places, at);
  const above = places.get(pointer);
  if (!above || above.card) return null;
  const keys = at.slice(pointer.length + 1).split("/").map(unescaped);
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

function unescaped(name) {
  return name.replaceAll("~1", "/").replaceAll("~0", "~");
}

function escaped(name) {
  return name.replaceAll("~", "~0").replaceAll("/", "~1");
}
