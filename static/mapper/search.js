/** Finds event fields: the index of an event, matches for a text, and the order that suits a destination field. */

import { flatten, isGroup, sampleText } from "mapper/paths.js";

export const INDEXED_FIELDS = 20000;

let indexedEvent = null;
let index = [];

/** Every field of an event with its text to search in; made once for each event. */
export function indexOf(event) {
  if (indexedEvent !== event) {
    indexedEvent = event;
    index = flatten(event, INDEXED_FIELDS).map((field) => ({
      ...field,
      text: (isGroup(field) ? field.path : `${field.path}\n${sampleText(field, 200)}`).toLowerCase(),
    }));
  }
  return index;
}

/** The fields whose path or value holds a text, in reading order. */
export function findFields(event, text) {
  const wanted = text.trim().toLowerCase();
  return wanted === "" ? indexOf(event) : indexOf(event).filter((field) => field.text.includes(wanted));
}

/** The best fields for a destination field: same name, same words, same type, shallower. */
export function bestFields(event, row, text, count) {
  const words = wordsOf(`${row.key} ${row.field?.label ?? ""}`);
  const scored = findFields(event, text).map((field, place) => ({ field, place, score: fit(field, row, words) }));
  scored.sort((one, other) => other.score - one.score || one.place - other.place);
  return scored.slice(0, count).map(({ field }) => field);
}

/** How well a name fits a destination field, 0 to 100: for "Map to…" menus. */
export function nameFit(key, row) {
  const name = bareName(key);
  if (name === bareName(row.key) || name === bareName(row.field?.label ?? "")) return 100;
  return 60 * overlap(wordsOf(key), wordsOf(`${row.key} ${row.field?.label ?? ""}`));
}

/** The product's word for the type of value that a destination field expects; "" when any is fine. */
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

function fit(field, row, words) {
  const name = bareName(field.key);
  const isSameName = name === bareName(row.key) || name === bareName(row.field?.label ?? "");
  const expected = expectedType(row.field);
  const groupCost = isGroup(field) && expected !== field.type ? 40 : 0;
  return (
    (isSameName ? 100 : 60 * overlap(wordsOf(field.key), words)) +
    (expected === field.type ? 12 : 0) -
    field.depth -
    groupCost
  );
}

function overlap(some, others) {
  const shared = some.filter((word) => others.includes(word)).length;
  const all = new Set([...some, ...others]).size;
  return all ? shared / all : 0;
}

function wordsOf(name) {
  const spaced = name.replace(/([a-z0-9])([A-Z])/g, "$1 $2").toLowerCase();
  return [...new Set(spaced.split(/[^\p{L}\p{N}]+/u).filter(Boolean))];
}

function bareName(name) {
  return wordsOf(name).join("");
}
