/** The default of a destination field for the mapping's event type and audience key. */

import { formatPath } from "mapper/paths.js";
import { state } from "mapper/store.js";
import { readTrigger } from "mapper/trigger-tree.js";

const PLACES = /(\.?)\{\{audience_key\}\}/g;

/** The stored value that a field starts with; undefined where it has none. */
export function defaultOf(row) {
  const { eventType, key } = readTrigger(state.doc.trigger);
  const type = eventType ?? state.doc.event?.event?.type;
  const value = state.boot.defaults?.[type]?.[row.key];
  if (!row.field || value === undefined) return undefined;
  if (JSON.stringify(value).includes("{{audience_key}}") && !key) return undefined;
  return filledIn(value, key);
}

/** The audience key in each of its places: behind a dot it is a step of a path. */
function filledIn(value, key) {
  if (typeof value === "string") {
    const step = formatPath(["_", key]).slice(1);
    return value.replaceAll(PLACES, (_place, dot) => (dot ? step : key));
  }
  if (Array.isArray(value)) return value.map((item) => filledIn(item, key));
  if (value === null || typeof value !== "object") return value;
  const members = Object.entries(value).map(([name, inner]) => [
    filledIn(name, key),
    filledIn(inner, key),
  ]);
  return Object.fromEntries(members);
}
