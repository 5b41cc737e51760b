/** The keys of the event tree, as in the ARIA Authoring Practices' tree view. */

import { copyPath } from "mapper/clipboard.js";
import { closeSheet } from "mapper/panels.js";
import { isGroup } from "mapper/paths.js";
import { slotNode } from "mapper/slots.js";
import { state } from "mapper/store.js";

const TYPE_AHEAD_MS = 600;

let typed = "";
let typedAt = 0;

/** Handle a key pressed on a tree row. */
export function treeKey(tree, event) {
  const item = event.target.closest("[role=treeitem]");
  if (!item || event.altKey) return;
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "c")
    return copyPathOf(item, event);
  if (event.ctrlKey || event.metaKey) return;
  const act = ACTIONS[event.key] ?? (isLetter(event.key) ? typeAhead : null);
  if (!act) return;
  if (act(tree, item, event.key) !== false) {
    event.preventDefault();
    event.stopPropagation();
  }
}

const ACTIONS = {
  ArrowDown: (tree, item) => step(tree, item, 1),
  ArrowUp: (tree, item) => step(tree, item, -1),
  Home: (tree) => tree.items()[0]?.focus(),
  End: (tree) => tree.items().at(-1)?.focus(),
  ArrowRight: goIn,
  ArrowLeft: goOut,
  Enter: (tree, item) => tree.activate(item),
  " ": (tree, item) =>
    item.row.more === undefined ? tree.pickWhole(item) : tree.activate(item),
  "*": openLevel,
  Escape: backToSlot,
};

function step(tree, item, by) {
  const items = tree.items();
  items[items.indexOf(item) + by]?.focus();
}

function goIn(tree, item) {
  const { row } = item;
  if (row.more !== undefined || !isGroup(row)) return;
  if (row.isOpen) step(tree, item, 1);
  else tree.toggle(row, true);
}

function goOut(tree, item) {
  const { row } = item;
  if (row.isOpen) return tree.toggle(row, false);
  const items = tree.items();
  const before = items.slice(0, items.indexOf(item)).reverse();
  before.find((other) => other.row.depth < row.depth)?.focus();
}

function openLevel(tree, item) {
  const parent = JSON.stringify(item.row.keys?.slice(0, -1));
  for (const { row } of tree.items()) {
    const isSibling = row.keys && JSON.stringify(row.keys.slice(0, -1)) === parent;
    if (isSibling && isGroup(row) && !row.isOpen) tree.toggle(row, true);
  }
}

function backToSlot() {
  if (!state.armed) return false;
  closeSheet();
  const boxes = [...(slotNode(state.armed)?.querySelectorAll("input, textarea") ?? [])];
  boxes.find((box) => box.checkVisibility())?.focus();
}

function copyPathOf(item, event) {
  if (!item.row.path || String(getSelection()) !== "") return;
  event.preventDefault();
  copyPath(item.row.path);
}

function isLetter(key) {
  return key.length === 1 && key !== "/" && key !== "?";
}

function typeAhead(tree, item, letter) {
  const now = performance.now();
  typed = now - typedAt < TYPE_AHEAD_MS ? typed + letter.toLowerCase() : letter.toLowerCase();
  typedAt = now;
  const items = tree.items();
  const at = items.indexOf(item);
  const inTurn = [...items.slice(at + (typed.length === 1 ? 1 : 0)), ...items.slice(0, at + 1)];
  inTurn.find((other) => other.row.key?.toLowerCase().startsWith(typed))?.focus();
}
