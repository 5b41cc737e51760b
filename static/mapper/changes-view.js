/** What a save would change, in the preview's last tab. */

import { changesSince } from "mapper/changes.js";
import { h } from "mapper/h.js";
import { note } from "mapper/payload-view.js";
import { state } from "mapper/store.js";

/** Each change with what was there before and what is there now. */
export function view() {
  const changes = changesSince(state.saved, state.doc);
  if (!changes.length) return note("Nothing has changed since the last save.");
  return h(
    "ul",
    { class: "changes" },
    changes.map(({ name, before, after }) =>
      h(
        "li",
        { class: "changes__item" },
        h("span", { class: "changes__name" }, name),
        before === null ? null : h("del", { class: "changes__before" }, before),
        after === null ? null : h("ins", { class: "changes__after" }, after),
        after === null ? h("span", { class: "muted" }, "cleared") : null,
      ),
    ),
  );
}
