/**
 * Keeps the preview in step with the mapping and the test event. The server evaluates; the last
 * answer wins.
 */

import { configText } from "mapper/document.js";
import { NoAnswer, reasonOf, send } from "mapper/http.js";
import { emit, state, subscribe } from "mapper/store.js";

const TYPING_MS = 120;
const SLOW_MS = 150;

let shown = {};
let timer = null;
let running = null;

/** Ask again whenever the rows, the trigger or the test event are others than before. */
export function startPreview() {
  subscribe(({ doc, past }) => {
    if (doc.rows === shown.rows && doc.trigger === shown.trigger && doc.event === shown.event)
      return;
    const isTyping = past.at(-1)?.merge && shown.event === doc.event;
    shown = { rows: doc.rows, trigger: doc.trigger, event: doc.event };
    clearTimeout(timer);
    timer = setTimeout(refreshPreview, isTyping ? TYPING_MS : 0);
  });
}

/** Ask the server now. The old answer stays on the page until the new one is there. */
export async function refreshPreview() {
  running?.abort();
  const mine = (running = new AbortController());
  if (!state.doc.event) return show({ status: "none", answer: null, ms: null });
  const asked = state.doc;
  const slow = setTimeout(() => show({ status: "waiting" }), SLOW_MS);
  const began = performance.now();
  try {
    const answer = await send("POST", state.boot.urls.preview, {
      body: question(asked),
      signal: mine.signal,
    });
    const ms = Math.round(performance.now() - began);
    if (mine === running) show({ status: "ready", answer, asked, ms, problems: [] });
  } catch (error) {
    if (mine === running && error.name !== "AbortError") show(failure(error));
  } finally {
    clearTimeout(slow);
  }
}

/** An event as JSON text: the text that was pasted, so that long numbers keep every digit. */
export function eventText(event) {
  return event.text ?? JSON.stringify(event.event);
}

/** What is asked of the server: the event, and the mapping as it stands in the editor. */
export function question(doc) {
  const trigger = JSON.stringify(doc.trigger);
  return `{"event":${eventText(doc.event)},"trigger":${trigger},"config":${configText(doc)}}`;
}

function failure(error) {
  if (error instanceof NoAnswer) return { status: "offline", problems: [] };
  return { status: "refused", problems: error.problems, reason: reasonOf(error) };
}

function show(change) {
  state.preview = { ...state.preview, ...change };
  emit();
}
