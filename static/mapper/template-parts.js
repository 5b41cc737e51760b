/** A template as parts: texts, and event fields in double braces. What is not touched stays. */

import { argumentOf } from "mapper/json-shapes.js";
import { formatPath, parsePath } from "mapper/paths.js";
import { keysOf, pathValue } from "mapper/values.js";

const PLACEHOLDER = /(\{\{\{[^}]+\}\}\}|\{\{[^}]+\}\})/;

/** The id of the slot behind the last part. */
export const NEXT = "next";

/**
 * The parts of a template.
 *
 * Shape: "Hello {{ traits.name }}" → {args: [{id: "1", value: {"@path": "$.traits.name"}}],
 *   options: {parts: [{id: "0", text: "Hello "}, {id: "1", raw: "{{ traits.name }}"}]}}
 */
export function readTemplate(text) {
  const pieces = text.split(PLACEHOLDER).filter((piece) => piece !== "");
  const parts = pieces.map((piece, at) =>
    isField(piece) ? { id: String(at), raw: piece } : { id: String(at), text: piece },
  );
  const fields = parts.filter((part) => part.raw !== undefined);
  const args = fields.map(({ id, raw }) => ({ id, value: pathValue(keysIn(raw)) }));
  return { args, options: { parts } };
}

/** The template of parts; a field that got no value leaves it, a new one stands at its end. */
export function writeTemplate(args, { parts }) {
  const known = parts.map((part) =>
    part.raw === undefined
      ? part.text
      : fieldText(
          args.find(({ id }) => id === part.id),
          part.raw,
        ),
  );
  const added = args.filter(({ id }) => !parts.some((part) => part.id === id));
  return [...known, ...added.map((arg) => fieldText(arg, ""))].join("");
}

/** Parts with a text between each two fields that stand side by side, or have such a text. */
export function separated(parts, separator, separators) {
  const kept = parts.filter((part, at) => {
    const isBetween = parts[at - 1]?.raw !== undefined && parts[at + 1]?.raw !== undefined;
    return !(isBetween && separators.includes(part.text));
  });
  return kept.flatMap((part, at) => {
    const isAfterField = part.raw !== undefined && kept[at - 1]?.raw !== undefined;
    return isAfterField ? [{ id: `between ${part.id}`, text: separator }, part] : [part];
  });
}

/** Parts with one of them at another place; a place outside of the list is none. */
export function moved(parts, id, by) {
  const at = parts.findIndex((part) => part.id === id);
  if (at < 0 || !parts[at + by]) return parts;
  const others = parts.filter((part) => part.id !== id);
  return [...others.slice(0, at + by), parts[at], ...others.slice(at + by)];
}

/** True for a path that can stand between braces: no closing brace in a key. */
export function canStand(value) {
  return !formatPath(keysOf(value) ?? []).includes("}");
}

function isField(piece) {
  return /^\{\{.+\}\}$/s.test(piece);
}

function keysIn(raw) {
  return parsePath(raw.replace(/^\{{2,3}|\}{2,3}$/g, "").trim(), { dropsRoot: false });
}

function fieldText(arg, raw) {
  const { value } = arg ?? {};
  if (value === undefined) return "";
  const keys = keysOf(value);
  if (!keys) return textOf(argumentOf(value, "@template") ?? value);
  const text = formatPath(keys) || ".";
  return raw && (formatPath(keysIn(raw)) || ".") === text ? raw : `{{${text}}}`;
}

function textOf(value) {
  return typeof value === "string" ? value : JSON.stringify(value);
}
