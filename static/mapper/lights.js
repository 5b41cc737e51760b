/**
 * Shows what belongs together: a row and its event fields, an event field and its rows, a row and
 * its payload key.
 */

import { need } from "mapper/h.js";
import { rowOf, state, subscribe } from "mapper/store.js";
import { pathsIn } from "mapper/values.js";

const LIT = "is-lit";

let followed = null;

subscribe(() => followed?.isConnected && follow(followed, false));

/** The pointer or the focus is on an element now. */
export function follow(node, isFocus) {
  followed = node;
  const row = node.closest("field-row");
  const field = node.closest("[role=treeitem]");
  const rowIds = field?.row?.path ? usersOf(field.row.path) : [];
  const paths = row ? pathsOf(row.rowId) : [];
  const keys = row ? [rowOf(row.rowId)?.key] : [];
  light("event-tree [data-path]", (item) => paths.includes(item.dataset.path));
  light("field-row", (item) => rowIds.includes(item.rowId));
  light("#preview-body [data-key]", (line) => keys.includes(line.dataset.key));
  if (row && isFocus && paths.length) need("event-tree").reveal(paths[0]);
}

function light(selector, isLit) {
  for (const node of document.querySelectorAll(selector)) node.classList.toggle(LIT, isLit(node));
}

function pathsOf(id) {
  const value = rowOf(id)?.value;
  return value === undefined ? [] : pathsIn(value);
}

function usersOf(path) {
  return state.doc.rows
    .filter((row) => row.value !== undefined && pathsIn(row.value).includes(path))
    .map((row) => row.id);
}
