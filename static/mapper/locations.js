/**
 * Where an event type keeps what another type keeps elsewhere, and values moved from one to the
 * other.
 */

import { formatPath, parsePath, storedPath } from "mapper/paths.js";
import { isSame } from "mapper/values.js";

// Contact traits are beside the event, in its context; audience data is in its properties.
const CONTACT_TRAITS = ["email", "phone"];
const PLACEHOLDER = /(\{\{\{?)(\s*)([^{}]+?)(\s*)(\}\}\}?)/g;

/**
 * The keys at which an event type keeps what another type keeps at these; null when nothing moves.
 *
 * Shape: ["context", "traits", "email"], "identify" → ["traits", "email"]
 */
export function movedKeys(keys, eventType) {
  const [first, second, third] = keys;
  if (eventType === "track") {
    if (first !== "traits" || second === undefined) return null;
    const isContact = CONTACT_TRAITS.includes(second);
    return isContact ? ["context", ...keys] : ["properties", ...keys.slice(1)];
  }
  if (first === "properties" && second !== undefined) return ["traits", ...keys.slice(1)];
  if (first === "context" && second === "traits" && third !== undefined) return keys.slice(1);
  return null;
}

/**
 * A stored value with every path in it moved; what moves nothing is the same value.
 *
 * Paths inside each item of a list start at the item, and Liquid is text: neither is touched.
 */
export function movedValue(value, eventType) {
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map((one) => movedValue(one, eventType));
  const members = Object.entries(value).map(([name, inner]) => [
    name,
    movedMember(name, inner, eventType),
  ]);
  return Object.fromEntries(members);
}

/** The rows that point to another event type's locations, each with its moved value. */
export function movableRows(rows, eventType) {
  return rows
    .map((row) => ({ ...row, value: movedValue(row.value, eventType) }))
    .filter((moved, at) => !isSame(moved.value, rows[at].value));
}

function movedMember(name, inner, eventType) {
  if (name === "@path" && typeof inner === "string") return movedPath(inner, eventType);
  if (name === "@template" && typeof inner === "string") return movedTemplate(inner, eventType);
  if (name === "@arrayPath" && Array.isArray(inner))
    return [movedPlace(inner[0], eventType), ...inner.slice(1)];
  if (name === "@transform" && inner !== null && typeof inner === "object")
    return { ...inner, apply: movedValue(inner.apply, eventType) };
  if (name === "@literal" || name === "_metadata") return inner;
  return movedValue(inner, eventType);
}

function movedPlace(place, eventType) {
  return typeof place === "string" ? movedPath(place, eventType) : movedValue(place, eventType);
}

function movedPath(text, eventType) {
  const keys = movedKeys(parsePath(text), eventType);
  if (!keys) return text;
  return text.startsWith("$.") ? storedPath(keys) : formatPath(keys);
}

function movedTemplate(text, eventType) {
  return text.replaceAll(PLACEHOLDER, (whole, open, before, path, after, close) => {
    const keys = movedKeys(parsePath(path, { dropsRoot: false }), eventType);
    return keys ? `${open}${before}${formatPath(keys)}${after}${close}` : whole;
  });
}
