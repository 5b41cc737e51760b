/** The dialog that sends the test event through the mapping for real, and shows what came of it. */

import { nameOf } from "mapper/document.js";
import { fill, h, icon, need, setText, update } from "mapper/h.js";
import { reasonOf, send } from "mapper/http.js";
import { leafChanges } from "mapper/leaf-changes.js";
import { question } from "mapper/preview.js";
import { requestOf } from "mapper/request-view.js";
import { resultOf } from "mapper/row-state.js";
import { say } from "mapper/say.js";
import { state } from "mapper/store.js";
import { READY, verdictOf } from "mapper/verdict.js";

const HEADINGS = {
  delivered: "Delivered",
  refused: "Not delivered",
  not_sent: "Not sent",
  filtered: "Filtered",
  unmatched: "No match",
};
const KINDS = { delivered: "badge--success", refused: "badge--error", not_sent: "badge--error" };

const dialog = need("#send-dialog");

let last = null; // what the test before was and what came of it, on this page

need("#send-cancel").addEventListener("click", () => dialog.close());
need("#send-form").addEventListener("submit", (event) => {
  event.preventDefault();
  sendNow();
});

/** Ask before anything leaves; the mapping is sent as it stands in the editor. */
export function open() {
  setText(need("#send-submit-words"), `Send to ${state.boot.destination.name}`);
  setText(need("#send-cancel"), "Cancel");
  fill(need("#send-result"), expectation(state.preview.answer ?? {}));
  dialog.showModal();
}

/** What would go out: whether it would, the value of each field, and the exact request. */
function expectation(answer) {
  const verdict = verdictOf(answer);
  const sign = verdict === READY ? "check-circle" : "information-circle";
  const look = { class: "send-test__verdict", "data-ready": verdict === READY };
  const rows = state.doc.rows.filter((row) => resultOf(answer.fields?.[row.key]));
  const request = (answer.batch ?? answer).request; // what can travel in a batch always does
  return [
    verdict ? h("p", look, icon(sign), h("span", {}, verdict)) : null,
    rows.length ? part(`Fields (${rows.length})`, fieldsOf(rows, answer), false) : null,
    verdict === READY && request ? part("Request", requestOf(request), true) : null,
  ];
}

function fieldsOf(rows, answer) {
  const lines = rows.map((row) => {
    const { text, type } = resultOf(answer.fields[row.key]);
    const value = [h("code", {}, text), " ", h("span", { class: "muted" }, type)];
    return [h("dt", {}, nameOf(row)), h("dd", {}, value)];
  });
  return h("dl", { class: "send-test__fields" }, lines);
}

async function sendNow() {
  const button = need("#send-submit");
  if (button.getAttribute("aria-disabled") === "true") return;
  update(button, { "aria-disabled": "true" });
  fill(need("#send-result"), h("p", { class: "muted" }, "Sending…"));
  try {
    show(await send("POST", state.boot.urls.send_test, { body: question(state.doc) }));
  } catch (error) {
    fill(need("#send-result"), h("p", { class: "send-test__error", role: "alert" }, reasonOf(error)));
  } finally {
    update(button, { "aria-disabled": null });
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
    differences(told),
    told.request ? part("Request", json("Request", told.request), false) : null,
    told.answer ? part("Answer", json("Answer", told.answer), true) : null,
  );
  last = told;
  setText(need("#send-submit-words"), "Send again");
  setText(need("#send-cancel"), "Close");
  say(`${HEADINGS[told.state]}. ${words}`);
}

/** What is not as it was in the test before; nothing for the first one. */
function differences(told) {
  if (!last) return null;
  const ofRequest = leafChanges(last.request?.body, told.request?.body, "Request");
  const ofAnswer = leafChanges(last.answer?.body, told.answer?.body, "Answer");
  const changes = [...leafChanges(last.status, told.status, "Status"), ...ofRequest, ...ofAnswer];
  if (!changes.length) return h("p", { class: "muted" }, "Request and answer are as in the last test.");
  const lines = changes.map(({ name, before, after }) =>
    h(
      "li",
      { class: "changes__item" },
      h("span", { class: "changes__name" }, name),
      before === null ? null : h("del", { class: "changes__before" }, before),
      after === null ? null : h("ins", { class: "changes__after" }, after),
    ),
  );
  const list = h("ul", { class: "changes" }, lines);
  return part(`Other than in the last test (${changes.length})`, list, true);
}

function part(title, content, isOpen) {
  return h(
    "details",
    { class: "send-test__part", open: isOpen },
    h("summary", {}, title),
    h("div", { class: "send-test__content" }, content),
  );
}

function json(title, value) {
  const look = { class: "send-test__json", tabindex: "0", "aria-label": title };
  return h("pre", look, JSON.stringify(value, null, 2));
}
