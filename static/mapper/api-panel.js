/** The API panel: the stored mapping as JSON, and the line that fetches it. */

import { need, setText } from "mapper/h.js";
import { say, toast } from "mapper/say.js";
import { isDirty, state, subscribe } from "mapper/store.js";

const dialog = need("#api-dialog");
let shown = state.boot.mapping; // what the page brought

need("#close-api").addEventListener("click", () => dialog.close());
dialog.addEventListener("close", () => history.replaceState(null, "", location.pathname));
for (const button of dialog.querySelectorAll("[data-copies]"))
  button.addEventListener("click", () => copy(button));

/** Show the panel without leaving the page. */
export function openApiPanel() {
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

function refresh() {
  need("#api-unsaved").hidden = !isDirty();
  if (shown === state.saved) return;
  shown = state.saved;
  setText(need("#api-json"), JSON.stringify(shown, null, 2));
}

subscribe(refresh);
