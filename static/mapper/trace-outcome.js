/** What became of a field at the end: kept, left out or failed, and why, in words. */

import { nameOf } from "mapper/document.js";
import { isWithin, pointerTo } from "mapper/json-pointer.js";

const LONGEST = 80;

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

function isRefused({ key }, { problems }) {
  return problems.some(({ pointer }) => isWithin(pointer, `/payload${pointerTo([key])}`));
}

function nothingMapped(row, notes) {
  const text = `Nothing is mapped to ${nameOf(row)}, so the payload has no ${row.key}.`;
  return { title: "Empty", kind: "not_run", text, notes, inBatch: "" };
}

/** What a batch does otherwise with this field; "" for nothing. */
function batchText(row, { payload, problems, batch }) {
  if (!batch) return "";
  if (isRefused(row, batch)) return isRefused(row, { problems }) ? "" : "In a batch it is refused.";
  const [alone, together] = [payload, batch.payload].map((one) => textIn(one, row.key));
  if (alone === together) return "";
  return together === null ? "In a batch it is left out." : `In a batch it is sent as ${together}.`;
}

function textIn(payload, key) {
  if (!isIn(payload, key)) return null;
  const text = JSON.stringify(payload[key]);
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
}

function isIn(payload, key) {
  return payload !== null && typeof payload === "object" && Object.hasOwn(payload, key);
}
