/**
 * What to send where an event has no value: missing, null and empty text each left out, sent as
 * null, or sent as "". Plain conditions say it, so that every engine of this language agrees.
 */

import { argumentOf, hasKeys, isObject, orEmpty, orNothing } from "mapper/json-shapes.js";
import { formatPath, parsePath } from "mapper/paths.js";
import { isAlike } from "mapper/values.js";

const LEAVE_OUT = ["out", "leave it out"];
const SEND_NULL = ["null", "send null"];
const SEND_TEXT = ["text", 'send ""'];

const CHOICES = [LEAVE_OUT, SEND_NULL, SEND_TEXT];

export const EMPTY_RULES = {
  name: "empty",
  label: "Decide on empty values",
  group: "Choose",
  rank: 1,
  controls: [
    { type: "choice", option: "missing", label: "When missing", choices: CHOICES },
    { type: "choice", option: "isNull", label: "When null", choices: CHOICES },
    { type: "choice", option: "isEmpty", label: 'When ""', choices: CHOICES },
  ],
  read(value) {
    const left = argumentOf(value, "@excludeWhenNull");
    if (left !== undefined && left !== null)
      return cardOf(left, WITHOUT_NULLS, ["@excludeWhenNull"]);
    return readRules(value);
  },
  write({ args, options }) {
    const value = orNothing(args[0].value);
    if (isAlike(options, WITHOUT_NULLS)) return { "@excludeWhenNull": value };
    const filled =
      options.isEmpty === "text" ? value : rule({ blank: asText(value) }, value, options.isEmpty);
    const known = rule({ exists: value }, filled, options.isNull);
    return rule({ exists: asJson(value) }, known, options.missing);
  },
  make: (value) => ({ args: [{ id: "value", value }], options: { ...WITHOUT_NULLS } }),
  labelOf: () => "value",
};

const WITHOUT_NULLS = { missing: "out", isNull: "out", isEmpty: "text" };

/** Only null has a JSON text and does not exist; only what is missing has none. */
function asJson(value) {
  return { "@json": { mode: "encode", value } };
}

/** The text that tells an empty value from 0 and false, which a plain condition takes for empty. */
function asText(value) {
  const path = argumentOf(value, "@path");
  const keys = typeof path === "string" ? parsePath(path) : [];
  const text = formatPath(keys);
  if (keys.length && !text.includes("}")) return { "@template": `{{${text}}}` };
  return { "@transform": { apply: { value }, mapping: { "@template": "{{value}}" } } };
}

function rule(asked, then, outcome) {
  const otherwise = { out: undefined, null: { "@literal": null }, text: { "@literal": "" } }[
    outcome
  ];
  return { "@if": otherwise ? { ...asked, then, else: otherwise } : { ...asked, then } };
}

function readRules(whole) {
  const missing = ruleOf(whole, "exists");
  const encoded = missing && argumentOf(missing.asked, "@json");
  if (!isObject(encoded) || !hasKeys(encoded, ["mode", "value"])) return null;
  const { value } = encoded;
  const known = ruleOf(missing.then, "exists");
  if (!known || !isAlike(known.asked, value)) return null;
  const filled = isAlike(known.then, value) ? null : ruleOf(known.then, "blank");
  const options = {
    missing: missing.outcome,
    isNull: known.outcome,
    isEmpty: filled ? filled.outcome : "text",
  };
  const place = ["@if", "then", "@if", "then"];
  return cardOf(value, options, filled ? [...place, "@if", "then"] : place);
}

function cardOf(value, options, keys) {
  return { args: [{ id: "value", value: orEmpty(value), keys }], options: { ...options } };
}

function ruleOf(value, test) {
  const asked = argumentOf(value, "@if");
  if (!hasKeys(asked, [test, "then"], ["else"])) return null;
  const outcome = outcomeOf(asked.else);
  return outcome ? { asked: asked[test], then: asked.then, outcome } : null;
}

function outcomeOf(value) {
  if (value === undefined) return "out";
  const fixed = argumentOf(value, "@literal");
  return fixed === null ? "null" : fixed === "" ? "text" : null;
}
