/** The disclosure "More fields (3)" under the list: the fields that most mappings leave empty. */

import { h, icon, keep, setText, update } from "mapper/h.js";
import { emit } from "mapper/store.js";

/**
 * Put it behind the list of the other fields; `makeRow(row)` makes the element of a field.
 *
 * While it is open its fields stay in it, also once they have a value; they move up when it is
 * closed. Returns {holds(id), show(rows)}.
 */
export function makeMore(list, makeRow) {
  let isOpen = false;
  let held = [];
  const name = { role: "group", "aria-label": "More fields" };
  const rows = h("div", { class: "rows__list", id: "more-fields", ...name });
  const look = { type: "button", class: "button button--quiet rows__add" };
  const [arrow, words] = [h("span", { class: "rows__arrow" }), h("span")];
  const button = h("button", { ...look, "aria-controls": rows.id, onclick: turn }, arrow, words);
  list.after(button, rows);

  function turn() {
    isOpen = !isOpen;
    held = [];
    emit();
  }

  function show(now) {
    setText(words, `More fields (${now.length})`);
    arrow.replaceChildren(icon(isOpen ? "chevron-down" : "chevron-right"));
    held = now.map((row) => row.id);
    button.hidden = now.length === 0;
    rows.hidden = button.hidden || !isOpen;
    update(button, { "aria-expanded": String(isOpen) });
    keep(
      rows,
      isOpen ? now : [],
      (row) => row.id,
      makeRow,
      (node, row) => node.show(row),
    );
  }

  return { holds: (id) => isOpen && held.includes(id), show };
}
