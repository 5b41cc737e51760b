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

document.addEventListener("toast", (event) => toast(event.detail)); // another script's
document.addEventListener("htmx:afterSwap", tendToasts);

// --- dialogs ---------------------------------------------------------------------------------

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
      if (event.newState !== "open" || !menu.matches(":is(.menu, .explained)[popover]")) return;
      const box = document.querySelector(`[popovertarget="${menu.id}"]`).getBoundingClientRect();
      menu.style.top = `${Math.min(box.bottom, innerHeight - menu.offsetHeight)}px`;
      menu.style.left = `${Math.max(8, box.right - menu.offsetWidth)}px`;
    },
    true,
  );
}

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

tendToasts();
