/** What can be done with a row from its menu; each change is one undoable step. */

import { copiedText, copyPath } from "mapper/clipboard.js";
import { defaultOf } from "mapper/defaults.js";
import { nameOf, WHOLE_ROW } from "mapper/document.js";
import { openMenu } from "mapper/menu.js";
import { formatPath, typedPath } from "mapper/paths.js";
import { pickInto } from "mapper/pick.js";
import { say, toast } from "mapper/say.js";
import { setValue, undo } from "mapper/store.js";
import { isSame, keysOf, pathValue } from "mapper/values.js";

const NO_PATH = "There is no path to paste: copy one in the event fields or from another field.";
const LONGEST = 40;

/** Open the menu of a row's element at the button that opens it. */
export function openActions(element, opener) {
  openMenu({ name: opener.getAttribute("aria-label"), opener, items: actionsOf(element, opener) });
}

/**
 * The entries that make sense for a row's element. `opener` gets the focus when the explanation is
 * closed again.
 *
 * Shape: [{label: "Clear", pick}, {label: "Explain…", pick}]
 */
function actionsOf(element, opener) {
  const { row, canEdit, box } = element;
  const keys = keysOf(row.value ?? null);
  const usual = canEdit ? defaultOf(row) : undefined;
  const canReset = usual !== undefined && !isSame(usual, row.value);
  return [
    canEdit && row.value !== undefined && { label: "Clear", pick: () => box.clearValue() },
    keys?.length && { label: "Copy path", pick: () => copyOf(keys) },
    canEdit && { label: "Paste path", pick: () => pasteInto(row) },
    { label: "Explain…", pick: () => explainRow(row, opener) },
    canReset && { label: "Reset to default", pick: () => resetTo(row, usual) },
  ].filter(Boolean);
}

function copyOf(keys) {
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
  explain(row.id === WHOLE_ROW ? null : row.id, opener);
}

function resetTo(row, value) {
  setValue(row.id, value, { label: `reset ${nameOf(row)}` });
  toast(`${nameOf(row)} has its default again.`, { undo });
}

function shortened(text) {
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
}
