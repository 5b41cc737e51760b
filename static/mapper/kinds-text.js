/** The functions that make text: change case, replace, join, Liquid. */

import { argumentOf, hasKeys, isDirective, orEmpty } from "mapper/json-shapes.js";
import { formatPath } from "mapper/paths.js";
import { canStand, NEXT, readTemplate, writeTemplate } from "mapper/template-parts.js";
import { keysOf } from "mapper/values.js";

const changeCase = {
  name: "case",
  label: "Change case",
  group: "Text",
  controls: [
    {
      type: "radio",
      option: "operator",
      label: "Case",
      choices: [
        ["lower", "lower"],
        ["upper", "UPPER"],
      ],
    },
  ],
  read: (value) =>
    readOne(value, "@case", ({ operator }) => operator === "lower" || operator === "upper"),
  write: (card) => writeOne("@case", card),
  make: (value) => ({ args: [{ id: "value", value }], options: { operator: "lower" } }),
  labelOf: () => "text",
};

const replaceText = {
  name: "replace",
  label: "Replace text",
  group: "Text",
  controls: [
    { type: "text", option: "pattern", label: "Find", limit: "max_pattern_units" },
    { type: "text", option: "replacement", label: "Replace with", limit: "max_pattern_units" },
    {
      type: "text",
      option: "pattern2",
      label: "Then find",
      limit: "max_pattern_units",
      isOptional: true,
    },
    {
      type: "text",
      option: "replacement2",
      label: "Replace it with",
      limit: "max_pattern_units",
      isOptional: true,
      needs: "pattern2",
    },
    { type: "check", option: "ignorecase", label: "Match case", isTurned: true, usual: false },
    { type: "check", option: "global", label: "All occurrences", usual: true },
  ],
  read: (value) => readOne(value, "@replace", hasReplaceOptions),
  write: (card) => writeOne("@replace", card, ""),
  make: (value) => ({
    args: [{ id: "value", value }],
    options: { pattern: " ", replacement: "" },
  }),
  labelOf: () => "text",
};

const joinText = {
  name: "join",
  label: "Join text and fields",
  group: "Text",
  drawing: "join",
  read(value) {
    const text = argumentOf(value, "@template");
    return typeof text === "string" ? readTemplate(text) : null;
  },
  write: ({ args, options }) => ({ "@template": writeTemplate(args, options) }),
  make: (value) => (value === undefined ? readTemplate("") : readTemplate(templateOf(value))),
  labelOf: (id, { options }) =>
    id === NEXT ? "next part" : `part ${options.parts.findIndex((part) => part.id === id) + 1}`,
};

const liquid = {
  name: "liquid",
  label: "Liquid template",
  group: "Text",
  drawing: "liquid",
  read(value) {
    const text = argumentOf(value, "@liquid");
    return typeof text === "string" ? { args: [], options: { text } } : null;
  },
  write: ({ options }) => ({ "@liquid": options.text }),
  make: (value) => ({ args: [], options: { text: value === undefined ? "" : templateOf(value) } }),
  labelOf: () => "template",
};

export const TEXT = [changeCase, replaceText, joinText, liquid];

/** A directive with one value and options beside it, which stay as they are. */
function readOne(value, name, isFit) {
  const given = argumentOf(value, name);
  if (!given || typeof given !== "object" || Array.isArray(given) || !isFit(given)) return null;
  const { value: inner, ...options } = given;
  const isWrapped = argumentOf(inner, "@literal") !== undefined;
  const keys = isWrapped ? [name, "value", "@literal"] : [name, "value"];
  const arg = isWrapped ? inner["@literal"] : inner === "" ? undefined : orEmpty(inner);
  return { args: [{ id: "value", value: arg, keys }], options };
}

/** These take a function or a text; any other value stands in a literal. */
function writeOne(name, { args, options }, empty) {
  const [{ value }] = args;
  if (value === undefined)
    return { [name]: empty === undefined ? options : { ...options, value: empty } };
  const isTaken = typeof value === "string" || isDirective(value);
  return { [name]: { ...options, value: isTaken ? value : { "@literal": value } } };
}

function hasReplaceOptions(given) {
  const isText = (name) => given[name] === undefined || typeof given[name] === "string";
  const isFlag = (name) => given[name] === undefined || typeof given[name] === "boolean";
  return (
    hasKeys(given, ["pattern"], REPLACE_KEYS) &&
    ["pattern", "replacement", "pattern2", "replacement2"].every(isText) &&
    ["ignorecase", "global"].every(isFlag)
  );
}

const REPLACE_KEYS = ["value", "replacement", "pattern2", "replacement2", "ignorecase", "global"];

/** What a template starts from around a value: the field, the text, or nothing of a function. */
function templateOf(value) {
  return templateText(value) ?? "";
}

/** True where a template can hold a value; a function has no place in it. */
export function canBePart(value) {
  return value === undefined || templateText(value) !== null;
}

function templateText(value) {
  const keys = keysOf(value);
  if (keys) return canStand(value) ? `{{${formatPath(keys) || "."}}}` : null;
  const text = argumentOf(value, "@template") ?? value;
  if (typeof text === "string") return text;
  return ["number", "boolean"].includes(typeof text) ? String(text) : null;
}
