/**
 * The editor's one state. Every component renders from it and changes it only through the commands
 * below.
 *
 * `doc` is what undo walks over and is never changed in place:
 * {name, trigger, other_audience_keys, rows: [{id, key, field, value}],
 * event: {name, origin, id, event, text}}.
 * A row's value is stored JSON, or undefined when nothing is mapped. `field` is null for fields
 * that the user added. `preview.asked` is the `doc` that the last answer is about.
 */

import { configText, docOf, nameOf } from "mapper/document.js";
import { isAside, shownRows } from "mapper/shown-fields.js";
import { isSame } from "mapper/values.js";

/** In a slot's id: what follows leads to an argument of the row's value. */
export const IN_ROW = "\u001f";

const HISTORY_STEPS = 200;
const listeners = new Set();
let scheduled = false;

export const state = {
  boot: null,
  doc: null,
  saved: null,
  past: [],
  future: [],
  armed: null,
  touched: new Set(),
  problems: new Map(),
  preview: { status: "idle", answer: null, asked: null, ms: null },
};

/** Fill the state from the page's boot data. */
export function start(boot) {
  state.boot = boot;
  state.saved = boot.mapping;
  state.doc = { ...docOf(boot.mapping, boot.action.fields), event: boot.test_event };
}

/** Call a function now and after every change. */
export function subscribe(render) {
  listeners.add(render);
  render(state);
}

/** Tell every component that something changed. */
export function emit() {
  scheduled = false;
  for (const render of listeners) render(state);
}

/** The same, once, after the current job: for bursts such as typing. */
export function emitSoon() {
  if (scheduled) return;
  scheduled = true;
  queueMicrotask(emit);
}

/**
 * Make one undoable step with a name that reads well after "Undone: ".
 *
 * Steps with the same `merge` key that follow one another become one, so that typing a name is one
 * step.
 */
export function commit(label, change, { merge = null } = {}) {
  const last = state.past.at(-1);
  if (!merge || last?.merge !== merge) state.past.push({ label, merge, doc: state.doc });
  if (state.past.length > HISTORY_STEPS) state.past.shift();
  state.future = [];
  state.doc = { ...state.doc, ...change };
  emit();
}

/** Finish a change that a step started, without a step of its own (a sample that arrives later). */
export function amend(change) {
  state.doc = { ...state.doc, ...change };
  emit();
}

/** Take the last step back; returns its name, or null. */
export function undo() {
  return travel(state.past, state.future);
}

/** Do the step again that was taken back; returns its name, or null. */
export function redo() {
  return travel(state.future, state.past);
}

/**
 * Put a value into a row; undefined clears it. The one command behind click, keyboard, typing and
 * drag. `label` names the step where it is about a part of the value.
 */
export function setValue(id, value, { label = null, merge = null } = {}) {
  const words = label ?? `${value === undefined ? "clear" : "set"} ${nameOf(rowOf(id))}`;
  if (value === undefined) state.touched.add(id);
  forgetProblems(id);
  const rows = state.doc.rows.map((one) => (one.id === id ? { ...one, value } : one));
  commit(words, { rows }, { merge });
}

/** Add a destination field of the user's own; returns the new row. */
export function addRow(key, value) {
  const numbers = state.doc.rows.map((row) => Number(/^extra-(\d+)$/.exec(row.id)?.[1] ?? 0));
  const row = { id: `extra-${Math.max(0, ...numbers) + 1}`, key, field: null, value };
  commit("add a destination field", { rows: [...state.doc.rows, row] });
  return row;
}

/** Give an added destination field another key. */
export function renameRow(id, key) {
  forgetProblems(id);
  const rows = state.doc.rows.map((row) => (row.id === id ? { ...row, key } : row));
  commit("rename a destination field", { rows }, { merge: `key ${id}` });
}

/** Take an added destination field away. */
export function removeRow(id) {
  forgetProblems(id);
  if (isArmed(id)) state.armed = null;
  commit(`remove ${nameOf(rowOf(id))}`, { rows: state.doc.rows.filter((row) => row.id !== id) });
}

/** Choose the slot that receives the next pick; null for none. */
export function arm(id) {
  if (state.armed === id) return;
  state.armed = id;
  emit();
}

/** True when the next pick goes into a row: into its slot, or into an argument of its functions. */
export function isArmed(rowId) {
  return state.armed === rowId || state.armed?.startsWith(rowId + IN_ROW) === true;
}

/**
 * The first row without a value after a row, then from the top; null when all are mapped. Rows
 * behind a disclosure do not come by themselves.
 */
export function nextEmpty(id) {
  const { rows } = state.doc;
  const at = rows.findIndex((row) => row.id === id);
  const inTurn = [...rows.slice(at + 1), ...rows.slice(0, Math.max(at, 0))];
  const shown = new Set(shownRows(rows));
  const isOpen = (row) => row.value === undefined && shown.has(row) && !row.field?.read_only && !isAside(row);
  return inTurn.find(isOpen) ?? null;
}

/** The user was in this row: what it lacks may be said now. */
export function touch(slotId) {
  const [id] = slotId.split(IN_ROW);
  if (state.touched.has(id)) return;
  state.touched.add(id);
  emitSoon();
}

/** The row with an id. */
export function rowOf(id) {
  return state.doc.rows.find((row) => row.id === id);
}

/** True while something is not saved. The test event is not part of the mapping. */
export function isDirty() {
  return changedMembers().length > 0 || isConfigChanged();
}

/** What of the mapping beside its config is not as it is stored. */
export function changedMembers() {
  const members = ["name", "trigger", "other_audience_keys"];
  return members.filter((member) => !isSame(state.doc[member], state.saved[member]));
}

/** True when a row has another value than the stored one. */
export function isConfigChanged() {
  return configText(state.doc) !== savedText();
}

/**
 * The server's mapping is the new truth: after a save, or after "Use theirs".
 *
 * `sent` is the document that was saved: where it is still the one on the page, it takes the form
 * in which the server stored it (a name without blanks around it).
 */
export function accept(mapping, sent = null) {
  state.saved = mapping;
  state.problems = new Map();
  const { name, trigger, other_audience_keys } = mapping;
  if (sent === state.doc) state.doc = { ...state.doc, name, trigger, other_audience_keys };
  emit();
}

let savedFor = null;
let savedConfig = "";

function savedText() {
  if (savedFor !== state.saved) {
    savedFor = state.saved;
    savedConfig = configText(docOf(state.saved, state.boot.action.fields));
  }
  return savedConfig;
}

function forgetProblems(id) {
  state.problems = new Map([...state.problems].filter(([row]) => row !== id));
}

/** A row that a step takes its value from is as it was before the user came to it: quiet. */
function forgetTouches(before, after) {
  const mapped = new Set(before.rows.filter((row) => row.value !== undefined).map(({ id }) => id));
  for (const { id, value } of after.rows)
    if (value === undefined && mapped.has(id)) state.touched.delete(id);
}

function travel(from, to) {
  const step = from.pop();
  if (!step) return null;
  to.push({ label: step.label, merge: null, doc: state.doc });
  forgetTouches(state.doc, step.doc);
  state.doc = step.doc;
  if (state.armed && !state.doc.rows.some((row) => isArmed(row.id))) state.armed = null;
  emit();
  return step.label;
}
