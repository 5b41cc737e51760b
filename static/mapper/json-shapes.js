/** Small questions about stored JSON that the kinds of expressions share. */

import { isAlike } from "mapper/values.js";

/** What an argument without a value is stored as where JSON needs one: it gives nothing. */
export const NOTHING = { "@excludeWhenNull": null };

/** True for a JSON object that is no list. */
export function isObject(value) {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

/** The argument of a directive, or undefined when the value is another one or none. */
export function argumentOf(value, name) {
  if (!isObject(value) || Object.keys(value).length !== 1) return undefined;
  return Object.hasOwn(value, name) ? value[name] : undefined;
}

/** True when an object has all of the first keys, and no others than those and the second. */
export function hasKeys(value, needed, optional = []) {
  if (!isObject(value)) return false;
  const keys = Object.keys(value);
  return (
    needed.every((key) => keys.includes(key)) &&
    keys.every((key) => needed.includes(key) || optional.includes(key))
  );
}

/** True for a function: an object with one key that starts with @. */
export function isDirective(value) {
  return isObject(value) && Object.keys(value).some((key) => key.startsWith("@"));
}

/** Undefined for what is stored as nothing, else the value. */
export function orEmpty(value) {
  return isAlike(value, NOTHING) ? undefined : value;
}

/** What to store for an argument that must be there. */
export function orNothing(value) {
  return value === undefined ? NOTHING : value;
}

/** A value for a place where the engine takes 0, false, "" and null as if nothing was there. */
export function solid(value) {
  if (value === undefined) return NOTHING;
  return value ? value : { "@literal": value };
}

/** The value that `solid` stored. */
export function fromSolid(value) {
  const inner = argumentOf(value, "@literal");
  if (inner !== undefined && !inner) return inner;
  return orEmpty(value);
}
