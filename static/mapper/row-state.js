/**
 * What a row says: the result of its value in the test event, and the lines of problems under it.
 */

import { keyTrouble as troubleWith, nameOf, WHOLE_ROW } from "mapper/document.js";
import { keysOfPointer } from "mapper/json-pointer.js";
import { lookup } from "mapper/paths.js";
import { emit, isArmed, state } from "mapper/store.js";
import { keysOf, typeName } from "mapper/values.js";

const LONGEST = 80;
const NO_KEY = "This value has no destination key yet, so it is not saved.";

let hints = null;

const ofWholes = new WeakMap();

/** What the preview tells of a row; of the one row of a whole config it tells in other places. */
export function answerFor(row) {
  const { answer } = state.preview;
  if (row.id !== WHOLE_ROW || !answer) return answer?.fields?.[row.key];
  if (!ofWholes.has(answer)) {
    const { payload, parts } = answer;
    const result = payload === null ? {} : { value: payload, type: typeName(payload) };
    ofWholes.set(answer, { ...result, parts, messages: [], explanation: "" });
  }
  return ofWholes.get(answer);
}

/** Shape: {text: "\"user@example.com\"", type: "text"}, or null when the value gives nothing. */
export function resultOf(answer) {
  if (!answer || !Object.hasOwn(answer, "value")) return null;
  const text = JSON.stringify(answer.value);
  return {
    text: text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text,
    type: answer.type ?? "",
  };
}

/**
 * The lines to show, worst first. Red blocks enabling, amber never does.
 *
 * A required field stays quiet until the user was in it, or the server refused to enable the
 * mapping.
 * Shape: [{severity: "amber", text: "This test event has no value at traits.plan.", fix: {label,
 *   config}}]
 */
export function linesOf(row, { answer, problems = [], isTouched, keyTrouble }) {
  const lines = [];
  const ofKey = keyTrouble || problemOfKey(row);
  if (ofKey) return [{ severity: "red", text: ofKey, isOfKey: true }]; // the rest is its twin's
  if (!row.field && row.key === "" && row.value !== undefined && isTouched) {
    lines.push({ severity: "red", text: NO_KEY, isOfKey: true });
  }
  if (row.value !== undefined)
    lines.push(...(answer?.messages ?? []).map(asLine), ...refusals(row), ...hintsOf(row));
  for (const text of problems)
    if (!lines.some((line) => line.text === text)) lines.push({ severity: "red", text });
  const isQuiet = !isTouched || isArmed(row.id) || problems.length > 0;
  if (isLacking(row, answer) && !isQuiet) lines.push({ severity: "red", text: requiredText(row) });
  return lines;
}

/**
 * True when a row must have a value and has none; the server knows when a condition asks for one.
 */
export function isLacking(row, answer = null) {
  return row.value === undefined && (row.field?.required === true || answer?.state === "required");
}

/** Why the key that the user gave a row cannot be used, in words; null when it can. */
function problemOfKey(row) {
  const trouble = troubleWith(row, state.doc.rows);
  if (!trouble) return null;
  if (trouble.sign) return "A destination key cannot start with @: that is the sign of a function.";
  if (trouble.reserved) return `${row.key} cannot be a destination key. Use another key.`;
  if (!trouble.twin.field)
    return `Another field has the key "${row.key}" already. Use another key.`;
  const { name } = state.boot.destination;
  return `${name} already gets "${row.key}" from ${nameOf(trouble.twin)}. Use another key.`;
}

/** "Email address is required. …" */
export function requiredText(row) {
  return `${nameOf(row)} is required. Pick an event field or type a value.`;
}

/**
 * The destination key that a problem's pointer is about, or null: "/config/email/@path" → "email".
 */
export function keyOfPointer(pointer) {
  if (state.doc.whole) return pointer.startsWith("/config") ? "" : null;
  const parts = keysOfPointer(pointer);
  const at = parts[0] === "config" ? 1 : 0;
  return state.doc.rows.some((row) => row.key === parts[at]) ? parts[at] : null;
}

function refusals(row) {
  const problems = state.preview.problems ?? [];
  return problems
    .filter(
      (problem) =>
        problem.pointer?.startsWith("/config/") && keyOfPointer(problem.pointer) === row.key,
    )
    .map((problem) => ({ severity: "red", text: problem.message }));
}

/** What there is to say about lists; the module comes with the first value that reads one. */
function hintsOf(row) {
  const keys = keysOf(row.value) ?? [];
  const event = state.doc.event?.event;
  const isList = (_, at) => Array.isArray(lookup(event, keys.slice(0, at + 1)).value);
  if (!event || !keys.some(isList)) return [];
  if (hints) return hints.listHints(row);
  import("mapper/list-hints.js").then(
    (module) => ((hints = module), emit()),
    () => null, // the next redraw asks again
  );
  return [];
}

/** True once rows that read lists can say so: what was drawn before is drawn again. */
export function areHintsLoaded() {
  return hints !== null;
}

function asLine({ severity, text, fix }) {
  return { severity: severity ?? "amber", text, fix };
}

/** Whether a row waits for a value that could be suggested. */
export function isWaiting(row) {
  return row.value === undefined && row.key !== "" && !row.field?.read_only && !row.field?.hidden;
}
