/** Saves the mapping, switches it on and off, and settles a save that met another one. */

import { changesSince } from "mapper/changes.js";
import { configText, docOf, nameOf } from "mapper/document.js";
import { followTrigger } from "mapper/event.js";
import { fill, h, icon, need, setText, update } from "mapper/h.js";
import { NoAnswer, reasonOf, send } from "mapper/http.js";
import { isLacking, keyOfPointer, requiredText } from "mapper/row-state.js";
import { say, sayNow, toast } from "mapper/say.js";
import { accept, commit, emit, isDirty, redo, state, subscribe, undo } from "mapper/store.js";
import { isSame } from "mapper/values.js";

const SAVED_MS = 2000;

let theirs = null;
let isSaving = false;
let savedTimer = null;

/** Wire Undo, Redo, Save, the switch, and the guard against leaving with unsaved changes. */
export function startSave() {
  need("#undo").addEventListener("click", undoStep);
  need("#redo").addEventListener("click", redoStep);
  need("#save").addEventListener("click", () => save());
  need("#enabled").addEventListener("click", toggleEnabled);
  addEventListener("beforeunload", (event) => isDirty() && event.preventDefault());
  subscribe(render);
}

export function undoStep() {
  const label = undo();
  say(label ? `Undone: ${label}.` : "Nothing to undo.");
}

export function redoStep() {
  const label = redo();
  say(label ? `Redone: ${label}.` : "Nothing to redo.");
}

/** Save what differs from the stored mapping; returns true when it is stored. */
export async function save() {
  if (isSaving || !state.boot.can_edit) return false;
  isSaving = true;
  emit();
  try {
    const sent = state.doc;
    const request = { body: changedText(), headers: ifMatch() };
    accept(await send("PATCH", state.boot.urls.mapping, request), sent);
    showStrip(null);
    showSaved();
    return true;
  } catch (error) {
    saveFailed(error);
    return false;
  } finally {
    isSaving = false;
    emit();
  }
}

/** A change of another version than the one that was loaded is refused, never lost. */
function ifMatch() {
  return { "If-Match": `"${state.saved.version}"` };
}

function changedText() {
  const { doc, saved } = state;
  const members = [`"config":${configText(doc)}`];
  if (doc.name !== saved.name) members.push(`"name":${JSON.stringify(doc.name)}`);
  if (!isSame(doc.trigger, saved.trigger)) members.push(`"trigger":${JSON.stringify(doc.trigger)}`);
  return `{${members.join(",")}}`;
}

function saveFailed(error) {
  if (error.status === 412) return showConflict(error.data.error.current);
  if (error.problems?.length) showProblems(error.problems, "This mapping was not saved.");
  else
    showStrip({
      text: `Not saved. ${reasonOf(error)}`,
      buttons: error instanceof NoAnswer ? [["Try again", save]] : [],
    });
  sayNow(`Not saved. ${reasonOf(error)}`);
}

function showSaved() {
  showSaveWords(true);
  clearTimeout(savedTimer);
  savedTimer = setTimeout(() => showSaveWords(false), SAVED_MS);
  say("Mapping saved.");
}

function showSaveWords(isSaved) {
  setText(need("#save-words"), isSaved ? "Saved" : "Save");
  need("#save-rest").hidden = isSaved;
}

/** The switch acts on the stored mapping, so what is on the page is saved first. */
async function toggleEnabled() {
  const isOn = state.saved.enabled;
  if (!state.boot.can_edit || (!isOn && isDirty() && !(await save()))) return;
  try {
    const url = isOn ? state.boot.urls.disable : state.boot.urls.enable;
    accept(await send("POST", url, { headers: ifMatch() }));
    showStrip(null);
    say(isOn ? "Mapping disabled." : "Mapping enabled.");
  } catch (error) {
    if (error.status === 412) return showConflict(error.data.error.current);
    if (error.problems?.length) showProblems(error.problems, "This mapping cannot be enabled yet.");
    else showStrip({ text: reasonOf(error), buttons: [] });
    sayNow(need("#strip").textContent);
  }
}

