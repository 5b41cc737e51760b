/** The destination side of a row: the field's name, or the text box for a key of the user's own. */

import { nameOf } from "mapper/document.js";
import { fill, h, icon, update } from "mapper/h.js";
import { expectedType } from "mapper/search.js";
import { renameRow, state, touch } from "mapper/store.js";

/**
 * The element with a field's name.
 *
 * Returns {node, show(row), markWrong(isWrong), select()}; `select` puts the cursor into the key's
 * text box; `onenter` is called when Enter is pressed in it.
 */
export function makeName(row, { onremove, onenter }) {
  const node = h("div", { class: "row__field" });
  if (!isOwn(row)) {
    return { node, show: (now) => showField(node, now, onremove), markWrong() {}, select() {} };
  }
  const box = keyBox(row, onenter);
  const remove = removeButton(row, onremove, icon("trash"));
  remove.classList.add("button--quiet", "button--icon");
  fill(node, box, state.boot.can_edit ? remove : null);
  return {
    node,
    show: (now) => {
      if (box.value !== now.key) box.value = now.key;
      update(remove, { "aria-label": `Remove ${nameOf(now)}` });
    },
    markWrong: (isWrong) => update(box, { "aria-invalid": isWrong ? "true" : null }),
    select: () => (box.focus(), box.select()),
  };
}

/** True for a stored field that the destination does not have any more. */
export function isRemoved(row) {
  return !row.field && !state.boot.action.allows_extra_fields;
}

function isOwn(row) {
  return !row.field && !isRemoved(row);
}

function showField(node, row, onremove) {
  const type = expectedType(row.field);
  const isGone = isRemoved(row);
  const look = isGone ? "row__name row__name--gone" : "row__name";
  const remove = isGone && state.boot.can_edit ? removeButton(row, onremove, "Remove") : null;
  remove?.classList.add("button--small");
  fill(
    node,
    h("span", { class: look, title: row.field?.description || null }, nameOf(row)),
    row.field?.required === true ? h("span", { class: "badge row__required" }, "Required") : null,
    row.field?.read_only ? h("span", { class: "badge" }, "Locked") : null,
    remove,
    h("span", { class: "row__key" }, h("code", {}, row.key), type ? ` · ${type}` : ""),
  );
}

function keyBox(row, onenter) {
  const box = h("input", {
    type: "text",
    class: "input row__keybox",
    "aria-label": "Destination key",
    placeholder: "Destination key",
    spellcheck: "false",
    autocomplete: "off",
  });
  box.readOnly = !state.boot.can_edit;
  box.addEventListener("input", () => renameRow(row.id, box.value));
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || box.value === "") return;
    event.preventDefault();
    onenter();
  });
  box.addEventListener("blur", () => touch(row.id));
  return box;
}

function removeButton(row, onremove, words) {
  const label = `Remove ${nameOf(row)}`;
  return h(
    "button",
    { type: "button", class: "button", "aria-label": label, onclick: onremove },
    words,
  );
}
