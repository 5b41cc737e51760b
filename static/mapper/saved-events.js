/** Saved test events of the mapping's source: load one, save, rename or delete the one in use. */

import { fill, h, need, setText } from "mapper/h.js";
import { reasonOf, send } from "mapper/http.js";
import { eventText } from "mapper/preview.js";
import { showRecent } from "mapper/recent-events.js";
import { toast } from "mapper/say.js";
import { amend, state } from "mapper/store.js";

let useLoaded = () => {};
let isNamingNew = true;

need("#load-cancel").addEventListener("click", () => need("#load-dialog").close());
need("#load-filter").addEventListener("input", () => filterList());
need("#save-event-cancel").addEventListener("click", () => need("#save-event-dialog").close());
need("#save-event-form").addEventListener("submit", (event) => (event.preventDefault(), save()));
need("#delete-event-cancel").addEventListener("click", () => need("#delete-event-dialog").close());
need("#delete-event-form").addEventListener("submit", (event) => (event.preventDefault(), drop()));

/** Let the user choose among the saved events; `use(event)` gets the chosen one. */
export function openLoadDialog(use) {
  useLoaded = use;
  need("#load-filter").value = "";
  showEvents(state.boot.test_events);
  need("#load-dialog").showModal();
  showMatches();
  showRecent((found) => {
    need("#load-dialog").close();
    use(found);
  });
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

/** Ask for a name: for the event in use, or another one for the saved event in use. */
export function openSaveDialog({ isNew = true } = {}) {
  isNamingNew = isNew;
  const words = isNew ? "Save test event" : "Rename test event";
  setText(need("#save-event-heading"), words);
  setText(need("#save-event-submit"), isNew ? "Save test event" : "Rename");
  const box = need("#save-event-name");
  box.value = state.doc.event.origin === "saved" ? state.doc.event.name : suggestedName();
  fill(need("#save-event-problem"));
  need("#save-event-dialog").showModal();
  box.select();
}

/** Ask before the saved event in use is deleted; it stays on the page. */
export function openDeleteDialog() {
  const { name } = state.doc.event;
  setText(need("#delete-event-text"), `“${name}” is deleted for everybody. No mapping changes.`);
  need("#delete-event-dialog").showModal();
}

/** Below each event, which of the destination's mappings it matches. */
async function showMatches() {
  try {
    const told = await send("GET", state.boot.urls.event_matches);
    for (const { id, matches } of told) {
      const place = need("#load-list").querySelector(`[data-event="${id}"] .load__matches`);
      if (place) setText(place, matchWords(matches));
    }
  } catch {
    // the names alone are enough to choose by
  }
}

function matchWords(matches) {
  if (!matches.length) return `Matches no mapping of ${state.boot.destination.name}`;
  return `Matches ${matches.map(({ name }) => name).join(", ")}`;
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
    {
      type: "button",
      class: "load__item",
      "data-event": one.id,
      "aria-label": one.name,
      "aria-describedby": `matches-${one.id}`,
      onclick: () => loadSaved(one, useLoaded),
    },
    h("span", {}, one.name),
    h("span", { class: "load__matches", id: `matches-${one.id}` }),
  );
}

function filterList() {
  const wanted = need("#load-filter").value.trim().toLowerCase();
  for (const item of need("#load-list").children)
    item.hidden = !item.textContent.toLowerCase().includes(wanted);
}

async function save() {
  const name = need("#save-event-name").value.trim();
  if (!isNamingNew) return rename(name);
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
    showProblem(error);
  }
}

async function rename(name) {
  const { id } = state.doc.event;
  try {
    const saved = await send("PATCH", eventUrl(id), { body: JSON.stringify({ name }) });
    const known = { id, name: saved.name };
    state.boot.test_events = state.boot.test_events.map((one) => (one.id === id ? known : one));
    need("#save-event-dialog").close();
    amend({ event: { ...state.doc.event, name: saved.name } });
    toast(`Test event renamed to ${saved.name}.`);
  } catch (error) {
    showProblem(error);
  }
}

async function drop() {
  const { id, name } = state.doc.event;
  need("#delete-event-dialog").close();
  try {
    await send("DELETE", eventUrl(id));
    state.boot.test_events = state.boot.test_events.filter((one) => one.id !== id);
    amend({ event: { ...state.doc.event, origin: "pasted", id: null } });
    toast(`Deleted ${name}. It is still on this page.`);
  } catch (error) {
    toast(reasonOf(error));
  }
}

function showProblem(error) {
  fill(
    need("#save-event-problem"),
    h("p", { class: "field__error" }, error.problems?.[0]?.message ?? reasonOf(error)),
  );
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
