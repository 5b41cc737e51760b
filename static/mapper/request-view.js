/** The requests that would carry the payload: on its own, and beside it in a batch. */

import { differencesView } from "mapper/checked.js";
import { h } from "mapper/h.js";
import { jsonLines } from "mapper/json-lines.js";
import { note } from "mapper/payload-view.js";
import { state } from "mapper/store.js";

const NO_REQUEST = "The request appears here when the payload has everything it needs.";

/** What stands in the preview's second tab. */
export function view() {
  const { answer } = state.preview;
  if (!answer?.batch) return [requestOf(answer?.request), answer?.request ? note("Sent one by one.") : null];
  const { batch } = answer;
  const most = batch.max_items.toLocaleString("en");
  return [
    h(
      "div",
      { class: "requests" },
      path("One event", [requestOf(answer.request)]),
      path(`In a batch of up to ${most}`, [
        requestOf(batch.request),
        ...ownProblems(answer).map(({ message }) => h("p", { class: "request__problem" }, message)),
        batch.request ? note(batchWords(batch)) : null,
      ]),
    ),
    differencesView(batch),
  ];
}

function path(title, parts) {
  return h(
    "section",
    { class: "request", "aria-label": title },
    h("h3", { class: "request__title" }, title),
    parts,
  );
}

/** What keeps the batch from being sent and not the single payload. */
function ownProblems({ batch, problems }) {
  const known = new Set(problems.map(({ pointer, message }) => `${pointer} ${message}`));
  return batch.problems.filter(({ pointer, message }) => !known.has(`${pointer} ${message}`));
}

function batchWords({ max_bytes: maxBytes, key }) {
  const most = `Deliveries go this way; here it has this one event in it. At most ${sizeText(maxBytes)} in one request.`;
  if (!key.length) return most;
  const labels = key.map((one) => labelOf(one));
  return `${most} Only events with the same ${listed(labels)} travel together.`;
}

function labelOf(key) {
  return state.boot.action.fields.find((field) => field.key === key)?.label ?? key;
}

/** "a", "a and b", "a, b and c". */
function listed(words) {
  if (words.length < 2) return words.join("");
  return `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}

/** 4000000 → "4 MB" */
function sizeText(bytes) {
  const [size, unit] =
    bytes >= 1_000_000 ? [bytes / 1_000_000, "MB"] : bytes >= 1_000 ? [bytes / 1_000, "KB"] : [bytes, "bytes"];
  return `${size.toLocaleString("en", { maximumFractionDigits: 1 })} ${unit}`;
}

/** One request: its line, headers and body. */
export function requestOf(request) {
  if (!request) return note(NO_REQUEST);
  const headers = Object.entries(request.headers ?? {});
  return [
    h(
      "p",
      { class: "request__line" },
      h("span", { class: "badge" }, request.method),
      " ",
      h("code", {}, request.url),
    ),
    headers.length ? headersOf(headers) : null,
    request.body === null || request.body === undefined
      ? note("No body.")
      : h("pre", { class: "json" }, bodyText(request)),
  ];
}

function headersOf(headers) {
  return h(
    "dl",
    { class: "request__headers" },
    headers.map(([name, value]) => [
      h("dt", {}, name),
      h("dd", {}, h("code", {}, String(value))),
    ]),
  );
}

function bodyText({ body, body_format: format }) {
  if (typeof body === "string") return body;
  if (format === "form") return formText(body);
  return jsonLines(body).map((line) => h("span", { class: "json__line" }, line.parts, "\n"));
}

/** A form as it is sent, a line for each value. */
function formText(body) {
  const pairs = Object.entries(body).flatMap(([key, value]) =>
    [value].flat().map((one) => [key, typeof one === "string" ? one : JSON.stringify(one)]),
  );
  return pairs.map((pair) => String(new URLSearchParams([pair]))).join("&\n");
}
