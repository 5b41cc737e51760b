/**
 * The test event: where it comes from, its menu, and what becomes one (drop, generate, load; for
 * pastes see `paste.js`).
 */

import { icon, need, setText, update } from "mapper/h.js";
import { reasonOf, send } from "mapper/http.js";
import { withModule } from "mapper/later.js";
import { openMenu } from "mapper/menu.js";
import { formatPath } from "mapper/paths.js";
import { sayNow, say, toast } from "mapper/say.js";
import { amend, commit, state, subscribe, undo } from "mapper/store.js";
import { readTrigger } from "mapper/trigger-tree.js";
import { shortJson } from "mapper/values.js";

const SAVED_IN_MENU = 5;

/** Wire the left panel's head: the menu, and drop on the whole panel. */
export function startEvent() {
  const button = need("#event-menu");
  const panel = need("#event-panel");
  button.addEventListener("click", () => openEventMenu(button));
  panel.addEventListener("dragover", (event) => draggedOver(panel, event));
  panel.addEventListener("dragleave", () => panel.classList.remove("is-target"));
  panel.addEventListener("drop", (event) => dropped(panel, event));
  need("#no-event-generate").addEventListener("click", () => generate());
  need("#no-event-paste").addEventListener("click", () => editJson({ isPaste: true }));
  need("#no-event-load").addEventListener("click", () =>
    withSaved((saved) => saved.openLoadDialog(useEvent)),
  );
  subscribe(() => {
    const { event } = state.doc;
    const name = event ? nameOfEvent(event) : "none";
    setText(need("#event-name"), event?.origin === "generated" ? "Generated sample" : name);
    update(button, { "aria-label": `Test event: ${name}` });
    need("#no-event").hidden = Boolean(event);
  });
}

/** Make an event the test event, as one undoable step. */
export function useEvent(event, words = `Test event: ${nameOfEvent(event)}.`) {
  commit(`use ${nameOfEvent(event)}`, { event });
  toast(words, { undo });
}

/** After a change of the trigger: a generated sample is generated again, any other event stays. */
export async function followTrigger() {
  if (state.doc.event?.origin !== "generated") return;
  const asked = state.doc.trigger;
  try {
    const event = await generated();
    if (asked === state.doc.trigger && state.doc.event?.origin === "generated") amend({ event });
  } catch (error) {
    sayNow(reasonOf(error));
  }
}

/** Change the test event at some keys: {value}, or {} to leave nothing there. */
export function changeEvent(keys, wanted) {
  const { event } = state.doc;
  const change = { ...event, text: undefined, twinOf: undefined, origin: "edited", id: null };
  const words = Object.hasOwn(wanted, "value")
    ? `In the test event, ${formatPath(keys)} is now ${shortJson(wanted.value)}.`
    : `The test event has nothing at ${formatPath(keys)} any more.`;
  useEvent({ ...change, event: changedAt(event.event, keys, wanted) }, words);
}

function openEventMenu(button) {
  import("mapper/json-dialog.js").catch(() => null); // likely to be asked for next
  const saved = state.boot.test_events.slice(0, SAVED_IN_MENU).map((one, at) => ({
    label: one.name,
    heading: at === 0 ? `Saved for ${state.boot.source.name}` : null,
    pick: () => withSaved((module) => module.loadSaved(one, useEvent)),
  }));
  const save = {
    label: "Save test event…",
    icon: icon("bookmark"),
    pick: () => withSaved((module) => module.openSaveDialog()),
  };
  openMenu({
    name: "Test event",
    opener: button,
    items: [
      { label: "Paste JSON…", icon: icon("clipboard"), pick: () => editJson({ isPaste: true }) },
      { label: "Edit JSON…", icon: icon("code-bracket"), pick: () => editJson({ isPaste: false }) },
      {
        label: "Load from source…",
        icon: icon("folder-open"),
        pick: () => withSaved((module) => module.openLoadDialog(useEvent)),
      },
      { label: "Generate sample", icon: icon("sparkles"), pick: () => generate() },
      {
        label: otherSampleWords(),
        icon: icon("sparkles"),
        pick: () => generate({ isOther: true }),
      },
      ...(state.boot.can_edit && state.doc.event ? [save] : []),
      ...(state.boot.can_edit && state.doc.event?.id ? savedItems() : []),
      ...saved,
    ],
  });
}

