/**
 * The test event: what is in use, and the sample that follows the trigger. Its menu, and where
 * others come from, are loaded when they are asked for.
 */

import { need, setText, update } from "mapper/h.js";
import { reasonOf, send } from "mapper/http.js";
import { withModule } from "mapper/later.js";
import { sayNow, toast } from "mapper/say.js";
import { amend, commit, state, subscribe, undo } from "mapper/store.js";
import { readTrigger } from "mapper/trigger-tree.js";

/** Wire the left panel's head: the menu, and drop on the whole panel. */
export function startEvent() {
  const button = need("#event-menu");
  const panel = need("#event-panel");
  button.addEventListener("click", () =>
    withModule(
      () => import("mapper/event-menu.js"),
      (module) => module.openEventMenu(button),
    ),
  );
  panel.addEventListener("dragover", (event) => draggedOver(panel, event));
  panel.addEventListener("dragleave", () => panel.classList.remove("is-target"));
  panel.addEventListener("drop", (event) => dropped(panel, event));
  need("#no-event-generate").addEventListener("click", () =>
    withOrigins((origins) => origins.generate()),
  );
  need("#no-event-paste").addEventListener("click", () =>
    withOrigins((origins) => origins.editJson({ isPaste: true })),
  );
  need("#no-event-load").addEventListener("click", () =>
    withOrigins((origins) => origins.loadFromSource()),
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

/** A sample from the server: the one that the trigger asks for, or that of the other moment. */
export async function generated({ isOther = false } = {}) {
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

function withOrigins(act) {
  return withModule(() => import("mapper/event-origins.js"), act);
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
  const text = await file.text();
  return withOrigins((origins) => origins.takeText(text, file.name));
}

function nameOfEvent({ name, origin }) {
  if (origin === "generated") return "generated sample";
  return origin === "edited" && !name.endsWith("(edited)") ? `${name} (edited)` : name;
}
