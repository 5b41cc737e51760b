/** What a row says about lists: the items can be built by name, or only one item is sent. */

import { isObject } from "mapper/json-shapes.js";
import { shapeByName } from "mapper/items.js";
import { counted, formatPath, lookup, storedPath } from "mapper/paths.js";
import { state } from "mapper/store.js";
import { keysOf } from "mapper/values.js";

/** Lines for a row whose value is an event path that has to do with a list. */
export function listHints({ field, value }) {
  const keys = keysOf(value);
  const event = state.doc.event?.event;
  if (!keys || !event) return [];
  const { value: found } = lookup(event, keys);
  if (field?.multiple) return wholeListHints(field, keys, found);
  return field?.type === "object"
    ? []
    : [...itemHints(event, keys), ...oneValueHints(field, keys, found)];
}

/** A list of objects for items with fields of their own: offer what goes by name. */
function wholeListHints(field, keys, found) {
  if (!field.properties?.length) return [];
  if (!Array.isArray(found) || !found.every(isObject) || found.length === 0) return [];
  const { shape, words } = shapeByName(found, field.properties);
  if (words.length === 0) return [];
  const config = { "@arrayPath": [storedPath(keys), shape] };
  return [
    line(`Each item can be filled by name: ${words.join(", ")}.`, [
      { label: "Build each item", config },
    ]),
  ];
}

function itemHints(event, keys) {
  const at = keys.findIndex((key, place) => {
    const holder = lookup(event, keys.slice(0, place)).value;
    return Array.isArray(holder) && /^\d+$/.test(key);
  });
  if (at < 0) return [];
  const list = lookup(event, keys.slice(0, at)).value;
  const which = keys[at] === "0" ? "First item only" : `Item ${Number(keys[at]) + 1} only`;
  return [line(`${which}: ${formatPath(keys.slice(0, at))} has ${counted(list.length, "item")}.`)];
}

/** A whole list where one value is wanted: one item, or all of them as a text. */
function oneValueHints(field, keys, found) {
  if (!field || !Array.isArray(found) || found.length === 0) return [];
  const fixes = [{ label: "First item only", config: { "@path": `${storedPath(keys)}[0]` } }];
  const isOfValues = found.every((item) => item === null || typeof item !== "object");
  const text = `{{ ${formatPath(keys)} | join: ", " }}`;
  if (isOfValues) fixes.push({ label: "Join all", config: { "@liquid": text } });
  return [line(`${formatPath(keys)} has ${counted(found.length, "item")}.`, fixes)];
}

function line(text, fixes = []) {
  return { severity: "neutral", text, fix: fixes };
}
