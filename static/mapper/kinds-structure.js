/** Lists and objects that a mapping builds: each item of a list, single values, an object. */

import { argumentOf, isDirective, isObject, orEmpty, orNothing } from "mapper/json-shapes.js";
import { keysOf } from "mapper/values.js";

/** Every item of a list in a shape; inside the shape only the item's own fields are seen. */
export const EACH_ITEM = {
  name: "each",
  label: "Build each item",
  controls: [],
  read(value) {
    const given = argumentOf(value, "@arrayPath");
    if (!Array.isArray(given) || given.length !== 2) return null;
    const [list, shape] = given;
    if (!isObject(shape)) return null;
    const source = typeof list === "string" ? { "@path": list } : orEmpty(list);
    const args = [
      { id: "source", value: source, keys: ["@arrayPath", 0] },
      { id: "shape", value: shape, keys: ["@arrayPath", 1] },
    ];
    return { args, options: { isText: typeof list === "string" || source === undefined } };
  },
  write({ args, options }) {
    const [source, shape] = args.map((arg) => arg.value);
    const path = isDirective(source) ? source["@path"] : undefined;
    const isText = options.isText !== false && typeof path === "string" && keysOf(source);
    return { "@arrayPath": [isText ? path : orNothing(source), shape ?? {}] };
  },
  make: (value) => ({
    args: [
      { id: "source", value },
      { id: "shape", value: {} },
    ],
    options: {},
  }),
  labelOf: (id) => (id === "source" ? "list" : "each item"),
  words: { source: "for each item of" },
};

/** A list of single values. */
export const VALUES = {
  name: "values",
  label: "A list of single values",
  controls: [],
  read: (value) =>
    Array.isArray(value)
      ? {
          args: value.map((one, at) => ({ id: String(at), value: orEmpty(one), keys: [at] })),
          options: {},
        }
      : null,
  write: ({ args }) => args.map(({ value }) => orNothing(value)),
  make: (value) => ({ args: value === undefined ? [] : [{ id: "0", value }], options: {} }),
  labelOf: (id) => `value ${Number(id) + 1}`,
  add: { label: "Add value", canAdd: () => true },
  remove: { canRemove: () => true },
};

/** An object with a value for each of its keys. */
export const BUILT_OBJECT = {
  name: "object",
  label: "Build the object",
  controls: [],
  read: (value) =>
    isObject(value) && !isDirective(value)
      ? {
          args: Object.keys(value).map((key) => ({
            id: key,
            value: orEmpty(value[key]),
            keys: [key],
          })),
          options: {},
        }
      : null,
  write: ({ args }) => Object.fromEntries(args.map(({ id, value }) => [id, orNothing(value)])),
  make: () => ({ args: [], options: {} }),
  labelOf: (id) => id,
  keepsFirst: false,
};

export const STRUCTURES = [EACH_ITEM, VALUES, BUILT_OBJECT];
