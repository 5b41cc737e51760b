// What a script adds to forms, so that nothing typed is lost; each form also works without it.

const SIGNED_OUT = "You are signed out. Sign in in another tab, then send this again.";
const NO_ANSWER = "The server did not answer. What you typed is kept: try again.";

// --- the token: signing in again, in another tab, makes that of this page stale --------------

const waiting = new WeakSet();
const renewed = new WeakSet(); // forms that go out with a token that was just fetched

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (event.defaultPrevented || renewed.delete(form) || !tokenIn(form)) return;
  event.preventDefault();
  if (waiting.has(form) || !isWithinLimits(form)) return;
  waiting.add(form);
  const problem = await renewToken();
  waiting.delete(form);
  if (problem) return say(problem);
  renewed.add(form);
  form.requestSubmit(event.submitter);
});

// The server sends this with a fragment's refusal; what was typed is still in its dialog.
document.addEventListener("pageOutOfDate", async () => {
  say((await renewToken()) || "This page was out of date. Nothing was changed: try again now.");
});

function tokenIn(form) {
  return form.querySelector('input[name="csrfmiddlewaretoken"]');
}

/** Puts a fresh token into the page; returns what to tell the reader when there is none. */
async function renewToken() {
  let answer, text;
  try {
    answer = await fetch(location.pathname);
    text = await answer.text();
  } catch {
    return NO_ANSWER;
  }
  const isSignIn = document.querySelector(".page--sign-in");
  if (answer.redirected && !isSignIn) return SIGNED_OUT;
  const fresh = new DOMParser().parseFromString(text, "text/html");
  const token = fresh.querySelector('meta[name="csrf-token"]')?.content;
  if (!token) return NO_ANSWER;
  document.querySelector('meta[name="csrf-token"]').content = token;
  document.body.setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": token }));
  for (const form of document.forms) {
    const input = tokenIn(form);
    if (input) input.value = token;
  }
  return "";
}

function say(text) {
  document.dispatchEvent(new CustomEvent("toast", { detail: text }));
}

// --- a text that is too large is told before it is sent --------------------------------------

function isWithinLimits(form) {
  const boxes = [...form.querySelectorAll("textarea[data-max-bytes]")];
  const tooLarge = boxes.find((box) => bytesOf(box) > Number(box.dataset.maxBytes));
  if (tooLarge) showTooLarge(tooLarge);
  return !tooLarge;
}

/** As the server will count: browsers send lines that end with CR LF. */
function bytesOf(box) {
  return new TextEncoder().encode(box.value.replaceAll("\n", "\r\n")).length;
}

function showTooLarge(box) {
  const id = `${box.id}_error`;
  document.getElementById(id)?.remove();
  const text = `This is ${inWords(bytesOf(box))} bytes; the limit is ${inWords(box.dataset.maxBytes)}.`;
  const note = document.createElement("p");
  Object.assign(note, { id, className: "field__error", textContent: text });
  box.closest(".field").append(note);
  box.setAttribute("aria-invalid", "true");
  box.setAttribute("aria-describedby", id);
  box.focus();
}

function inWords(number) {
  return Number(number).toLocaleString("en");
}

// --- back to a form that was refused ---------------------------------------------------------

for (const button of document.querySelectorAll("[data-back]")) {
  button.hidden = history.length < 2;
  button.addEventListener("click", () => history.back());
}
