/** Changes a part of the test event, as the fixes beside the trigger's conditions do. */

import { useEvent } from "mapper/event.js";
import { formatPath } from "mapper/paths.js";
import { state } from "mapper/store.js";
import { shortJson } from "mapper/values.js";

/** Change the test event at some keys: {value}, or {} to leave nothing there. */
export function changeEvent(keys, wanted) {
  const { event } = state.doc;
  const change = { ...event, text: undefined, twinOf: undefined, origin: "edited", id: null };
  const words = Object.hasOwn(wanted, "value")
    ? `In the test event, ${formatPath(keys)} is now ${shortJson(wanted.value)}.`
    : `The test event has nothing at ${formatPath(keys)} any more.`;
  useEvent({ ...change, event: changedAt(event.event, keys, wanted) }, words);
}

/** A copy with another value at some keys; objects on the way are made where there are none. */
function changedAt(value, [key, ...rest], wanted) {
  if (key === undefined) return wanted.value;
  const isHolder = value !== null && typeof value === "object";
  const copy = Array.isArray(value) ? [...value] : new Map(Object.entries(isHolder ? value : {}));
  if (Array.isArray(copy)) copy[key] = changedAt(copy[key], rest, wanted);
  else if (rest.length || Object.hasOwn(wanted, "value"))
    copy.set(key, changedAt(copy.get(key), rest, wanted));
  else copy.delete(key);
  return Array.isArray(copy) ? copy : Object.fromEntries(copy);
}
