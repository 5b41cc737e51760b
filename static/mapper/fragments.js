// What comes into a page as a fragment: refusals are told, dialogs opened, the focus kept.

document.addEventListener("htmx:responseError", (event) => {
  const status = event.detail.xhr.status;
  if (event.detail.xhr.getResponseHeader("HX-Trigger")) return; // it has something of its own to say
  if (status === 403) say("You may not do that.");
  else if (status === 404) say("That no longer exists. Reload the page to see what is there.");
  else say("The server could not do that. Nothing was changed.");
});
document.addEventListener("htmx:sendError", () => {
  say("The server did not answer. Check the connection and try again.");
});

function say(text) {
  document.dispatchEvent(new CustomEvent("toast", { detail: text }));
}

// --- dialogs: a fragment that lands in #layer is opened as a modal ---------------------------

let opener = null;

document.addEventListener("htmx:beforeRequest", (event) => {
  for (const note of document.querySelectorAll("[data-tended]")) note.remove(); // about something else
  const { target, elt } = event.detail;
  if (target?.id === "layer" && !elt.closest("dialog")) opener = elt;
});

// A refused form comes back into its dialog, with what is wrong beside each field.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { detail } = event;
  if (detail.target.id !== "layer" || detail.xhr.status !== 400) return;
  detail.shouldSwap = true;
  detail.isError = false;
});

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target?.id === "layer") openDialog(event.detail.target.querySelector("dialog"));
});

function openDialog(dialog) {
  if (!dialog || dialog.open) return;
  dialog.showModal();
  dialog.querySelector("[autofocus]")?.select?.();
  dialog.addEventListener("close", () => {
    dialog.remove();
    invokerOf(opener)?.focus();
  });
}

/** The button that shows the menu an item is in; the item itself when it is in no menu. */
function invokerOf(item) {
  const menu = item?.closest("[popover]");
  return menu ? document.querySelector(`[popovertarget="${menu.id}"]`) : item;
}

// A swap may have taken the focused menu item away: back to the button of its menu.
document.addEventListener("htmx:afterSettle", (event) => {
  const menu = event.detail.requestConfig?.elt.closest("[popover]");
  if (!menu || document.querySelector("dialog[open]")) return;
  document.querySelector(`[popovertarget="${menu.id}"]`)?.focus();
});
