/** Event paths: text to keys and back, look-up, and the flat list of an event's fields. */

import { typeName } from "mapper/values.js";

const PLAIN_KEY = /^[A-Za-z_][A-Za-z0-9_-]*$/;
const INDEX = /^(0|[1-9][0-9]*)$/;
const SEPARATORS = /\[(?=["'0-9])|\.|(?<=["'0-9])\]+/;
const QUOTED_KEY = /\[(["'])((?:(?!\1)[^\\]|\\(?:["'\\/bfnrt]|u[0-9a-fA-F]{4}))*)\1\]+/g;
const TYPED_KEY = /^[\p{L}_$][\p{L}\p{N}_$-]*$/u;
const BRACES = /^\{\{\{?\s*([^{}]+?)\s*\}?\}\}$/;

/**
 * The keys that a stored path names, read as the server reads them. Every text is a path; "" is
 * the whole event.
 *
 * Shape: `$.properties["cart/total"][0].sku` → ["properties", "cart/total", "0", "sku"]
 * A template keeps a leading `$.` as a key: `dropsRoot` false.
 */
export function parsePath(text, { dropsRoot = true } = {}) {
  const path = dropsRoot ? withoutRoot(text) : text;
  const keys = [];
  let at = 0;
  for (const quoted of path.matchAll(QUOTED_KEY)) {
    keys.push(...splitKeys(path.slice(at, quoted.index)), unquoted(quoted[2]));
    at = quoted.index + quoted[0].length;
  }
  return [...keys, ...splitKeys(path.slice(at))];
}

/**
 * The keys of something typed or pasted that is meant as a path (`{{traits.email}}` too), or null.
 */
export function typedPath(text) {
  const inner = BRACES.exec(text)?.[1] ?? text;
  const bare = inner.replace(/^\$(?:\.|(?=\[))/, "");
  const plain = bare.replaceAll(QUOTED_KEY, "").replaceAll(/\[[0-9]+\]/g, "");
  const isPath =
    bare !== "" &&
    plain
      .split(".")
      .every((key, at) => TYPED_KEY.test(key) || (at === 0 && key === "" && bare.startsWith("[")));
  return isPath ? parsePath(bare, { dropsRoot: false }) : null;
}

/** Keys as people read them: `properties["cart/total"][0].sku`. */
export function formatPath(keys) {
  return keys.reduce(longerPath, "");
}

/** A path with one more key. */
export function longerPath(path, key) {
  if (PLAIN_KEY.test(key)) return path ? `${path}.${key}` : key;
  if (INDEX.test(key) && path) return `${path}[${key}]`;
  return `${path}[${JSON.stringify(key)}]`;
}

/** Keys as a mapping stores them: the readable form after `$.`. */
export function storedPath(keys) {
  return `$.${formatPath(keys)}`;
}

/** The value at some keys; `found` tells a missing value from a stored null. */
export function lookup(event, keys) {
  let value = event;
  for (const key of keys) {
    if (value === null || typeof value !== "object" || !Object.hasOwn(value, key))
      return { found: false };
    value = value[key];
  }
  return { found: true, value };
}

/**
 * Every field of an event in reading order, down to `limit` fields.
 *
 * Shape: [{keys: ["traits", "email"], path: "traits.email", key: "email", type: "text", value:
 *   "…", depth: 2}]
 */
export function flatten(event, limit) {
  const fields = [];
  const visit = (holder, keys, path) => {
    for (const key of Object.keys(holder)) {
      if (fields.length >= limit) return;
      const field = fieldOf(holder[key], [...keys, key], longerPath(path, key));
      fields.push(field);
      if (isGroup(field)) visit(field.value, field.keys, field.path);
    }
  };
  visit(event, [], "");
  return fields;
}

/** What the tree and the lists know of one event field. */
export function fieldOf(value, keys, path = formatPath(keys)) {
  return { keys, path, key: keys.at(-1), type: typeName(value), value, depth: keys.length };
}

/** True when a field holds others. */
export function isGroup(field) {
  return field.type === "object" || field.type === "list";
}

/** The words at a field's end: its value, or how much it holds. */
export function sampleText(field, length = 60) {
  if (field.type === "list") return counted(field.value.length, "item");
  if (field.type === "object") return counted(Object.keys(field.value).length, "field");
  const text = String(field.value);
  return text.length > length ? `${text.slice(0, length - 1)}…` : text;
}

/** "1 field", "2 fields". */
export function counted(count, noun) {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** Without the first `$.`, unless it is inside a quoted key. */
function withoutRoot(text) {
  const at = text.indexOf("$.");
  const isInKey = [...text.matchAll(QUOTED_KEY)].some(
    (quoted) => quoted.index < at && at < quoted.index + quoted[0].length,
  );
  return isInKey ? text : text.replace("$.", "");
}

function splitKeys(chunk) {
  return chunk
    .split(SEPARATORS)
    .filter(Boolean)
    .map((key) => key.replaceAll(/["']/g, ""));
}

function unquoted(inner) {
  const asJson = (sign) =>
    sign === "\\'" ? "'" : sign.startsWith("\\") ? sign : JSON.stringify(sign).slice(1, -1);
  return JSON.parse(`"${inner.replaceAll(/\\.|"|[\x00-\x1f]/gs, asJson)}"`);
}
