/**
 * "Explain": how one field's value is made, beside the preview – the sentence, then each step with
 * its value. It follows the row while it is open.
 */

import { nameOf } from "mapper/document.js";
import { fill, h, icon, need, setText } from "mapper/h.js";
import { pointerTo } from "mapper/json-pointer.js";
import { say } from "mapper/say.js";
import { rowOf, state, subscribe } from "mapper/store.js";
import { outcomeOf } from "mapper/trace-outcome.js";
import { readsOf, stepsOf } from "mapper/trace-steps.js";
import { typeName } from "mapper/values.js";

const LONGEST = 300;
const WHOLE = "the payload";

let shown = null; // {rowId, opener, inputs}; a rowId of null stands for a config of one function

/** Show how a row's value is made; the focus goes there, and back to `opener` when it is closed. */
export function explain(rowId, opener) {
  if (shown === null) start();
  shown = { rowId, opener, inputs: [] };
  need("#trace").hidden = false;
  render();
  need("#trace-heading").focus({ preventScroll: true });
  need("#trace").scrollIntoView({ block: "nearest" });
  need("#trace-body").scrollTop = 0;
}

function start() {
  shown = {};
  need("#close-trace").addEventListener("click", close);
  need("#trace").addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    close();
  });
  subscribe(render);
}

function close() {
  const { rowId, opener } = shown;
  const hadFocus = need("#trace").contains(document.activeElement);
  hide();
  if (!hadFocus) return;
  if (opener?.isConnected && opener.checkVisibility()) opener.focus();
  else if (rowId && rowOf(rowId)) need("field-rows").focusRow(rowId);
  else need("#preview-body").focus();
}

function hide() {
  need("#trace").hidden = true;
  shown = {};
}

function render() {
  if (shown.rowId === undefined) return;
  const row = shown.rowId === null ? null : rowOf(shown.rowId);
  if (row === undefined || (row === null && !state.doc.whole)) {
    hide();
    return say("The explained field is gone.");
  }
  const { answer, status } = state.preview;
  const inputs = [row?.key, answer, status === "none"];
  if (shown.inputs.length && inputs.every((value, at) => value === shown.inputs[at])) return;
  shown.inputs = inputs;
  setText(need("#trace-heading"), `How ${row ? nameOf(row) : WHOLE} is made`);
  const body = need("#trace-body");
  const top = body.scrollTop;
  fill(body, contents());
  body.scrollTop = top;
}

/** What the last answer says: of the value that it was asked about, which may have changed since. */
function contents() {
  const { answer, asked, status } = state.preview;
  if (status === "none" || !answer) return quiet("The steps appear here when there is a test event.");
  if (shown.rowId === null) return ofWhole(asked.rows[0].value ?? {}, answer);
  const row = asked.rows.find((one) => one.id === shown.rowId);
  const told = row && answer.fields[row.key];
  return told ? ofRow(row, told, answer) : quiet("There are no steps for this field yet.");
}

function quiet(text) {
  return h("p", { class: "muted" }, text);
}

function ofRow(row, told, answer) {
  const steps = stepsOf(row.value, pointerTo([row.key]), told.parts);
  const checks = told.changes.map(({ text }) => checkStep(text));
  const list = [steps.map(stepNode), checks, endNode(outcomeOf(row, told, answer))];
  return [
    told.explanation ? h("p", { class: "trace__sentence" }, told.explanation) : null,
    h("ol", { class: "trace__steps" }, list),
  ];
}

function ofWhole(config, { parts }) {
  return h("ol", { class: "trace__steps" }, stepsOf(config, "", parts).map(stepNode));
}

function stepNode(step) {
  const { place, what, words, part } = step;
  const name = place ? `${place} · ` : "";
  return h(
    "li",
    { class: part.used ? "trace__step" : "trace__step trace__step--unused" },
    h(
      "div",
      { class: "trace__what" },
      h("span", {}, h("span", { class: "trace__place" }, name), what),
      part.used ? null : h("span", { class: "badge" }, "not used"),
    ),
    words ? h("code", { class: "trace__words" }, words) : null,
    readsOf(step).map((read) => readNode(read)),
    valueNode(part),
    part.problem ? problemNode(part.problem) : null,
  );
}

function readNode(read) {
  const path = h("code", { class: "trace__words" }, read.path);
  return h("div", { class: "trace__read" }, path, valueNode(read));
}

/** A value with its type: `"user@example.com" text`. */
function valueNode(given) {
  const hasValue = Object.hasOwn(given, "value");
  const type = given.type ?? typeName(given.value);
  const nothing = type === "missing" ? "no value" : "too large to show";
  return h(
    "div",
    { class: "trace__value" },
    h("span", { class: "trace__gives", "aria-hidden": "true" }, "→ "),
    h(hasValue ? "code" : "span", {}, hasValue ? shortened(JSON.stringify(given.value)) : nothing),
    " ",
    type === "missing" ? null : h("span", { class: "muted" }, type),
  );
}

function checkStep(text) {
  const what = h("div", { class: "trace__what" }, "Payload check");
  return h("li", { class: "trace__step" }, what, h("div", {}, text));
}

function endNode({ title, kind, text, given, notes, inBatch }) {
  return h(
    "li",
    { class: `trace__step trace__step--end trace__step--${kind}` },
    h("div", { class: "trace__what" }, title),
    text ? h("div", {}, text) : null,
    given ? valueNode(given) : null,
    notes.map(problemNode),
    inBatch ? h("div", { class: "muted" }, inBatch) : null,
  );
}

function problemNode(text) {
  return h("p", { class: "trace__problem" }, icon("exclamation-triangle"), h("span", {}, text));
}

function shortened(text) {
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
}
