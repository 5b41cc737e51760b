/** Speaks to the user: the polite and the assertive live region, and toasts with Undo. */

import { fill, h, icon, need } from "mapper/h.js";
import { state, subscribe } from "mapper/store.js";

const TOAST_MS = 6000;

let undoable = null;

/** Say something to screen readers when they are done with what they are saying. */
export function say(text) {
  speak(need("#say-politely"), text);
}

/** Say something at once: only for what the user must know now. */
export function sayNow(text) {
  speak(need("#say-now"), text);
}

/**
 * Show a short note for some seconds; `undo` adds a button that takes the step back that was just
 * made.
 */
export function toast(text, { undo = null } = {}) {
  const note = h("div", { class: "toast" }, h("span", {}, text));
  const close = () => {
    clearTimeout(timer);
    note.remove();
  };
  let timer = setTimeout(close, TOAST_MS);
  const button = { type: "button", class: "button button--quiet button--small" };
  const takeBack = () => (close(), tellStep("Undone", undo()));
  if (undo) note.append(h("button", { ...button, onclick: takeBack }, "Undo"));
  note.append(
    h("button", { ...button, "aria-label": "Close note", onclick: close }, icon("x-mark")),
  );
  for (const name of ["mouseenter", "focusin"])
    note.addEventListener(name, () => clearTimeout(timer));
  for (const name of ["mouseleave", "focusout"]) {
    note.addEventListener(name, () => {
      clearTimeout(timer);
      timer = setTimeout(close, TOAST_MS);
    });
  }
  fill(need("#toasts"), note);
  if (undo) watch({ step: state.past.at(-1), close });
}

/** Name the step that was taken back or made again; `label` is null when there was none. */
export function tellStep(word, label) {
  if (label) toast(`${word}: ${label}.`);
}

/** A note's Undo is about one step: the note goes when another step is made or taken back. */
function watch(note) {
  if (undoable === null) {
    subscribe(() => undoable && undoable.step !== state.past.at(-1) && undoable.close());
  }
  undoable = note;
}

function speak(region, text) {
  region.textContent = "";
  // A region that gets the same text twice is read once; emptying it first makes it new.
  requestAnimationFrame(() => {
    region.textContent = text;
  });
}
