/**
 * Paste anywhere on the page: JSON becomes the test event, a mapping's JSON is offered for import,
 * a path becomes the armed slot's value, FQL the trigger. Text boxes keep what is pasted into them.
 */

import { withModule } from "mapper/later.js";
import { lookup, typedPath } from "mapper/paths.js";
import { pickInto } from "mapper/pick.js";
import { toast } from "mapper/say.js";
import { state } from "mapper/store.js";
import { pathValue } from "mapper/values.js";

const TEXT_BOXES = "input, textarea, select, [contenteditable]";
const ROOTS = ["context", "properties", "traits"];

/** Listen for pastes that no text box takes. */
export function startPaste() {
  document.addEventListener("paste", (event) => {
    const text = event.clipboardData.getData("text/plain").trim();
    if (event.defaultPrevented || text === "" || document.querySelector("dialog[open]")) return;
    const box = event.target.closest?.(TEXT_BOXES);
    const isEmptySlot = box?.matches(".slot__input") && box.value === "";
    const act = box ? isEmptySlot && ofPath(text) : (ofPath(text) ?? otherTexts(text));
    if (!act) return;
    event.preventDefault();
    act();
  });
}

/** What no text box takes and is no path is read by what is loaded for it. */
function otherTexts(text) {
  return () =>
    withModule(
      () => import("mapper/pasted.js"),
      (module) => module.takeOther(text),
    );
}

/** What to do with a text that is surely a path; null for any other. */
function ofPath(text) {
  const keys = typedPath(text);
  if (!keys || !state.boot.can_edit) return null;
  const isMarked = /^(\$\.|\$\[|\{\{)/.test(text);
  const isRooted = keys.length > 1 && ROOTS.includes(keys[0]);
  if (!isMarked && !isRooted && !lookup(state.doc.event?.event ?? {}, keys).found) return null;
  return () => {
    if (state.armed) pickInto(state.armed, pathValue(keys));
    else toast("Choose a destination field first, then paste the path.");
  };
}