/** Put the server's problems into their rows, and name the rows above them. */
function showProblems(problems, lead) {
  const rows = new Map();
  const others = [];
  for (const { pointer, message } of problems) {
    const key = keyOfPointer(pointer ?? "");
    const row = state.doc.rows.find((one) => one.key === key);
    if (!row) others.push(message);
    else
      rows.set(row.id, [...(rows.get(row.id) ?? []), isLacking(row) ? requiredText(row) : message]);
  }
  state.problems = rows;
  emit();
  const buttons = [...rows.keys()].map((id) => [
    nameOf(state.doc.rows.find((row) => row.id === id)),
    () => need("field-rows").focusRow(id),
  ]);
  const text = [lead, ...others, buttons.length ? "Look at:" : ""].filter(Boolean).join(" ");
  showStrip({ text, buttons, about: rows.size ? "rows" : "all" });
}

function showConflict(current) {
  theirs = current;
  const time = new Date(theirs.updated_at).toLocaleTimeString([], {
    hour: "2-digit",
    minute: "2-digit",
  });
  const who = theirs.updated_by || "Someone";
  const text = `${who} changed this mapping at ${time}. Your changes are not saved yet.`;
  showStrip({
    text,
    buttons: [
      ["See changes", seeTheirs],
      ["Keep mine", keepMine],
      ["Use theirs", useTheirs],
    ],
  });
  sayNow(text);
}

function seeTheirs() {
  const list = changesSince(theirs, state.doc).map(({ name, before, after }) => [
    h("dt", {}, name),
    h("dd", {}, h("span", { class: "conflict__who" }, "Theirs"), " ", before ?? "nothing"),
    h("dd", {}, h("span", { class: "conflict__who" }, "Yours"), " ", after ?? "nothing"),
  ]);
  const place = need("#strip-details");
  if (place.hasChildNodes()) return fill(place);
  fill(
    place,
    list.length ? h("dl", { class: "conflict" }, list) : h("p", {}, "Both are the same now."),
  );
}

function keepMine() {
  state.saved = theirs;
  return save();
}

function useTheirs() {
  state.saved = theirs;
  commit("use the other changes", docOf(theirs, state.boot.action.fields));
  accept(theirs);
  showStrip(null);
  toast("The other changes are on the page now.", { undo });
  followTrigger();
}

function showStrip(strip) {
  const place = need("#strip");
  fill(need("#strip-details"));
  place.dataset.about = strip?.about ?? "all";
  if (!strip) return fill(place);
  const buttons = strip.buttons.map(([words, act]) =>
    h("button", { type: "button", class: "button button--small", onclick: act }, words),
  );
  const close = h(
    "button",
    {
      type: "button",
      class: "button button--quiet button--icon",
      "aria-label": "Close message",
      onclick: () => showStrip(null),
    },
    icon("x-mark"),
  );
  fill(
    place,
    h(
      "div",
      { class: "strip strip--warning" },
      icon("exclamation-triangle"),
      h("span", {}, strip.text),
      ...buttons,
      close,
    ),
  );
}

function render() {
  const { past, future, saved, boot } = state;
  const isUnsaved = isDirty();
  setText(need("#save-state"), isUnsaved ? "Unsaved changes" : "");
  if (isUnsaved) showSaveWords(false);
  if (need("#strip").dataset.about === "rows" && state.problems.size === 0) showStrip(null);
  need("#undo").disabled = past.length === 0;
  need("#redo").disabled = future.length === 0;
  update(need("#undo"), { title: past.length ? `Undo: ${past.at(-1).label}` : null });
  update(need("#redo"), { title: future.length ? `Redo: ${future.at(-1).label}` : null });
  need("#save").disabled = !boot.can_edit || isSaving;
  update(need("#enabled"), {
    "aria-checked": String(saved.enabled),
    "aria-disabled": boot.can_edit ? null : "true",
  });
  setText(need("#enabled-words"), saved.enabled ? "Enabled" : "Disabled");
}
