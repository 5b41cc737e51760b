/**
 * Paste anywhere on the page: JSON becomes the test event, a mapping's JSON is offered for import,
 * a path becomes the armed slot's value, FQL the trigger. Text boxes keep what is pasted into them.
 */

import { takeText } from "mapper/event.js";
import { need } from "mapper/h.js";
import { lookup, typedPath } from "mapper/paths.js";
import { pickInto } from "mapper/pick.js";
import { toast } from "mapper/say.js";
import { state, undo } from "mapper/store.js";
import { pathValue } from "mapper/values.js";

const TEXT_BOXES = "input, textarea, select, [contenteditable]";
const ROOTS = ["context", "properties", "traits"];
const FQL = /^[!(\s]*(type|event|name|userId|properties|traits|context|[a-z_]+\()[^{}]*[=<>(]/;

/** Listen for pastes that no text box takes. */
export function startPaste() {
  document.addEventListener("paste", (event) => {
    const text = event.clipboardData.getData("text/plain").trim();
    if (event.defaultPrevented || text === "" || document.querySelector("dialog[open]")) return;
    const box = event.target.closest?.(TEXT_BOXES);
    const isEmptySlot = box?.matches(".slot__input") && box.value === "";
    const act = box ? isEmptySlot && ofPath(text) : actionFor(text);
    if (!act) return;
    event.preventDefault();
    act();
  });
}

function actionFor(text) {
  if (/^[{[]/.test(text)) return () => takeJson(text);
  if (!state.boot.can_edit) return null;
  return ofPath(text) ?? (FQL.test(text) ? () => takeTrigger(text) : null);
}

async function takeJson(text) {
  const value = parsed(text);
  if (!state.boot.can_edit || !isMapping(value)) return takeText(text, "Pasted event");
  const { offerImport } = await import("mapper/import.js");
  offerImport(value);
}

/** True for a stored mapping, Segment's subscription, or a config alone. */
function isMapping(value) {
  if (!isObject(value)) return false;
  if (isObject(value.config) || isObject(value.mapping)) return true;
  return !("type" in value) && Object.values(value).some(isDirective);
}

function isDirective(value) {
  return isObject(value) && Object.keys(value).some((key) => key.startsWith("@"));
}

function isObject(value) {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null; // the server says what is wrong with it
  }
}

/** What to do with a text that is surely a path; null for any other. */
function ofPath(text) {
  const keys = typedPath(text);
  if (!keys || !state.boot.can_edit) return null;
  const isMarked = /^(\$\.|\$\[|\{\{)/.test(text);
  const isRooted = keys.length > 1 && ROOTS.includes(keys[0]);
  if (!isMarked && !isRooted && !lookup(state.doc.event?.event ?? {}, keys).found) return null;
  return () => {
    if (state.armed) pickInto(state.armed, pathValue(keys));
    else toast("Choose a destination field first, then paste the path.");
  };
}

async function takeTrigger(text) {
  const { explainTrigger } = await import("mapper/trigger-text.js");
  const { changeTrigger } = await import("mapper/trigger-change.js");
  const { told, problem } = await explainTrigger(text);
  if (problem) return toast(`This is no trigger: ${problem.message}`);
  changeTrigger("paste a trigger", told.trigger);
  toast(`Trigger: ${told.trigger_text}.`, { undo });
  need("#add-condition").focus();
}
