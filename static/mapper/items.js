/** What the items of a list have: all their fields, and the ones that fit a destination's. */

import { isObject } from "mapper/json-shapes.js";
import { formatPath } from "mapper/paths.js";
import { nameFit } from "mapper/search.js";

const ITEMS_READ = 100;
const LEAST_FIT = 60;
const unions = new WeakMap();

/**
 * The fields of the first 100 items of a list as one object, and in how many items each one is.
 *
 * Shape: [{sku: "A-1"}, {sku: "B-2", gift: true}] →
 *   {event: {sku: "A-1", gift: true}, counts: {sku: 2, gift: 1}, of: 2}
 */
export function fieldsOfItems(list) {
  if (list === null || typeof list !== "object") return { event: {}, counts: {}, of: 0 };
  if (!unions.has(list)) unions.set(list, union(Array.isArray(list) ? list : [list]));
  return unions.get(list);
}

/**
 * The shape that fills each item by name.
 *
 * Shape: {shape: {sku: {"@path": "$.sku"}}, words: ["sku → SKU"]}
 */
export function shapeByName(list, properties) {
  const keys = Object.keys(fieldsOfItems(list).event);
  const pairs = properties.flatMap((field) => {
    const points = (key) => nameFit(key, { key: field.key, field });
    const [best] = keys.toSorted((one, other) => points(other) - points(one));
    return best !== undefined && points(best) >= LEAST_FIT ? [[field, best]] : [];
  });
  const shape = pairs.map(([field, key]) => [field.key, { "@path": `$.${formatPath([key])}` }]);
  return {
    shape: Object.fromEntries(shape),
    words: pairs.map(([field, key]) => `${key} → ${field.label || field.key}`),
  };
}

function union(items) {
  const event = {};
  const counts = {};
  for (const item of items.slice(0, ITEMS_READ).filter(isObject)) {
    for (const [key, value] of Object.entries(item)) {
      counts[key] = (counts[key] ?? 0) + 1;
      if (!Object.hasOwn(event, key) || event[key] === null) event[key] = value;
    }
  }
  return { event, counts, of: items.length };
}
