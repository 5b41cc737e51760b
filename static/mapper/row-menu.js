/** The menu of a row: clear it, copy or paste a path, explain it, back to its default. */

import { copiedText, copyPath } from "mapper/clipboard.js";
import { closeLists } from "mapper/combo.js";
import { defaultOf } from "mapper/defaults.js";
import { nameOf } from "mapper/document.js";
import { h, icon, update } from "mapper/h.js";
import { menuOpener, openMenu } from "mapper/menu.js";
import { formatPath, typedPath } from "mapper/paths.js";
import { pickInto } from "mapper/pick.js";
import { say, toast } from "mapper/say.js";
import { setValue, undo } from "mapper/store.js";
import { isSame, keysOf, pathValue } from "mapper/values.js";

const NO_PATH = "There is no path to paste: copy one in the event fields or from another field.";

/**
 * The button of a row's element. Shift+F10 and the menu key open the menu in the row's slot, too.
 *
 * Returns {node, show(row)}.
 */
export function makeRowMenu(element) {
  const look = { type: "button", class: "row__more", "aria-haspopup": "menu" };
  const open = () => openRowMenu(element, node);
  const node = h("button", { ...look, "aria-expanded": "false", onclick: open }, icon("ellipsis"));
  element.box.addEventListener("keydown", (event) => {
    const isMenuKey = event.key === "ContextMenu" || (event.key === "F10" && event.shiftKey);
    if (!isMenuKey) return;
    event.preventDefault();
    event.stopPropagation();
    open();
  });
  // Some systems ask for their own menu only after the key was released.
  addEventListener("contextmenu", (event) => menuOpener() === node && event.preventDefault());
  const show = (row) => update(node, { "aria-label": `More for ${nameOf(row)}`, title: "More" });
  return { node, show };
}

function openRowMenu(element, opener) {
  closeLists();
  const { row } = element;
  const keys = keysOf(row.value ?? null);
  const items = [
    ...(element.canEdit ? editing(element) : []),
    ...(keys?.length ? [{ label: "Copy path", pick: () => copyOf(row, keys) }] : []),
    { label: "Explain…", pick: () => explainRow(row, opener) },
  ];
  openMenu({ name: opener.getAttribute("aria-label"), opener, items: inOrder(items) });
}

const ORDER = ["Clear", "Copy path", "Paste path", "Explain…", "Reset to default"];

function inOrder(items) {
  return items.toSorted((one, other) => ORDER.indexOf(one.label) - ORDER.indexOf(other.label));
}

function editing({ row, box }) {
  const usual = defaultOf(row);
  const isUsual = usual === undefined || isSame(usual, row.value);
  return [
    ...(row.value === undefined ? [] : [{ label: "Clear", pick: () => box.clearValue() }]),
    { label: "Paste path", pick: () => pasteInto(row) },
    ...(isUsual ? [] : [{ label: "Reset to default", pick: () => resetTo(row, usual) }]),
  ];
}

function copyOf(row, keys) {
  const path = formatPath(keys);
  copyPath(path);
  say(`Copied ${path}.`);
}

async function pasteInto(row) {
  const text = await copiedText();
  const keys = typedPath(text);
  if (keys) pickInto(row.id, pathValue(keys));
  else toast(text ? `The clipboard has no path: “${shortened(text)}”.` : NO_PATH);
}

async function explainRow(row, opener) {
  const { explain } = await import("mapper/trace.js");
  explain(row.id, opener);
}

function resetTo(row, value) {
  setValue(row.id, value, { label: `reset ${nameOf(row)}` });
  toast(`${nameOf(row)} has its default again.`, { undo });
  say(`${nameOf(row)} has its default again.`);
}

function shortened(text) {
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}
