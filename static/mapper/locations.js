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
 * `isKept(path)` is asked for each path that would move.
 */
export function movedValue(value, eventType, isKept = () => false) {
  return moved(value, (keys) => {
    const there = movedKeys(keys, eventType);
    return there && !isKept(formatPath(keys), formatPath(there)) ? there : null;
  });
}

/** The rows that point to another event type's locations, each with its moved value. */
export function movableRows(rows, eventType, isKept) {
  return rows
    .map((row) => ({ ...row, value: movedValue(row.value, eventType, isKept) }))
    .filter((one, at) => !isSame(one.value, rows[at].value));
}

/**
 * What would move, each path once, with the rows that read it.
 *
 * Shape: [{from: "context.traits.email", to: "traits.email", rows: [row]}]
 */
export function movesOf(rows, eventType) {
  const moves = new Map();
  for (const row of rows) {
    movedValue(row.value, eventType, (from, to) => {
      const move = moves.get(from) ?? { from, to, rows: [] };
      moves.set(from, { ...move, rows: [...new Set([...move.rows, row])] });
      return true;
    });
  }
  return [...moves.values()];
}

function moved(value, move) {
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map((one) => moved(one, move));
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, movedMember(name, inner, move)]),
  );
}

function movedMember(name, inner, move) {
  if (name === "@path" && typeof inner === "string") return movedPath(inner, move);
  if (name === "@template" && typeof inner === "string") return movedTemplate(inner, move);
  if (name === "@arrayPath" && Array.isArray(inner))
    return [movedPlace(inner[0], move), ...inner.slice(1)];
  if (name === "@transform" && inner !== null && typeof inner === "object")
    return { ...inner, apply: moved(inner.apply, move) };
  if (name === "@literal" || name === "_metadata") return inner;
  return moved(inner, move);
}

function movedPlace(place, move) {
  return typeof place === "string" ? movedPath(place, move) : moved(place, move);
}

function movedPath(text, move) {
  const keys = move(parsePath(text));
  if (!keys) return text;
  return text.startsWith("$.") ? storedPath(keys) : formatPath(keys);
}

function movedTemplate(text, move) {
  return text.replaceAll(PLACEHOLDER, (whole, open, before, path, after, close) => {
    const keys = move(parsePath(path, { dropsRoot: false }));
    return keys ? `${open}${before}${formatPath(keys)}${after}${close}` : whole;
  });
}
