/**
 * The JSON dialog: a test event as text. The server checks it; the last good event stays in use
 * meanwhile.
 */

import { fill, h, icon, need } from "mapper/h.js";
import { Refused, reasonOf, send } from "mapper/http.js";
import { openJsonEditor } from "mapper/json-editor.js";
import { eventText } from "mapper/preview.js";
import { state } from "mapper/store.js";

let use = () => {};
let editor = null;

need("#json-form").addEventListener("submit", (event) => (event.preventDefault(), submit()));
need("#json-cancel").addEventListener("click", () => need("#json-dialog").close());
need("#json-dialog").addEventListener("close", () => editor.end());
need("#json-format").addEventListener("click", format);

/**
 * Open the dialog with the event in use, or with a text and what is wrong with it.
 *
 * `use({event, text})` is called with an event that the server found good. `isPaste` selects the
 * text, so that a paste replaces it.
 */
export function openJsonDialog({ text = null, problem = null, isPaste = false, use: then }) {
  use = then;
  const shown = text ?? (state.doc.event ? pretty(eventText(state.doc.event)) : "");
  need("#json-dialog").showModal();
  showProblem(null);
  editor = openJsonEditor(need("#json-text"), shown, {
    isSelected: isPaste,
    onsubmit: submit,
  });
  if (problem) showProblem(problem);
}

/**
 * Ask the server whether a text is one event. Shape: {event} or {problem: {message, line, column,
 * first}}.
 */
export async function checkEvent(text) {
  try {
    const { event } = await send("POST", state.boot.urls.check_event, { body: text });
    return { event };
  } catch (error) {
    if (!(error instanceof Refused)) return { problem: { message: reasonOf(error) } };
    const [first] = error.problems;
    return {
      problem: {
        message: first?.message ?? error.message,
        line: first?.line,
        column: first?.column,
        item: firstItem(text),
      },
    };
  }
}

async function submit() {
  const text = editor.text();
  const { event, problem } = await checkEvent(text);
  if (problem) return showProblem(problem);
  need("#json-dialog").close();
  use({ event, text });
}

function showProblem(problem) {
  const place = need("#json-problem");
  if (!problem) return fill(place);
  const first = () => (editor.setText(JSON.stringify(problem.item, null, 2)), submit());
  fill(
    place,
    h(
      "div",
      { class: "callout callout--error" },
      icon("exclamation-circle"),
      h("p", {}, sentenceOf(problem)),
      problem.item
        ? h(
            "button",
            { type: "button", class: "button button--small", onclick: first },
            "Use first item",
          )
        : null,
    ),
  );
  editor?.mark(problem.line ?? null, problem.column ?? null);
}

/** The server's message, with its place in front when the message does not say it. */
function sentenceOf({ message, line, column }) {
  if (!line || /\bline \d/i.test(message)) return message;
  return `Line ${line}, column ${column}: ${message}`;
}

function firstItem(text) {
  try {
    const value = JSON.parse(text);
    return Array.isArray(value) && isObject(value[0]) ? value[0] : null;
  } catch {
    return null;
  }
}

function isObject(value) {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

function format() {
  editor.setText(pretty(editor.text()));
}

function pretty(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
