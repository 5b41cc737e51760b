/** Event paths: text to keys and back, look-up, and the flat list of an event's fields. */

import { typeName } from "mapper/values.js";

const PLAIN_KEY = /^[A-Za-z_$][A-Za-z0-9_$-]*$/;
const INDEX = /^(0|[1-9][0-9]*)$/;

/**
 * The keys of a path, or null when the text is not a path.
 *
 * Shape: `$.properties["cart/total"][0].sku` → ["properties", "cart/total", "0", "sku"]
 * Also read: `{{traits.email}}`, as people paste it.
 */
export function parsePath(text) {
  const inner = /^\{\{\{?\s*([^{}]+?)\s*\}?\}\}$/.exec(text.trim())?.[1] ?? text.trim();
  const rest = inner.replace(/^\$(?:\.|(?=\[))/, "");
  const keys = [];
  let at = 0;
  while (at < rest.length) {
    const step = stepAt(rest, at, keys.length === 0);
    if (!step) return null;
    keys.push(step.key);
    at = step.end;
  }
  return keys.length ? keys : null;
}

/** Keys as people read them: `properties["cart/total"][0].sku`. */
export function formatPath(keys) {
  return keys.reduce((text, key) => {
    if (PLAIN_KEY.test(key)) return text ? `${text}.${key}` : key;
    if (INDEX.test(key) && text) return `${text}[${key}]`;
    return `${text}[${JSON.stringify(key)}]`;
  }, "");
}

/** Keys as a mapping stores them: the readable form after `$.`. */
export function storedPath(keys) {
  return `$.${formatPath(keys)}`;
}

/** The value at some keys; `found` tells a missing value from a stored null. */
export function lookup(event, keys) {
  let value = event;
  for (const key of keys) {
    if (value === null || typeof value !== "object" || !Object.hasOwn(value, key)) return { found: false };
    value = value[key];
  }
  return { found: true, value };
}

/**
 * Every field of an event in reading order, down to `limit` fields.
 *
 * Shape: [{keys: ["traits", "email"], path: "traits.email", key: "email", type: "text", value: "…", depth: 2}]
 */
export function flatten(event, limit) {
  const fields = [];
  const open = [{ value: event, keys: [] }];
  while (open.length && fields.length < limit) {
    const { value, keys } = open.pop();
    if (keys.length) fields.push(fieldOf(value, keys));
    if (value !== null && typeof value === "object") {
      const inner = Object.keys(value).map((key) => ({ value: value[key], keys: [...keys, key] }));
      open.push(...inner.reverse());
    }
  }
  return fields;
}

/** What the tree and the lists know of one event field. */
export function fieldOf(value, keys) {
  const type = typeName(value);
  return { keys, path: formatPath(keys), key: keys.at(-1), type, value, depth: keys.length };
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

function stepAt(text, at, isFirst) {
  const rest = text.slice(at);
  const quoted = /^\[("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')\]/s.exec(rest);
  if (quoted) return { key: unquoted(quoted[1]), end: at + quoted[0].length };
  const index = /^\[(0|[1-9][0-9]*)\]/.exec(rest);
  if (index) return { key: index[1], end: at + index[0].length };
  const name = (isFirst ? /^()([^.[\]{}"'\s]+)/ : /^(\.)([^.[\]{}"'\s]+)/).exec(rest);
  return name && { key: name[2], end: at + name[0].length };
}

function unquoted(text) {
  if (text.startsWith('"')) {
    try {
      return JSON.parse(text);
    } catch {
      return text.slice(1, -1);
    }
  }
  return text.slice(1, -1).replace(/\\(['\\])/g, "$1");
}