/** What can be done with the saved event in use. */
function savedItems() {
  return [
    {
      label: "Rename test event…",
      icon: icon("pencil"),
      pick: () => withSaved((module) => module.openSaveDialog({ isNew: false })),
    },
    {
      label: "Delete test event…",
      icon: icon("trash"),
      pick: () => withSaved((module) => module.openDeleteDialog()),
    },
  ];
}

/** The sample that the trigger does not ask for: to see that the mapping stays quiet. */
function otherSampleWords() {
  const { isEntering } = readTrigger(state.doc.trigger);
  return `Generate a sample of ${isEntering ? "an exit" : "an entry"}`;
}

function editJson({ isPaste }) {
  const use = (found) => useEvent({ name: "Pasted event", origin: "pasted", id: null, ...found });
  return withJson((module) => module.openJsonDialog({ isPaste, use }));
}

function withJson(act) {
  return withModule(() => import("mapper/json-dialog.js"), act);
}

function withSaved(act) {
  return withModule(() => import("mapper/saved-events.js"), act);
}

async function generate({ isOther = false } = {}) {
  try {
    useEvent(await generated(isOther));
  } catch (error) {
    toast(reasonOf(error));
  }
}

async function generated(isOther = false) {
  const { eventType, key, isEntering } = readTrigger(state.doc.trigger);
  const body = JSON.stringify({
    event_type: eventType ?? "track",
    audience_key: key || state.boot.sample_key,
    is_entering: isEntering !== isOther,
    destination: state.boot.destination.id,
    action: state.boot.action.slug,
  });
  const { event, name } = await send("POST", state.boot.urls.generate_event, { body });
  const told = { name, origin: "generated", id: null, event };
  return isOther ? { ...told, name: "Sample of the other moment", origin: "other" } : told;
}

function draggedOver(panel, event) {
  if (!event.dataTransfer.types.includes("Files")) return;
  event.preventDefault();
  panel.classList.add("is-target");
}

async function dropped(panel, event) {
  panel.classList.remove("is-target");
  const [file] = event.dataTransfer.files;
  if (!file) return;
  event.preventDefault();
  takeText(await file.text(), file.name);
}

/** Use a text when the server finds it good; else open it in the dialog with what is wrong. */
export async function takeText(text, name) {
  say("Checking the event.");
  const use = (found) => useEvent({ name, origin: "pasted", id: null, ...found });
  return withJson(async ({ checkEvent, openJsonDialog }) => {
    const { event, problem } = await checkEvent(text);
    if (event) use({ event, text });
    else openJsonDialog({ text, problem, use });
  });
}

function nameOfEvent({ name, origin }) {
  if (origin === "generated") return "generated sample";
  return origin === "edited" && !name.endsWith("(edited)") ? `${name} (edited)` : name;
}

/** A copy with another value at some keys; objects on the way are made where there are none. */
function changedAt(value, [key, ...rest], wanted) {
  if (key === undefined) return wanted.value;
  const isHolder = value !== null && typeof value === "object";
  const copy = Array.isArray(value) ? [...value] : new Map(Object.entries(isHolder ? value : {}));
  if (Array.isArray(copy)) copy[key] = changedAt(copy[key], rest, wanted);
  else if (rest.length || Object.hasOwn(wanted, "value"))
    copy.set(key, changedAt(copy.get(key), rest, wanted));
  else copy.delete(key);
  return Array.isArray(copy) ? copy : Object.fromEntries(copy);
}
