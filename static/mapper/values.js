/** Reads stored values: what kind of chip one is, its words, and which event paths it reads. */

import { formatPath, parsePath, storedPath } from "mapper/paths.js";

/** The stored form of "the event field at these keys". */
export function pathValue(keys) {
  return { "@path": storedPath(keys) };
}

/** The keys a plain path value reads, or null for every other value. */
export function keysOf(value) {
  const directive = directiveOf(value);
  if (directive?.name !== "@path" || typeof directive.argument !== "string") return null;
  return parsePath(directive.argument);
}

/**
 * What a slot shows for a value.
 *
 * Shape: {kind: "event" | "fixed" | "function", parts: [{text, isPath}]}
 */
export function describe(value) {
  const keys = keysOf(value);
  if (keys)
    return { kind: "event", parts: [{ text: formatPath(keys) || "whole event", isPath: true }] };
  const fixed = fixedOf(value);
  if (fixed !== undefined)
    return { kind: "fixed", parts: [{ text: shortJson(fixed), isPath: false }] };
  const directive = directiveOf(value);
  if (directive?.name === "@template" && typeof directive.argument === "string") {
    const parts = templateParts(directive.argument);
    return { kind: "function", parts: parts.length ? parts : [{ text: "“”", isPath: false }] };
  }
  return { kind: "function", parts: [{ text: inWords(value), isPath: false }] };
}

/** The chip's words as one line of text. */
export function chipText(value) {
  return describe(value)
    .parts.map((part) => part.text)
    .join("");
}

/** Every event path a value reads, as text: for the marks in the tree. */
export function pathsIn(value) {
  if (value === null || typeof value !== "object") return [];
  const directive = directiveOf(value);
  if (directive?.name === "@arrayPath" && Array.isArray(directive.argument))
    return listPaths(directive.argument[0]); // the shape's paths start at an item
  if (directive && typeof directive.argument === "string") return textPaths(directive);
  return Object.values(value).flatMap(pathsIn);
}

/** JSON on one line, cut to a length, with quotes that read well: “EMEA”, 42, {"a":1}. */
export function shortJson(value, length = 60) {
  const text = typeof value === "string" ? `“${value}”` : JSON.stringify(value);
  return text.length > length ? `${text.slice(0, length - 1)}…` : text;
}

/** The product's word for the type of a JSON value. */
export function typeName(value) {
  if (value === null) return "null";
  if (Array.isArray(value)) return "list";
  return { string: "text", number: "number", boolean: "true/false" }[typeof value] ?? "object";
}

/** Three or four signs that stand for a type in badges. */
export function typeGlyph(type) {
  return (
    { text: "abc", number: "123", "true/false": "T/F", object: "{ }", list: "[ ]", null: "null" }[
      type
    ] ?? "?"
  );
}

/** True when two JSON values are the same, key order included. */
export function isSame(one, other) {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** True when two JSON values are equal; the order of keys does not count. */
export function isAlike(one, other) {
  if (one === other) return true;
  if (one === null || other === null || typeof one !== "object" || typeof other !== "object")
    return false;
  if (Array.isArray(one) !== Array.isArray(other)) return false;
  const keys = Object.keys(one);
  return (
    keys.length === Object.keys(other).length &&
    keys.every((key) => Object.hasOwn(other, key) && isAlike(one[key], other[key]))
  );
}

function directiveOf(value) {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return null;
  const names = Object.keys(value).filter((name) => name !== "_metadata");
  if (names.length !== 1 || !names[0].startsWith("@")) return null;
  return { name: names[0], argument: value[names[0]] };
}

function fixedOf(value) {
  const directive = directiveOf(value);
  if (directive) return directive.name === "@literal" ? fixedOf(directive.argument) : undefined;
  if (value === null || typeof value !== "object") return value;
  return hasDirective(value) ? undefined : value;
}

function hasDirective(value) {
  if (value === null || typeof value !== "object") return false;
  return Object.entries(value).some(([key, inner]) => key.startsWith("@") || hasDirective(inner));
}

function listPaths(list) {
  return typeof list === "string" ? [formatPath(parsePath(list))] : pathsIn(list);
}

function textPaths({ name, argument }) {
  if (name === "@template")
    return templateParts(argument)
      .filter((part) => part.isPath)
      .map((part) => part.text);
  if (name !== "@path") return [];
  return [formatPath(parsePath(argument))];
}

function templateParts(text) {
  return text
    .split(/(\{\{\{[^}]+\}\}\}|\{\{[^}]+\}\})/)
    .filter((piece) => piece !== "")
    .map((piece) => {
      if (!/^\{\{.+\}\}$/s.test(piece)) return { text: piece, isPath: false };
      const inside = piece.replace(/^\{{2,3}|\}{2,3}$/g, "").trim();
      return { text: formatPath(parsePath(inside, { dropsRoot: false })), isPath: true };
    });
}

const WORDS = {
  "@case": ({ operator, value }) => `${operator}(${inWords(value)})`,
  "@replace": ({ pattern, replacement = "", value }) =>
    `replace(${inWords(value)}, “${pattern}”→“${replacement}”)`,
  "@json": ({ mode, value }) => `${mode === "decode" ? "from json" : "json"}(${inWords(value)})`,
  "@flatten": ({ value }) => `flatten(${inWords(value)})`,
  "@merge": ({ objects }) => `merge(${listWords(objects)})`,
  "@if": conditionWords,
  "@arrayPath": (argument) => {
    const list = Array.isArray(argument) ? argument[0] : argument;
    return `each item of ${typeof list === "string" ? formatPath(parsePath(list)) : inWords(list)}`;
  },
  "@liquid": (text) => `Liquid ${shortJson(String(text), 26)}`,
  "@excludeWhenNull": (value) => `without nulls(${inWords(value)})`,
  "@transform": ({ apply }) => `transform(${inWords(apply)})`,
  "@literal": (value) =>
    fixedOf(value) === undefined ? `literal(${inWords(value)})` : inWords(value),
  "@template": (text) =>
    typeof text === "string"
      ? templateParts(text)
          .map((part) => part.text)
          .join("")
      : inWords(text),
  "@path": (path) => (typeof path === "string" ? path.replace(/^\$\./, "") : inWords(path)),
};

function inWords(value) {
  if (value === undefined) return "nothing";
  const directive = directiveOf(value);
  if (!directive) return rawWords(value);
  const words = WORDS[directive.name];
  try {
    return words ? words(directive.argument) : directive.name.slice(1);
  } catch {
    return directive.name.slice(1); // an argument of another shape, which the server will name
  }
}

function rawWords(value) {
  if (!hasDirective(value)) return shortJson(value);
  const count = Object.keys(value).length;
  return Array.isArray(value) ? `list of ${count}` : `object (${Object.keys(value).join(", ")})`;
}

function listWords(values) {
  return Array.isArray(values) ? values.map(inWords).join(", ") : inWords(values);
}

function conditionWords({ exists, blank, then, else: otherwise }) {
  const asked = exists ?? blank;
  if (isSame(asked, then)) return `first of (${inWords(then)}, ${inWords(otherwise)})`;
  const test = `${inWords(asked)} ${exists === undefined ? "is not empty" : "exists"}`;
  return `${inWords(then)} if ${test}${otherwise === undefined ? "" : `, else ${inWords(otherwise)}`}`;
}
