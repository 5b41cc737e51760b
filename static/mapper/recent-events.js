/** What the mapping's source sent lately, to try the mapping with. */

import { fill, h, need } from "mapper/h.js";
import { send } from "mapper/http.js";
import { state } from "mapper/store.js";

/** List the newest events in the dialog; `use(event)` gets the chosen one. */
export async function showRecent(use) {
  const place = need("#recent");
  if (!state.boot.can_view_events) return;
  try {
    const { events } = await send("GET", state.boot.urls.recent_events);
    place.hidden = events.length === 0;
    fill(
      need("#recent-list"),
      events.map((one) => h("li", {}, eventButton(one, use))),
    );
  } catch {
    place.hidden = true; // what is saved is there all the same
  }
}

function eventButton(one, use) {
  const name = one.name || one.type;
  return h(
    "button",
    {
      type: "button",
      class: "load__item",
      onclick: () => use({ name, origin: "pasted", id: null, event: one.event }),
    },
    h("span", {}, name),
    h("span", { class: "load__matches" }, `${one.type}, ${clockTime(one.received_at)}`),
  );
}

function clockTime(text) {
  return new Date(text).toLocaleString([], { dateStyle: "medium", timeStyle: "medium" });
}
