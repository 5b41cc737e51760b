/** The functions that change the shape of a value: JSON text, flatten, merge, another type. */

import {
  argumentOf,
  hasKeys,
  isDirective,
  isObject,
  solid,
  fromSolid,
} from "mapper/json-shapes.js";
import { isAlike } from "mapper/values.js";

const toJson = jsonKind("toJson", "To JSON text", "encode");
const fromJson = jsonKind("fromJson", "From JSON text", "decode");

const flatten = {
  name: "flatten",
  label: "Flatten object",
  group: "Shape",
  controls: [
    { type: "text", option: "separator", label: "Between keys" },
    { type: "check", option: "omitArrays", label: "Leave lists as they are", usual: false },
  ],
  read(value) {
    const given = argumentOf(value, "@flatten");
    if (!hasKeys(given, ["separator"], ["value", "omitArrays"])) return null;
    const isFit =
      typeof given.separator === "string" && typeof (given.omitArrays ?? false) === "boolean";
    const { value: inner, ...options } = given;
    return isFit ? { args: [one(inner, ["@flatten", "value"])], options } : null;
  },
  write: ({ args, options }) => ({ "@flatten": { ...options, value: solid(args[0].value) } }),
  make: (value) => ({ args: [one(value)], options: { separator: "." } }),
  labelOf: () => "object",
};

const merge = {
  name: "merge",
  label: "Merge objects",
  group: "Shape",
  controls: [
    {
      type: "choice",
      option: "direction",
      label: "When both have a key",
      choices: [
        ["right", "the later one wins"],
        ["left", "the earlier one wins"],
      ],
    },
  ],
  read(value) {
    const given = argumentOf(value, "@merge");
    const isFit =
      hasKeys(given, ["objects", "direction"]) &&
      Array.isArray(given.objects) &&
      given.objects.length > 0 &&
      ["left", "right"].includes(given.direction);
    if (!isFit) return null;
    const args = given.objects.map((object, at) => ({
      id: String(at),
      value: isAlike(object, {}) ? undefined : object,
      keys: ["@merge", "objects", at],
    }));
    return { args, options: { direction: given.direction } };
  },
  write: ({ args, options }) => ({
    "@merge": { objects: args.map(({ value }) => mergeable(value)), ...options },
  }),
  make: (value) => ({
    args: [
      { id: "0", value },
      { id: "1", value: undefined },
    ],
    options: { direction: "right" },
  }),
  labelOf: (id) => `object ${Number(id) + 1}`,
  add: { label: "Add object", canAdd: ({ args }) => args.at(-1).value !== undefined },
  remove: { canRemove: (arg, at, { args }) => args.length > 2 },
};

/**
 * Plain functions that together give another type: a template makes text of what exists; JSON
 * decoding reads a number or true/false, and only what is still text then has a length.
 */
const convert = {
  name: "convert",
  label: "Convert type",
  group: "Shape",
  rank: 1,
  controls: [
    {
      type: "choice",
      option: "to",
      label: "To",
      choices: [
        ["text", "text"],
        ["number", "number or true/false"],
      ],
    },
    {
      type: "choice",
      option: "otherwise",
      label: "When that is impossible",
      choices: [
        ["out", "leave it out"],
        ["null", "send null"],
      ],
    },
  ],
  read(value) {
    const given = argumentOf(value, "@transform");
    if (!hasKeys(given, ["apply", "mapping"]) || !hasKeys(given.apply, ["value"])) return null;
    const decoded = argumentOf(given.apply.value, "@json");
    const to = decoded ? "number" : "text";
    const inner = decoded ? decoded.value : given.apply.value;
    const fallback = argumentOf(given.mapping, "@if") ?? {};
    const isNull = Object.hasOwn(fallback, to === "text" ? "else" : "then");
    const keys = ["@transform", "apply", "value", ...(decoded ? ["@json", "value"] : [])];
    return { args: [one(inner, keys)], options: { to, otherwise: isNull ? "null" : "out" } };
  },
  write({ args, options }) {
    const value = solid(args[0].value);
    const isText = options.to === "text";
    const given = isText ? value : { "@json": { mode: "decode", value } };
    const mapping = isText ? asText(options.otherwise) : asNumber(options.otherwise);
    return { "@transform": { apply: { value: given }, mapping } };
  },
  make: (value) => ({ args: [one(value)], options: { to: "text", otherwise: "out" } }),
  labelOf: () => "value",
};

export const SHAPING = [toJson, fromJson, flatten, merge, convert];

function jsonKind(name, label, mode) {
  return {
    name,
    label,
    group: "Shape",
    controls: [],
    read(value) {
      const given = argumentOf(value, "@json");
      if (!hasKeys(given, ["mode", "value"]) || given.mode !== mode) return null;
      return { args: [one(given.value, ["@json", "value"])], options: {} };
    },
    write: ({ args }) => ({ "@json": { mode, value: solid(args[0].value) } }),
    make: (value) => ({ args: [one(value)], options: {} }),
    labelOf: () => (mode === "encode" ? "value" : "text"),
  };
}

function one(value, keys = []) {
  return { id: "value", value: fromSolid(value), keys };
}

function mergeable(value) {
  if (value === undefined) return {};
  return isDirective(value) || isObject(value) ? value : { "@literal": value };
}

function asText(otherwise) {
  const value = { "@path": "$.value" };
  const text = { exists: value, then: { "@template": "{{value}}" } };
  return { "@if": otherwise === "null" ? { ...text, else: { "@literal": null } } : text };
}

function asNumber(otherwise) {
  const test = { blank: { "@path": "$.value.length" } };
  const then = otherwise === "null" ? { then: null } : {};
  return { "@if": { ...test, ...then, else: { "@path": "$.value" } } };
}
