/** A mapping's JSON that was pasted: what it would change, to look at before it is imported. */

import { changesSince } from "mapper/changes.js";
import { configText, docOf } from "mapper/document.js";
import { followTrigger } from "mapper/event.js";
import { fill, h, need } from "mapper/h.js";
import { counted } from "mapper/paths.js";
import { say, toast } from "mapper/say.js";
import { commit, state, undo } from "mapper/store.js";
import { showStrip } from "mapper/strip.js";

/** Say what a pasted mapping changes; "Import" makes it one undoable step. */
export async function offerImport(value) {
  const { trigger, problem } = await triggerOf(value);
  const config = value.config ?? value.mapping ?? value;
  const { name, other_audience_keys: keys } = state.doc;
  const other_audience_keys = keysOf(value) ?? keys;
  const pasted = { name, trigger, config, other_audience_keys };
  const doc = docOf(pasted, state.boot.action.fields);
  const current = { name, trigger: state.doc.trigger, other_audience_keys: keys };
  const changes = changesSince({ ...current, config: JSON.parse(configText(state.doc)) }, doc);
  if (!changes.length) return toast("The pasted mapping is the same as this one.");
  const lead = `A mapping was pasted. ${counted(changes.length, "value")} would change.`;
  const text = problem ? `${lead} Its trigger cannot be used: ${problem.message}` : lead;
  showStrip({ text, buttons: [["Import", () => take(doc)]], about: "import" });
  fill(need("#strip-details"), h("dl", { class: "conflict" }, changes.map(changeLine)));
  say(text);
}

function changeLine({ name, before, after }) {
  return [
    h("dt", {}, name),
    h("dd", {}, h("span", { class: "conflict__who" }, "Now"), " ", before ?? "nothing"),
    h("dd", {}, h("span", { class: "conflict__who" }, "Pasted"), " ", after ?? "nothing"),
  ];
}

/** The pasted trigger as a tree, or the trigger in use and what is wrong with the pasted one. */
async function triggerOf({ trigger, subscribe }) {
  const given = trigger ?? subscribe;
  if (given === undefined) return { trigger: state.doc.trigger };
  const { explainTrigger } = await import("mapper/trigger-text.js");
  const { told, problem } = await explainTrigger(given);
  return problem ? { trigger: state.doc.trigger, problem } : { trigger: told.trigger };
}

/** The keys of further audiences that were pasted; null where there are none to take. */
function keysOf({ other_audience_keys: keys }) {
  const isGood = Array.isArray(keys) && keys.every((key) => typeof key === "string");
  return isGood ? keys : null;
}

function take({ trigger, rows, whole, other_audience_keys }) {
  showStrip(null);
  state.problems = new Map();
  commit("import a mapping", { trigger, rows, whole, other_audience_keys });
  toast("The pasted mapping is on the page. Save to keep it.", { undo });
  followTrigger();
}
