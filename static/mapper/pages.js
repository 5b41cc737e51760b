// What a script adds to the ordinary pages; each of them also works without it.
// Behaviour hangs on data- attributes, so the templates say what happens.

const root = document.documentElement;

// --- theme: shown at once, remembered by the server ------------------------------------------

document.addEventListener("submit", (event) => {
  const form = event.target.closest("[data-theme-form]");
  if (!form || !event.submitter) return;
  event.preventDefault();
  const theme = event.submitter.value;
  if (theme === "system") delete root.dataset.theme;
  else root.dataset.theme = theme;
  for (const button of form.querySelectorAll("button")) {
    button.setAttribute("aria-pressed", String(button.value === theme));
  }
  const body = new FormData(form, event.submitter);
  fetch(form.action, { method: "POST", body, redirect: "manual" }).catch(() => {
    toast("The theme could not be remembered: the server did not answer.");
  });
});

// --- toasts ----------------------------------------------------------------------------------

const TOAST_MS = 8000;

function toast(text) {
  const note = document.createElement("p");
  note.className = "toast toast--error";
  note.dataset.toast = "";
  note.append(Object.assign(document.createElement("span"), { textContent: text }));
  document.getElementById("toasts")?.replaceChildren(note);
  tendToasts();
}

/** Gives each toast a way to be dismissed; those that are not errors leave by themselves. */
function tendToasts() {
  for (const note of document.querySelectorAll("[data-toast]:not([data-tended])")) {
    note.dataset.tended = "";
    const close = document.createElement("button");
    close.type = "button";
    close.className = "button button--quiet button--small";
    close.textContent = "Dismiss";
    close.addEventListener("click", () => note.remove());
    note.append(close);
    if (!note.classList.contains("toast--error")) leaveLater(note);
  }
}

function leaveLater(note) {
  setTimeout(() => {
    if (note.matches(":hover, :focus-within")) leaveLater(note);
    else note.remove();
  }, TOAST_MS);
}

document.addEventListener("htmx:responseError", (event) => {
  const status = event.detail.xhr.status;
  if (event.detail.xhr.getResponseHeader("HX-Trigger")) return; // it has something of its own to say
  if (status === 403) toast("You may not do that.");
  else if (status === 404) toast("That no longer exists. Reload the page to see what is there.");
  else toast("The server could not do that. Nothing was changed.");
});
document.addEventListener("toast", (event) => toast(event.detail)); // another script's
document.addEventListener("htmx:sendError", () => {
  toast("The server did not answer. Check the connection and try again.");
});

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
  tendToasts();
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

document.addEventListener("click", (event) => {
  const dialog = event.target.closest("dialog");
  if (dialog && event.target.closest("[data-close]")) {
    event.preventDefault();
    dialog.close();
  }
});

// --- menus -----------------------------------------------------------------------------------

const menuItems = (menu) => [...menu.querySelectorAll("a[href], button")].filter((i) => i.offsetParent);

document.addEventListener("keydown", (event) => {
  const button = event.target.closest("[popovertarget]");
  if (button && event.key === "ArrowDown") {
    const menu = document.getElementById(button.getAttribute("popovertarget"));
    event.preventDefault();
    menu.showPopover({ source: button });
    menuItems(menu)[0]?.focus();
    return;
  }
  const menu = event.target.closest(".menu[popover]");
  if (!menu) return;
  const items = menuItems(menu);
  const here = items.indexOf(document.activeElement);
  const next = { ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: items.length - 1 }[event.key];
  if (next === undefined) return;
  event.preventDefault();
  items.at(next % items.length)?.focus();
});

document.addEventListener("click", (event) => {
  const menu = event.target.closest(".menu[popover]");
  const isChoice = event.target.closest("a, button") && !event.target.closest(".segmented");
  // Not at once: a form that loses the focus forgets which of its buttons was pressed.
  if (menu && isChoice) setTimeout(() => menu.isConnected && menu.hidePopover());
});

// Browsers without anchor positioning get the same place by hand.
if (!CSS.supports("position-area: bottom")) {
  document.addEventListener(
    "toggle",
    (event) => {
      const menu = event.target;
      if (event.newState !== "open" || !menu.matches(".menu[popover]")) return;
      const box = document.querySelector(`[popovertarget="${menu.id}"]`).getBoundingClientRect();
      menu.style.top = `${Math.min(box.bottom, innerHeight - menu.offsetHeight)}px`;
      menu.style.left = `${Math.max(8, box.right - menu.offsetWidth)}px`;
    },
    true,
  );
}

// A swap may have taken the focused menu item away: back to the button of its menu.
document.addEventListener("htmx:afterSettle", (event) => {
  const menu = event.detail.requestConfig?.elt.closest("[popover]");
  if (!menu || document.querySelector("dialog[open]")) return;
  document.querySelector(`[popovertarget="${menu.id}"]`)?.focus();
});

// --- copy buttons ----------------------------------------------------------------------------

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const from = document.getElementById(button.dataset.copy);
  const label = button.querySelector("[data-label]") ?? button;
  const before = label.textContent;
  try {
    await navigator.clipboard.writeText(from.value ?? from.textContent);
    label.textContent = "Copied";
  } catch {
    getSelection().selectAllChildren(from);
    label.textContent = "Press Ctrl+C";
  }
  setTimeout(() => (label.textContent = before), 2000);
});

// --- a file becomes the text of the box beside it --------------------------------------------

document.addEventListener("change", async (event) => {
  const box = document.getElementById(event.target.dataset?.fileInto);
  const file = event.target.files?.[0];
  if (!box || !file || file.size > Number(event.target.dataset.maxBytes)) return; // the server says why
  box.value = await file.text();
  event.target.value = "";
  box.focus();
});

// --- new mapping: the location and the name follow the choice --------------------------------

const newMapping = document.querySelector("[data-new-mapping]");
if (newMapping) followChoice(newMapping);

function followChoice(form) {
  const { event_type: type, audience_key: key, is_entering: entering, name } = form.elements;
  const taken = new Set(JSON.parse(form.dataset.takenNames));

  const suggestion = () => {
    const verb = entering.value === "true" ? "entered" : "exited";
    if (!key.value.trim()) return "";
    const name = [...`Audience ${verb} – ${key.value.trim()}`]; // characters, as the server counts
    return freeName(name.slice(0, form.dataset.nameChars).join(""), type.value, taken);
  };
  const update = () => {
    const place = type.value === "track" ? "properties" : "traits";
    for (const spot of form.querySelectorAll("[data-location]")) {
      spot.textContent = pathTo(spot.dataset.location || place, key.value.trim());
    }
    form.querySelector("[data-condition]").textContent = `is ${entering.value}`;
    if (isOurs) name.value = suggestion();
  };
  let isOurs = name.value === "" || name.value === suggestion();
  name.addEventListener("input", () => (isOurs = name.value === ""));
  form.addEventListener("input", (event) => event.target !== name && update());
  update();
}

/** The path to a key, written as the server writes it. */
function pathTo(place, key) {
  if (!key) return `${place}.<audience key>`;
  if (/^[A-Za-z_][A-Za-z0-9_-]*$/.test(key)) return `${place}.${key}`;
  return /^(0|[1-9][0-9]*)$/.test(key) ? `${place}[${key}]` : `${place}[${JSON.stringify(key)}]`;
}

function freeName(name, type, taken) {
  const named = taken.has(name) ? `${name} (${type === "track" ? "Track" : "Identify"})` : name;
  let free = named;
  for (let n = 2; taken.has(free); n += 1) free = `${named} ${n}`;
  return free;
}

tendToasts();
