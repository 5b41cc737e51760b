/**
 * What the connection of the trigger's audience adds to its events: marks in the tree, and below it
 * the traits that it could send and does not yet.
 */

import { followTrigger } from "mapper/event.js";
import { fill, h, icon, need } from "mapper/h.js";
import { reasonOf, send } from "mapper/http.js";
import { counted, formatPath } from "mapper/paths.js";
import { sayNow, toast } from "mapper/say.js";
import { emit, state, subscribe } from "mapper/store.js";
import { readTrigger } from "mapper/trigger-tree.js";

const HOLDERS = { identify: "traits", track: "properties" };

let shown = null;
let isOpen = false;

export function startEnrichment() {
  subscribe(render);
  render();
}

/** Drawn again when the audience, the event type or the connection is another one. */
function render() {
  const { eventType, key } = readTrigger(state.doc.trigger);
  const connection = state.boot.connections[key] ?? null;
  const asked = connection && `${key} ${eventType} ${connection.version}`;
  if (asked === shown) return;
  shown = asked;
  need("event-tree").mark(connection ? marksOf(connection, HOLDERS[eventType]) : new Map());
  const place = need("#enrichment");
  place.hidden = !connection;
  fill(place, connection ? partsOf(connection, eventType) : null);
}

/** Shape: Map {"properties.plan" => "Enriched: the trait plan, added for Acme CRM"} */
function marksOf({ traits }, holder) {
  const { name } = state.boot.destination;
  if (!holder) return new Map();
  return new Map(
    traits.map((row) => [
      formatPath([holder, row.name]),
      `Enriched: the trait ${row.trait}, added for ${name}`,
    ]),
  );
}

function partsOf(connection, eventType) {
  const added = connection.traits.length;
  const what = added ? `adds ${counted(added, "trait")}` : "adds no traits";
  const isSent = !eventType || connection.event_types.includes(eventType);
  return [
    h(
      "p",
      { class: "panel__note" },
      `The audience ${connection.audience} ${what} to what it sends here. `,
      isSent ? "" : `It sends no ${eventType === "track" ? "Track" : "Identify"} events. `,
      connection.page ? h("a", { href: connection.page }, "Its connection") : "",
    ),
    connection.offered.length ? offers(connection) : null,
  ];
}

/** "Traits not sent yet (3)": plan · SQL [Add]. */
function offers(connection) {
  const more = connection.offered_more;
  const list = h(
    "ul",
    { class: "enrichment__list" },
    connection.offered.map((row) => offer(connection, row)),
    more ? h("li", { class: "muted" }, `${more} more on the connection's page.`) : null,
  );
  const count = connection.offered.length + more;
  const box = h(
    "details",
    { class: "enrichment", open: isOpen },
    h("summary", {}, `Traits not sent yet (${count})`),
    list,
  );
  box.addEventListener("toggle", () => (isOpen = box.open));
  return box;
}

function offer(connection, { name, origin }) {
  const words = h("span", { class: "enrichment__name" }, h("code", {}, name), ` ${origin}`);
  if (!state.boot.can_edit) return h("li", {}, words);
  const button = h(
    "button",
    { type: "button", class: "button button--small", "aria-label": `Add ${name}` },
    icon("plus"),
    "Add",
  );
  button.addEventListener("click", () => add(connection, name, button));
  return h("li", {}, words, button);
}

/** Have the connection send the trait from now on, and show it in a generated sample at once. */
async function add(connection, name, button) {
  button.disabled = true;
  const { key } = readTrigger(state.doc.trigger);
  const traits = [...connection.traits, { trait: name, name }];
  try {
    const row = await send("PATCH", connection.url, {
      body: JSON.stringify({ is_customized: true, traits }),
      headers: { "If-Match": `"${connection.version}"` },
    });
    state.boot.connections[key] = {
      ...connection,
      version: row.version,
      traits: row.traits,
      offered: connection.offered.filter((one) => one.name !== name),
    };
    await followTrigger();
    emit();
    document.querySelector("#enrichment summary")?.focus();
    toast(`${name} is sent from now on. Members who are in already need a resync.`);
  } catch (error) {
    button.disabled = false;
    const isStale = error.status === 412;
    const stale = "Somebody changed this connection. Load the page again to see it.";
    sayNow(isStale ? stale : reasonOf(error));
    toast(isStale ? stale : reasonOf(error));
  }
}
