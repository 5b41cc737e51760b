/** Saved test events of the mapping's source: load one, save the one in use. */

import { fill, h, need } from "mapper/h.js";
import { reasonOf, send } from "mapper/http.js";
import { eventText } from "mapper/preview.js";
import { toast } from "mapper/say.js";
import { amend, state } from "mapper/store.js";

let useLoaded = () => {};

/** Wire the two dialogs that the template brings. */
export function startSavedEvents() {
  need("#load-cancel").addEventListener("click", () => need("#load-dialog").close());
  need("#load-filter").addEventListener("input", () => filterList());
  need("#save-event-cancel").addEventListener("click", () => need("#save-event-dialog").close());
  need("#save-event-form").addEventListener("submit", (event) => (event.preventDefault(), save()));
}

/** Let the user choose among the saved events; `use(event)` gets the chosen one. */
export function openLoadDialog(use) {
  useLoaded = use;
  need("#load-filter").value = "";
  showEvents(state.boot.test_events);
  need("#load-dialog").showModal();
}

/** Fetch a saved event and hand it on. */
export async function loadSaved({ id, name }, use) {
  try {
    const { event } = await send("GET", eventUrl(id));
    need("#load-dialog").close();
    use({ name, origin: "saved", id, event });
  } catch (error) {
    toast(reasonOf(error));
  }
}

/** Ask for a name and keep the event in use for this source. */
export function openSaveDialog() {
  const box = need("#save-event-name");
  box.value = state.doc.event.origin === "saved" ? state.doc.event.name : suggestedName();
  fill(need("#save-event-problem"));
  need("#save-event-dialog").showModal();
  box.select();
}

function showEvents(events) {
  const list = need("#load-list");
  need("#load-filter").parentElement.hidden = events.length < 9;
  if (events.length)
    fill(
      list,
      events.map((one) => h("li", {}, loadButton(one))),
    );
  else
    fill(
      list,
      h("li", { class: "muted" }, `No test events are saved for ${state.boot.source.name} yet.`),
    );
}

function loadButton(one) {
  return h(
    "button",
    { type: "button", class: "load__item", onclick: () => loadSaved(one, useLoaded) },
    one.name,
  );
}

function filterList() {
  const wanted = need("#load-filter").value.trim().toLowerCase();
  for (const item of need("#load-list").children)
    item.hidden = !item.textContent.toLowerCase().includes(wanted);
}

async function save() {
  const name = need("#save-event-name").value.trim();
  const source = JSON.stringify(state.boot.source.id);
  const event = eventText(state.doc.event);
  const body = `{"source":${source},"name":${JSON.stringify(name)},"event":${event}}`;
  try {
    const saved = await send("POST", testEventsUrl(), { body });
    state.boot.test_events = [...state.boot.test_events, { id: saved.id, name: saved.name }];
    need("#save-event-dialog").close();
    amend({ event: { ...state.doc.event, name: saved.name, origin: "saved", id: saved.id } });
    toast(`Test event saved as ${saved.name}.`);
  } catch (error) {
    fill(
      need("#save-event-problem"),
      h("p", { class: "field__error" }, error.problems?.[0]?.message ?? reasonOf(error)),
    );
  }
}

function suggestedName() {
  const { event, type } = state.doc.event.event;
  return typeof event === "string" ? event : `${type ?? "Test"} event`;
}

function testEventsUrl() {
  return state.boot.urls.test_events.split("?")[0];
}

function eventUrl(id) {
  return `${testEventsUrl()}${id}/`;
}
