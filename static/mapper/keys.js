/** Keys that work everywhere on the page, walking the panels with F6, and the list of shortcuts. */

import { closeLists } from "mapper/combo.js";
import { need } from "mapper/h.js";
import { withModule } from "mapper/later.js";
import { redoStep, save, undoStep } from "mapper/save.js";

const SETTING = "mapper.single-keys";

/** Listen for the shortcuts, and wire the dialog that lists them. */
export function startKeys() {
  const dialog = need("#keys-dialog");
  const isOn = need("#single-keys");
  isOn.checked = localStorage.getItem(SETTING) !== "off";
  isOn.addEventListener("change", () => localStorage.setItem(SETTING, isOn.checked ? "on" : "off"));
  need("#keys-close").addEventListener("click", () => dialog.close());
  for (const button of document.querySelectorAll("[data-opens-keys]"))
    button.addEventListener("click", openKeys);
  addEventListener("keydown", (event) => pressed(event, isOn.checked));
}

function pressed(event, areSingleKeysOn) {
  const isCommand = (event.ctrlKey || event.metaKey) && !event.altKey;
  const key = event.key.toLowerCase();
  if (document.querySelector("dialog[open]")) return;
  if (isCommand && key === "s") return act(event, save);
  if (isCommand && key === "z" && !hasText(event.target))
    return act(event, event.shiftKey ? redoStep : undoStep);
  if (isCommand && key === "y" && !hasText(event.target)) return act(event, redoStep);
  if (event.key === "F6") return act(event, () => walkPanels(event.shiftKey ? -1 : 1));
  if (!areSingleKeysOn || isCommand || event.altKey || isTextBox(event.target)) return;
  if (event.key === "/") act(event, () => need("#event-filter").focus());
  if (event.key === "?") act(event, openKeys);
}

/** The list is long and rarely read: its elements are made when it is first opened. */
function openKeys() {
  const list = document.querySelector("#keys-list");
  list?.replaceWith(list.content);
  need("#keys-dialog").showModal();
}

function act(event, then) {
  event.preventDefault();
  closeLists();
  document.querySelector("[data-open-menu]")?.hidePopover(); // it is about the page as it was
  then();
}

function walkPanels(by) {
  return withModule(
    () => import("mapper/walk-panels.js"),
    (module) => module.walkPanels(by),
  );
}

function isTextBox(node) {
  return node.matches("input:not([type=checkbox]), textarea, select, [contenteditable=true]");
}

function hasText(node) {
  return isTextBox(node) && node.value !== "" && !node.readOnly;
}
