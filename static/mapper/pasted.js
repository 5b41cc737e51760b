/** What becomes of a pasted text that is no path: an event, a mapping or a trigger. */

import { takeText } from "mapper/event-origins.js";
import { need } from "mapper/h.js";
import { offerImport } from "mapper/import.js";
import { toast } from "mapper/say.js";
import { state, undo } from "mapper/store.js";
import { changeTrigger } from "mapper/trigger-change.js";
import { explainTrigger } from "mapper/trigger-text.js";

const FQL = /^[!(\s]*(type|event|name|userId|properties|traits|context|[a-z_]+\()[^{}]*[=<>(]/;

/** Take JSON or FQL; any other text is not for this page. */
export function takeOther(text) {
  if (/^[{[]/.test(text)) return takeJson(text);
  return state.boot.can_edit && FQL.test(text) ? takeTrigger(text) : null;
}

/** JSON: a mapping is offered for import, anything else becomes the test event. */
function takeJson(text) {
  const value = parsed(text);
  if (!state.boot.can_edit || !isMapping(value)) return takeText(text, "Pasted event");
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

/** FQL: it becomes the trigger. */
async function takeTrigger(text) {
  const { told, problem } = await explainTrigger(text);
  if (problem) return toast(`This is no trigger: ${problem.message}`);
  changeTrigger("paste a trigger", told.trigger);
  toast(`Trigger: ${told.trigger_text}.`, { undo });
  need("#add-condition").focus();
}
