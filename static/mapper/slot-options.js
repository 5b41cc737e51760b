/**
 * The list of a slot: choices of the field, event fields, the path that was typed, then literals
 * by type.
 */

import { formatPath, isGroup, lookup, sampleText, typedPath } from "mapper/paths.js";
import { bestFields, expectedType } from "mapper/search.js";
import { state } from "mapper/store.js";
import { isSame, keysOf, pathValue, shortJson } from "mapper/values.js";

const FIELDS_SHOWN = 50;
const ROOTS = ["context", "properties", "traits", "integrations"];

/**
 * The options for what was typed into a row's slot. `written` is the text with the blanks around
 * it, where these count.
 *
 * Shape: [{text: "properties.last_name", type: "text", sample: "Doe", value: {"@path":
 *   "$.properties.last_name"}}]
 */
export function slotOptions(row, text, written = text) {
  const { event } = row;
  const { named, byValue } = bestFields(event, row, text, FIELDS_SHOWN);
  const asOption = (field) => fieldOption(field, row, text);
  const fields = named.map(asOption);
  const typed = pathOption(event, text);
  const isKnown = typed && fields.some((option) => option.text === typed.text);
  const literals = literalOptions(row, text, written);
  const isJson = literals.some((option) => option.isExact);
  const isFirst = typed?.isCertain && !isBegun(typed, fields);
  const first = typed && !isKnown && isFirst ? [typed] : [];
  const last = typed && !isKnown && !isFirst ? [typed] : [];
  return [
    ...choiceOptions(row, text),
    ...joinOptions(text),
    ...first,
    ...(isJson ? [...literals, ...fields] : [...fields, ...literals]),
    ...byValue.map(asOption),
    ...last,
  ];
}

/** True for the beginning of a field's path: whoever types it is most likely on the way there. */
function isBegun(typed, fields) {
  return !typed.isWritten && fields.some((option) => option.text.startsWith(typed.text));
}

function fieldOption(field, row, text) {
  const value = pathValue(field.keys);
  return {
    value,
    type: field.type,
    text: field.path,
    isMono: true,
    sample: isGroup(field) ? `whole ${field.type}, ${sampleText(field)}` : sampleText(field),
    isCurrent: text === "" && isSame(keysOf(row.value), field.keys),
  };
}

function choiceOptions(row, text) {
  const wanted = text.toLowerCase();
  return (row.field?.choices ?? [])
    .map((choice) =>
      choice !== null && typeof choice === "object"
        ? choice
        : { label: String(choice), value: choice },
    )
    .filter(({ label, value }) => `${label}\n${value}`.toLowerCase().includes(wanted))
    .map(({ label, value }) => ({
      value,
      text: String(label),
      sample: String(label) === String(value) ? "" : String(value),
      heading: `Values ${state.boot.destination.name} accepts`,
      isCurrent: row.value === value,
    }));
}

/** Text around double braces is text and fields together. */
function joinOptions(text) {
  if (!/\{\{[^}]+\}\}/.test(text) || /^\{\{[^}]+\}\}$/.test(text)) return [];
  const value = { "@template": text };
  return [{ value, text: `Join text and fields: ${shortJson(text)}`, sample: "" }];
}

/** A path that was typed or pasted, also one that this event does not have. */
function pathOption(event, text) {
  const keys = typedPath(text);
  if (!keys) return null;
  const { found, value } = lookup(event, keys);
  const isMarked = /^(\$\.|\$\[|\{\{)/.test(text);
  return {
    value: pathValue(keys),
    text: formatPath(keys),
    isMono: true,
    type: null,
    hint: found ? "" : "not in this test event",
    sample: found ? shortJson(value, 40) : "",
    isWritten: found || isMarked,
    isCertain:
      found ||
      isMarked ||
      ROOTS.includes(keys[0]) ||
      (keys.length > 1 && Object.hasOwn(event, keys[0])),
  };
}

/**
 * Fixed values for a text, best first: the type that the field expects; then, unless that is
 * text, the JSON value that was typed; then the text; then values that only begin like it.
 */
function literalOptions(row, text, written) {
  const expected = expectedType(row.field);
  const options = [];
  const quoted = /^"(.*)"$/s.exec(text);
  const words = quoted ? quoted[1] : written;
  if (text !== "") options.push(literal(words, `Use the text ${shortJson(words)}`));
  if (isNumber(text)) options.push(literal(Number(text), `Use the number ${Number(text)}`, true));
  for (const value of [true, false]) {
    if (startsLike(text, String(value)) || (text === "" && expected === "true/false"))
      options.push(literal(value, `Use ${value}`, text === String(value)));
  }
  if (startsLike(text, "null") || (text === "" && row.field?.allow_null))
    options.push(literal(null, "Use null", text === "null"));
  const rank = ({ value, isExact }) => {
    if (typeOf(value) === expected) return 0;
    if (isExact && expected !== "text") return 1;
    return typeof value === "string" ? 2 : 3;
  };
  return options.sort((one, other) => rank(one) - rank(other));
}

/** `isExact`: the text is this JSON value, letter by letter. */
function literal(value, text, isExact = false) {
  return { value, text, sample: "", isExact };
}

function isNumber(text) {
  const isWritten = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/.test(text);
  return (
    isWritten &&
    Number.isFinite(Number(text)) &&
    (Number.isSafeInteger(Number(text)) || !/^-?\d+$/.test(text))
  );
}

function startsLike(text, word) {
  return text !== "" && word.startsWith(text.toLowerCase());
}

function typeOf(value) {
  return { string: "text", number: "number", boolean: "true/false" }[typeof value] ?? "null";
}
