/** The trigger as FQL text, edited both ways. A text that is none leaves the trigger as it was. */

import { fill, h, icon, update } from "mapper/h.js";
import { reasonOf, send } from "mapper/http.js";
import { state } from "mapper/store.js";
import { changeTrigger } from "mapper/trigger-change.js";

const TYPING_MS = 200;

/** The view's node, `show(isShown)` and `refresh()`. */
export function makeTextView() {
  const box = h("textarea", {
    class: "textarea textarea--code conditions__text",
    rows: "4",
    spellcheck: "false",
    "aria-label": "Trigger as FQL text",
    "aria-describedby": "fql-problem",
  });
  const problem = h("div", { id: "fql-problem", role: "alert" });
  const notes = h("ul", { class: "conditions__notes", "aria-label": "Differences from Segment" });
  const node = h("div", { class: "conditions__fql", hidden: true }, box, problem, notes);
  const view = { node, box, problem, notes, tree: null, isShown: false, asked: 0, timer: null };
  box.addEventListener("input", () => {
    view.asked += 1; // an answer that is still to come must not replace what is typed
    clearTimeout(view.timer);
    view.timer = setTimeout(() => read(view), TYPING_MS);
  });
  return {
    node,
    show: (isShown) => ((view.isShown = isShown), refresh(view)),
    refresh: () => refresh(view),
  };
}

/**
 * Ask what the server makes of a text or a tree.
 *
 * Shape: {told: {trigger, trigger_fql, compatibility}} or {problem: {message, line, column}}
 */
export async function explainTrigger(trigger) {
  try {
    const body = JSON.stringify({ trigger });
    const told = await send("POST", state.boot.urls.explain_trigger, { body });
    return told.problems.length ? { problem: told.problems[0] } : { told };
  } catch (error) {
    return { problem: error.problems?.[0] ?? { message: reasonOf(error) } };
  }
}

/** Bring the text up to the trigger, unless it is what the trigger came from. */
async function refresh(view) {
  view.box.readOnly = !state.boot.can_edit;
  const { trigger } = state.doc;
  if (!view.isShown || view.tree === trigger) return;
  view.tree = trigger;
  const asked = (view.asked += 1);
  const { told, problem } = await explainTrigger(trigger);
  if (asked !== view.asked) return;
  if (told) view.box.value = told.trigger_fql;
  showProblem(view, problem ?? null);
  showNotes(view, told);
}

async function read(view) {
  const asked = (view.asked += 1);
  const { told, problem } = await explainTrigger(view.box.value);
  if (asked !== view.asked) return;
  showProblem(view, problem ?? null);
  if (problem) return;
  view.tree = told.trigger;
  showNotes(view, told);
  changeTrigger("edit the trigger's text", told.trigger, { merge: "trigger text" });
}

function showProblem({ box, problem: place }, problem) {
  update(box, { "aria-invalid": problem ? "true" : null });
  const text = problem && placed(problem);
  fill(
    place,
    problem
      ? h("p", { class: "callout callout--error" }, icon("exclamation-circle"), h("span", {}, text))
      : null,
  );
}

function placed({ message, line, column }) {
  const isSaid = !line || /\bline \d/i.test(message);
  const where = isSaid ? "" : `Line ${line}, column ${column}: `;
  return `${where}${message} The trigger stays as it was.`;
}

/** Where Segment would read the text otherwise, and what to write so that both agree. */
function showNotes({ notes }, told) {
  const { differences = [], instead = "" } = told?.compatibility ?? {};
  fill(
    notes,
    differences.map(({ segment, ours }) => h("li", {}, `Segment: ${segment} Here: ${ours}`)),
    instead ? h("li", {}, "For both, write ", h("code", {}, instead)) : null,
  );
}
