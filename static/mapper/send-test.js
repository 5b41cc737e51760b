/** The dialog that sends the test event through the mapping for real, and shows what came of it. */

import { fill, h, need, setText } from "mapper/h.js";
import { reasonOf, send } from "mapper/http.js";
import { question } from "mapper/preview.js";
import { say } from "mapper/say.js";
import { state } from "mapper/store.js";

const HEADINGS = {
  delivered: "Delivered",
  refused: "Not delivered",
  not_sent: "Not sent",
  filtered: "Filtered",
  unmatched: "No match",
};
const KINDS = { delivered: "badge--success", refused: "badge--error", not_sent: "badge--error" };

const dialog = need("#send-dialog");

need("#send-cancel").addEventListener("click", () => dialog.close());
need("#send-form").addEventListener("submit", (event) => {
  event.preventDefault();
  sendNow();
});

/** Ask before anything leaves; the mapping is sent as it stands in the editor. */
export function openSendTest() {
  setText(need("#send-submit-words"), `Send to ${state.boot.destination.name}`);
  setText(need("#send-cancel"), "Cancel");
  fill(need("#send-result"));
  dialog.showModal();
}

async function sendNow() {
  const button = need("#send-submit");
  if (button.getAttribute("aria-disabled") === "true") return;
  button.setAttribute("aria-disabled", "true");
  fill(need("#send-result"), h("p", { class: "muted" }, "Sending…"));
  try {
    show(await send("POST", state.boot.urls.send_test, { body: question(state.doc) }));
  } catch (error) {
    fill(need("#send-result"), h("p", { class: "send-test__error", role: "alert" }, reasonOf(error)));
  } finally {
    button.removeAttribute("aria-disabled");
  }
}

function show(told) {
  const words = told.detail && told.state !== "delivered" ? `${told.text}: ${told.detail}` : told.text;
  fill(
    need("#send-result"),
    h(
      "p",
      { class: "send-test__outcome" },
      h("span", { class: `badge ${KINDS[told.state] ?? ""}` }, HEADINGS[told.state]),
      h("span", {}, words),
      told.duration_ms === null ? null : h("span", { class: "muted" }, `${Math.round(told.duration_ms)} ms`),
    ),
    told.request ? exchange("Request", told.request, false) : null,
    told.answer ? exchange("Answer", told.answer, true) : null,
  );
  setText(need("#send-submit-words"), "Send again");
  setText(need("#send-cancel"), "Close");
  say(`${HEADINGS[told.state]}. ${words}`);
}

function exchange(title, value, isOpen) {
  return h(
    "details",
    { class: "send-test__part", open: isOpen },
    h("summary", {}, title),
    h("pre", { class: "send-test__json", tabindex: "0", "aria-label": title }, JSON.stringify(value, null, 2)),
  );
}
