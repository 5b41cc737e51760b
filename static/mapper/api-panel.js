/** The API panel: the stored mapping as JSON, and the line that fetches it. */

import { need, setText } from "mapper/h.js";
import { say, toast } from "mapper/say.js";
import { isDirty, state, subscribe } from "mapper/store.js";

/**
 * Open and close the panel without leaving the page, copy from it, and keep it at the stored
 * state.
 */
export function startApiPanel() {
  const dialog = need("#api-dialog");
  const isAsked = dialog.open;
  dialog.close();
  need("#open-api").addEventListener("click", (event) => (event.preventDefault(), open(dialog)));
  need("#close-api").addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => history.replaceState(null, "", location.pathname));
  for (const button of dialog.querySelectorAll("[data-copies]"))
    button.addEventListener("click", () => copy(button));
  let shown = state.saved;
  subscribe(() => {
    need("#api-unsaved").hidden = !isDirty();
    if (shown === state.saved) return;
    shown = state.saved;
    setText(need("#api-json"), JSON.stringify(shown, null, 2));
  });
  if (isAsked) open(dialog);
}

function open(dialog) {
  dialog.showModal();
  history.replaceState(null, "", "?panel=api");
}

async function copy(button) {
  const text = need(button.dataset.copies).textContent;
  try {
    await navigator.clipboard.writeText(text);
    say("Copied.");
    setText(button, "Copied");
    setTimeout(() => setText(button, "Copy"), 2000);
  } catch {
    getSelection().selectAllChildren(need(button.dataset.copies));
    toast("Select Copy in your browser's menu: the text is selected.");
  }
}
