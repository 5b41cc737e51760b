/** The destination side of a row: the field's name, or the text box for a key of the user's own. */

import { isPlainKey, keyText, readKey } from "mapper/destination-keys.js";
import { nameOf } from "mapper/document.js";
import { fill, h, icon, update } from "mapper/h.js";
import { withModule } from "mapper/later.js";
import { expectedType } from "mapper/search.js";
import { renameRow, rowOf, state, touch } from "mapper/store.js";

const HASHED = "The request has the hash of the value. A value that is a hash already stays as it is.";

/**
 * The element with a field's name.
 *
 * Returns {node, show(row), markWrong(isWrong), select()}; `select` puts the cursor into the key's
 * text box; `onenter` is called when Enter is pressed in it, `ontrouble(text)` with why its text is
 * no key, "" for none.
 */
export function makeName(row, { onremove, onenter, ontrouble }) {
  const node = h("div", { class: "row__field" });
  if (!isOwn(row)) {
    return { node, show: (now) => showField(node, now, onremove), markWrong() {}, select() {} };
  }
  const box = keyBox(row, { onenter, ontrouble });
  const remove = removeButton(row, onremove, icon("trash"));
  remove.classList.add("button--quiet", "button--icon");
  fill(node, box, state.boot.can_edit ? remove : null);
  return {
    node,
    show: (now) => {
      if (!isPending(box, now.key)) box.value = keyText(now.key);
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
  const about = [expectedType(row.field), categoryOf(row.field)].filter(Boolean);
  const isGone = isRemoved(row);
  const look = isGone ? "row__name row__name--gone" : "row__name";
  const remove = isGone && state.boot.can_edit ? removeButton(row, onremove, "Remove") : null;
  remove?.classList.add("button--small");
  fill(
    node,
    h("span", { class: look, title: row.field?.description || null }, nameOf(row)),
    row.field?.required === true ? h("span", { class: "badge row__required" }, "Required") : null,
    row.field?.read_only ? h("span", { class: "badge" }, "Locked") : null,
    hashBadge(row.field),
    remove,
    h("span", { class: "row__key" }, h("code", {}, row.key), about.map((word) => ` · ${word}`)),
  );
}

/** What a field is for, in words: "identifier", "hashed PII". */
function categoryOf(field) {
  return field?.category === "hashed_pii" ? "hashed PII" : field?.category;
}

/** That the tool gets a hash, of the value or of some of an object's. */
function hashBadge(field) {
  const isPart = !field?.hash && field?.properties?.some(({ hash }) => hash);
  if (!field?.hash && !isPart) return null;
  return h("span", { class: "badge", title: HASHED }, isPart ? "Partly sent as SHA-256" : "Sent as SHA-256");
}

/** True while a text is written that becomes a key, or a path, when the box is left. */
function isPending(box, key) {
  const isWritten = document.activeElement === box || readKey(box.value).trouble;
  return (key === "" && isWritten) || readKey(box.value).key === key;
}

function keyBox(row, { onenter, ontrouble }) {
  const box = h("input", {
    type: "text",
    class: "input row__keybox",
    "aria-label": "Destination key",
    placeholder: "Destination key",
    spellcheck: "false",
    autocomplete: "off",
  });
  box.readOnly = !state.boot.can_edit;
  box.addEventListener("input", () => {
    ontrouble("");
    renameRow(row.id, isPlainKey(box.value) ? box.value : ""); // a path is read when it is whole
  });
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || box.value === "") return;
    event.preventDefault();
    if (settle(row.id, box.value, ontrouble)) onenter();
  });
  box.addEventListener("blur", () => {
    settle(row.id, box.value, ontrouble);
    touch(row.id);
  });
  return box;
}

/** Take what was written as the key, or to where it leads; true when it is a key of this field. */
function settle(id, text, ontrouble) {
  const { key, keys, trouble } = readKey(text);
  if (trouble) ontrouble(trouble);
  else if (keys) nestRow(id, keys, ontrouble);
  else if (rowOf(id) && rowOf(id).key !== key) renameRow(id, key);
  return key !== undefined;
}

function nestRow(id, keys, ontrouble) {
  return withModule(
    () => import("mapper/nesting.js"),
    (module) => rowOf(id)?.key === "" && ontrouble(module.nest(id, keys)),
  );
}

function removeButton(row, onremove, words) {
  const label = `Remove ${nameOf(row)}`;
  return h(
    "button",
    { type: "button", class: "button", "aria-label": label, onclick: onremove },
    words,
  );
}
