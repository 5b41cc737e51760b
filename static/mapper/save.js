/** Saves the mapping, and switches it on and off. */

import { configText } from "mapper/document.js";
import { need, setText, update } from "mapper/h.js";
import { NoAnswer, reasonOf, send } from "mapper/http.js";
import { withModule } from "mapper/later.js";
import { say, sayNow, tellStep, toast } from "mapper/say.js";
import {
  accept,
  changedMembers,
  emit,
  isConfigChanged,
  isDirty,
  redo,
  state,
  subscribe,
  undo,
} from "mapper/store.js";
import { showStrip } from "mapper/strip.js";

const SAVED_MS = 2000;
const RETRY_MS = 5000;
const CHANGED = "This mapping was changed elsewhere. The page shows it now.";

let isSaving = false;
let isSwitching = false;
let last = Promise.resolve();
let savedTimer = null;
let retryTimer = null; // a save that the server did not answer is tried again

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
  if (label) tellStep("Undone", label);
  else say("Nothing to undo.");
}

export function redoStep() {
  const label = redo();
  if (label) tellStep("Redone", label);
  else say("Nothing to redo.");
}

/** Save what differs from the stored mapping; returns true when it is stored. */
export function save() {
  if (isSaving || !state.boot.can_edit) return Promise.resolve(false);
  isSaving = true;
  emit();
  return inTurn(async () => {
    const isStored = await store();
    isSaving = false;
    emit();
    return isStored;
  });
}

/** Each request names the version that the one before has made, so they go one after another. */
function inTurn(act) {
  last = last.catch(() => null).then(act);
  return last;
}

async function store() {
  try {
    const sent = state.doc;
    const request = { body: changedText(), headers: ifMatch() };
    accept(await send("PATCH", state.boot.urls.mapping, request), sent);
    stopRetries();
    showStrip(olderIsLive() ? { text: olderIsLive(), buttons: [] } : null);
    showSaved();
    return true;
  } catch (error) {
    await saveFailed(error);
    return false;
  }
}

/** An enabled mapping that was saved unfinished goes on as it was before. */
function olderIsLive() {
  const { live_version: live, version } = state.saved;
  if (live === null || live === undefined || live === version) return "";
  return `Saved, and not ready yet: events still run through version ${live}.`;
}

/** A change of another version than the one that was loaded is refused, never lost. */
function ifMatch() {
  return { "If-Match": `"${state.saved.version}"` };
}

function changedText() {
  const { doc } = state;
  const members = changedMembers().map((name) => `"${name}":${JSON.stringify(doc[name])}`);
  if (isConfigChanged()) members.unshift(`"config":${configText(doc)}`);
  return `{${members.join(",")}}`;
}

async function saveFailed(error) {
  const isRetry = stopRetries();
  if (error.status === 412) {
    const outcome = await settle(error.data.error.current);
    if (outcome === "taken") toast(CHANGED);
    if (outcome === "same") showSaved();
    return;
  }
  const text = `Not saved. ${reasonOf(error)}`;
  if (error instanceof NoAnswer) {
    retryTimer = setTimeout(save, RETRY_MS);
    showStrip({ text: `${text} It is tried again by itself.`, buttons: [["Try again", save]] });
    if (isRetry) return;
  } else if (error.problems?.length)
    await showProblems(error.problems, "This mapping was not saved.");
  else showStrip({ text, buttons: [] });
  sayNow(text);
}

/** Returns whether there was one. */
function stopRetries() {
  const isRetry = retryTimer !== null;
  clearTimeout(retryTimer);
  retryTimer = null;
  return isRetry;
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

/** A second click before the first is answered is part of the first. */
async function toggleEnabled() {
  if (isSwitching || !state.boot.can_edit) return;
  isSwitching = true;
  await inTurn(() => switchTo(!state.saved.enabled));
  isSwitching = false;
}

/** The switch acts on the stored mapping, so what is on the page is saved first. */
async function switchTo(isOn) {
  if (isOn && isDirty() && !(await store())) return;
  try {
    const url = isOn ? state.boot.urls.enable : state.boot.urls.disable;
    accept(await send("POST", url, { headers: ifMatch() }));
    showStrip(null);
    say(isOn ? "Mapping enabled." : "Mapping disabled.");
  } catch (error) {
    if (error.status === 412) return switchAnew(error.data.error.current, isOn);
    if (error.problems?.length)
      await showProblems(error.problems, "This mapping cannot be enabled yet.");
    else showStrip({ text: reasonOf(error), buttons: [] });
    sayNow(need("#strip").textContent);
  }
}

/** Somebody saved in between: see `conflict.js`. */
function settle(current) {
  return withModule(
    () => import("mapper/conflict.js"),
    (module) => module.settle(current, save),
  );
}

/** What the user has not seen is not enabled; disabling is always what was meant. */
async function switchAnew(current, isOn) {
  const outcome = await settle(current);
  if (outcome === "taken") toast(`${CHANGED} ${isOn ? "Look at it, then enable it." : ""}`.trim());
  const isMeant = outcome === "same" || (outcome === "taken" && !isOn);
  return isMeant && state.saved.enabled !== isOn ? switchTo(isOn) : null;
}

/** What keeps the mapping from being saved or enabled, in its rows and above them. */
function showProblems(problems, lead) {
  return withModule(
    () => import("mapper/save-problems.js"),
    (module) => module.showProblems(problems, lead),
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
  for (const id of ["#undo", "#redo", "#enabled", "#save"]) need(id).hidden = !boot.can_edit;
  update(need("#enabled"), { "aria-checked": String(saved.enabled) });
  setText(need("#enabled-words"), saved.enabled ? "Enabled" : "Disabled");
}
