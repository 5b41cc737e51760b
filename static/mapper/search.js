/**
 * Finds event fields: the index of an event, matches for a text, and the order that suits a
 * destination field.
 */

import { flatten, isGroup, sampleText } from "mapper/paths.js";

export const INDEXED_FIELDS = 20000;

const KNOWN_WORDS = 5000;

const NO_MATCH = -1;
const MATCH = { none: 0, value: 1, part: 2, word: 3, start: 4, exact: 5 };
const MATCH_WEIGHT = 10_000;
const TYPE_WEIGHT = 1000;

const knownWords = new Map();
const indexes = new WeakMap();

/** Every field of an event with its text to search in; made once for each event. */
export function indexOf(event) {
  if (!indexes.has(event)) {
    const index = flatten(event, INDEXED_FIELDS);
    for (const field of index) {
      field.name = field.path.toLowerCase();
      field.text = textOf(field).toLowerCase();
    }
    indexes.set(event, index);
  }
  return indexes.get(event);
}

/** The fields whose path or value holds a text, in reading order. */
export function findFields(event, text) {
  const wanted = text.trim().toLowerCase();
  return wanted === ""
    ? indexOf(event)
    : indexOf(event).filter((field) => field.text.includes(wanted));
}

/**
 * The best fields for a destination field: same name, same words, same type, shallower. With a
 * text a better match comes first: exact key, start of a key, word, part of the path, then the
 * value; within these the type that the destination field expects.
 *
 * Shape: {named: [fields whose path holds the text], byValue: [fields where only the value does]}
 */
export function bestFields(event, row, text, count) {
  const score = scorer(row);
  const wanted = wantedOf(text);
  const best = [];
  indexOf(event).forEach((field, place) => {
    const match = matchOf(field, wanted);
    if (match === NO_MATCH) return;
    const one = { field, place, match, score: match * MATCH_WEIGHT + score(field, match) };
    if (best.length === count && !isBefore(one, best.at(-1))) return;
    const at = best.findIndex((other) => isBefore(one, other));
    best.splice(at < 0 ? best.length : at, 0, one);
    if (best.length > count) best.pop();
  });
  const fieldsOf = (kept) => best.filter(kept).map(({ field }) => field);
  return {
    named: fieldsOf(({ match }) => match !== MATCH.value),
    byValue: fieldsOf(({ match }) => match === MATCH.value),
  };
}

/** How well a name fits a destination field, 0 to 100: for "Map to…" menus. */
export function nameFit(key, row) {
  const name = bareName(key);
  if (name === bareName(row.key) || name === bareName(row.field?.label ?? "")) return 100;
  const words = wordsOf(`${row.key} ${row.field?.label ?? ""}`);
  const isKnownUser = key === "userId" && words.includes("id"); // rather than the anonymous one
  return 60 * overlap(wordsOf(key), words) + (isKnownUser ? 10 : 0);
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
  return (field, match) => {
    if (!ofNames.has(field.key)) ofNames.set(field.key, nameFit(field.key, row));
    const groupCost = isGroup(field) && expected !== field.type ? 40 : 0;
    const typeGain = match === MATCH.none ? 12 : TYPE_WEIGHT;
    const fit = expected === field.type ? typeGain : 0;
    return ofNames.get(field.key) + fit - field.depth - groupCost;
  };
}

function wantedOf(text) {
  const name = text.trim().toLowerCase();
  return { name, bare: bareName(name) };
}

/** How a typed text is found in a field; NO_MATCH when it is not. */
function matchOf(field, { name, bare }) {
  if (name === "") return MATCH.none;
  const key = field.key.toLowerCase();
  field.bare ??= bareName(field.key);
  if (key === name || field.name === name || (bare && field.bare === bare)) return MATCH.exact;
  if (key.startsWith(name) || field.name.startsWith(name) || (bare && field.bare.startsWith(bare)))
    return MATCH.start;
  if (field.name.includes(name))
    return wordsOf(field.key).some((word) => word.startsWith(name)) ? MATCH.word : MATCH.part;
  return field.text.includes(name) ? MATCH.value : NO_MATCH;
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

/** The words of a name, lower case, without what joins them: "First-Name" → "firstname". */
export function bareName(name) {
  return wordsOf(name).join("");
}
