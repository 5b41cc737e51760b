/**
 * Finds event fields: the index of an event, matches for a text, and the order that suits a
 * destination field.
 */

import { flatten, isGroup, sampleText } from "mapper/paths.js";

export const INDEXED_FIELDS = 20000;

const KNOWN_WORDS = 5000;

const knownWords = new Map();
let indexedEvent = null;
let index = [];

/** Every field of an event with its text to search in; made once for each event. */
export function indexOf(event) {
  if (indexedEvent !== event) {
    indexedEvent = event;
    index = flatten(event, INDEXED_FIELDS);
    for (const field of index) field.text = textOf(field).toLowerCase();
  }
  return index;
}

/** The fields whose path or value holds a text, in reading order. */
export function findFields(event, text) {
  const wanted = text.trim().toLowerCase();
  return wanted === ""
    ? indexOf(event)
    : indexOf(event).filter((field) => field.text.includes(wanted));
}

/** The best fields for a destination field: same name, same words, same type, shallower. */
export function bestFields(event, row, text, count) {
  const score = scorer(row);
  const best = [];
  findFields(event, text).forEach((field, place) => {
    const one = { field, place, score: score(field) };
    if (best.length === count && !isBefore(one, best.at(-1))) return;
    const at = best.findIndex((other) => isBefore(one, other));
    best.splice(at < 0 ? best.length : at, 0, one);
    if (best.length > count) best.pop();
  });
  return best.map(({ field }) => field);
}

/** How well a name fits a destination field, 0 to 100: for "Map to…" menus. */
export function nameFit(key, row) {
  const name = bareName(key);
  if (name === bareName(row.key) || name === bareName(row.field?.label ?? "")) return 100;
  return 60 * overlap(wordsOf(key), wordsOf(`${row.key} ${row.field?.label ?? ""}`));
}

/**
 * The product's word for the type of value that a destination field expects; "" when any is fine.
 */
export function expectedType(field) {
  if (!field) return "";
  if (field.multiple) return "list";
  return EXPECTED[field.type] ?? "";
}

const EXPECTED = {
  string: "text",
  text: "text",
  password: "text",
  datetime: "text",
  number: "number",
  integer: "number",
  boolean: "true/false",
  object: "object",
};

function isBefore(one, other) {
  return one.score > other.score || (one.score === other.score && one.place < other.place);
}

/** How well event fields fit a row; names that were seen are not scored again. */
function scorer(row) {
  const expected = expectedType(row.field);
  const ofNames = new Map();
  return (field) => {
    if (!ofNames.has(field.key)) ofNames.set(field.key, nameFit(field.key, row));
    const groupCost = isGroup(field) && expected !== field.type ? 40 : 0;
    return ofNames.get(field.key) + (expected === field.type ? 12 : 0) - field.depth - groupCost;
  };
}

function overlap(some, others) {
  const shared = some.filter((word) => others.includes(word)).length;
  const all = new Set([...some, ...others]).size;
  return all ? shared / all : 0;
}

function textOf(field) {
  return isGroup(field) ? field.path : `${field.path}\n${sampleText(field, 200)}`;
}

/**
 * The words of a name; kept, because the same few names come again in every list of a big event.
 */
function wordsOf(name) {
  const known = knownWords.get(name);
  if (known) return known;
  const spaced = name.replace(/([a-z0-9])([A-Z])/g, "$1 $2").toLowerCase();
  const words = [...new Set(spaced.split(/[^\p{L}\p{N}]+/u).filter(Boolean))];
  if (knownWords.size >= KNOWN_WORDS) knownWords.clear();
  knownWords.set(name, words);
  return words;
}

function bareName(name) {
  return wordsOf(name).join("");
}
