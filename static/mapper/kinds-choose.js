/** The functions that choose between values: first that exists, a condition, empty values. */

import { argumentOf, fromSolid, hasKeys, isDirective, orEmpty, solid } from "mapper/json-shapes.js";
import { EMPTY_RULES } from "mapper/kinds-empty.js";
import { isAlike } from "mapper/values.js";

const firstThatExists = {
  name: "first",
  label: "First value that exists",
  group: "Choose",
  controls: [
    { type: "check", option: "skipsEmpty", label: 'Also skip empty text (""), 0 and false' },
  ],
  read: readFirst,
  write({ args, options }) {
    const test = options.skipsEmpty ? "blank" : "exists";
    return args
      .slice(0, -1)
      .reduceRight((rest, { value }) => choice(test, value, rest), args.at(-1).value);
  },
  make: (value) => ({
    args: [
      { id: "0", value },
      { id: "1", value: undefined },
    ],
    options: { skipsEmpty: false },
  }),
  labelOf: (id) => (id === "0" ? "first choice" : `fallback ${id}`),
  add: { label: "Add fallback", canAdd: ({ args }) => args.at(-1).value !== undefined },
  remove: { canRemove: (arg, at, { args }) => at > 0 && args.length > 2 },
};

const condition = {
  name: "if",
  label: "If a value exists",
  group: "Choose",
  controls: [
    {
      type: "choice",
      option: "test",
      label: "Condition",
      choices: [
        ["exists", "exists"],
        ["blank", "is not empty, 0 or false"],
      ],
    },
  ],
  read(value) {
    const asked = argumentOf(value, "@if");
    const test = ["exists", "blank"].find((name) => hasKeys(asked, [name], ["then", "else"]));
    if (!test) return null;
    const ids = [test, "then", "else"];
    const values = [fromSolid(asked[test]), orEmpty(asked.then), fromSolid(asked.else)];
    const args = ids.map((id, at) => ({ id: IF_IDS[at], value: values[at], keys: ["@if", id] }));
    return { args, options: { test } };
  },
  write({ args, options }) {
    const [asked, then, otherwise] = args.map((arg) => arg.value);
    const kept = [
      [options.test, solid(asked)],
      ["then", then],
      ["else", otherwise === undefined ? undefined : solid(otherwise)],
    ];
    return { "@if": Object.fromEntries(kept.filter(([, value]) => value !== undefined)) };
  },
  make: (value) => ({
    args: IF_IDS.map((id, at) => ({ id, value: at === 0 ? value : undefined })),
    options: { test: "exists" },
  }),
  labelOf: (id) => id,
};

const IF_IDS = ["if", "then", "else"];

export const CHOOSING = [firstThatExists, condition, EMPTY_RULES];

/** A chain of conditions that each give what they ask for, else the rest of the chain. */
function readFirst(value) {
  const asked = argumentOf(value, "@if");
  const test = ["exists", "blank"].find((name) => hasKeys(asked, [name, "then"], ["else"]));
  if (!test || !isAlike(asked[test], asked.then)) return null;
  const first = { value: fromSolid(asked.then), keys: ["@if", "then"] };
  const rest = restOf(asked.else, test).map(({ value: one, keys }) => ({
    value: one,
    keys: ["@if", "else", ...keys],
  }));
  const args = [first, ...rest].map((arg, at) => ({ ...arg, id: String(at) }));
  return { args, options: { skipsEmpty: test === "blank" } };
}

function restOf(value, test) {
  const inner = isDirective(value) ? readFirst(value) : null;
  if (inner && inner.options.skipsEmpty === (test === "blank")) return inner.args;
  return [{ value: value === undefined ? undefined : fromSolid(value), keys: [] }];
}

function choice(test, value, rest) {
  const asked = solid(value);
  const chosen = { [test]: asked, then: asked };
  return { "@if": rest === undefined ? chosen : { ...chosen, else: solid(rest) } };
}
