/** What became of a field at the end: kept, left out or failed, and why, in words. */

import { nameOf } from "mapper/document.js";
import { pointerTo } from "mapper/trace-steps.js";
import { isSame } from "mapper/values.js";

const TITLES = { kept: "Kept", dropped: "Left out", failed: "Failed", not_run: "Not run" };

/**
 * The last step of a row.
 *
 * Shape: {title: "Kept", kind: "kept", text: "Sent as email_address.", given: {value}, notes: [
 *   "\"x\" does not look like an e-mail address."], inBatch: ""}
 */
export function outcomeOf(row, told, answer) {
  const notes = told.messages.map(({ text }) => text);
  if (row.value === undefined) return nothingMapped(row, notes);
  const title = TITLES[told.outcome];
  if (told.outcome !== "kept") {
    const text = told.outcome === "dropped" ? `The payload has no ${row.key}.` : "";
    return { title, kind: told.outcome, text, notes, inBatch: batchText(row, answer) };
  }
  if (!isIn(answer.payload, row.key))
    return { title, kind: "kept", text: "But this event gives no payload.", notes, inBatch: "" };
  const given = { value: answer.payload[row.key] };
  const inBatch = batchText(row, answer);
  if (isRefused(row, answer)) {
    const text = `The destination would not take it as ${row.key}.`;
    return { title: "Would be refused", kind: "failed", text, given, notes, inBatch };
  }
  return { title, kind: "kept", text: `Sent as ${row.key}.`, given, notes, inBatch };
}

function isRefused(row, { problems }) {
  const place = `/payload${pointerTo([row.key])}`;
  return problems.some(({ pointer }) => pointer === place || pointer.startsWith(`${place}/`));
}

function nothingMapped(row, notes) {
  const text = `Nothing is mapped to ${nameOf(row)}, so the payload has no ${row.key}.`;
  return { title: "Empty", kind: "not_run", text, notes, inBatch: "" };
}

/** What a batch does otherwise with this field; "" for nothing. */
function batchText({ key }, { payload, batch }) {
  if (!batch || !isIn(batch.payload, key) === !isIn(payload, key)) {
    if (!isIn(batch?.payload, key) || isSame(batch.payload[key], payload[key])) return "";
  }
  if (!isIn(batch.payload, key)) return "In a batch it is left out.";
  return `In a batch it is sent as ${JSON.stringify(batch.payload[key])}.`;
}

function isIn(payload, key) {
  return payload !== null && typeof payload === "object" && Object.hasOwn(payload, key);
}
