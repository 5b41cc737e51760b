/**
 * The preview panel: the payload, the request that would carry it, and what changed since the last
 * save.
 */

import { changesSince } from "mapper/changes.js";
import { checkedView } from "mapper/checked.js";
import { fill, h, icon, need, setText, update } from "mapper/h.js";
import { refreshPreview } from "mapper/preview.js";
import { state, subscribe } from "mapper/store.js";
import { verdictOf } from "mapper/verdict.js";

const OFFLINE = "Preview is paused: the server did not answer. Your changes are kept.";
const TABS = ["payload", "request", "changes"];

let tab = "payload";
let linesBefore = null;
let drawn = {};

/** Wire the tabs and draw whenever an answer comes or the mapping changes. */
export function startPayload() {
  const tabs = TABS.map((name) => need(`#tab-${name}`));
  tabs.forEach((button, at) => button.addEventListener("click", () => choose(TABS[at])));
  need("#preview-tabs").addEventListener("keydown", (event) => moveInTabs(tabs, event));
  need("#preview-body").addEventListener("click", (event) => goToRow(event));
  subscribe(render);
}

function choose(name) {
  tab = name;
  drawn = {};
  render();
}

function render() {
  const { preview, doc, saved } = state;
  for (const name of TABS) {
    update(need(`#tab-${name}`), {
      "aria-selected": String(name === tab),
      tabindex: name === tab ? "0" : "-1",
    });
  }
  update(need("#preview-body"), { "aria-labelledby": `tab-${tab}` });
  setText(need("#preview-time"), timeText(preview));
  renderStrip(preview);
  renderVerdict(preview);
  const inputs =
    tab === "changes" ? [tab, doc, saved] : [tab, preview.answer, preview.status === "none"];
  if (drawn.inputs?.every((value, at) => value === inputs[at])) return;
  drawn = { inputs };
  fill(
    need("#preview-body"),
    { payload: payloadView, request: requestView, changes: changesView }[tab](),
  );
}

function timeText({ status, ms }) {
  if (status === "waiting") return "Updating…";
  return status === "ready" && ms !== null ? `${ms} ms` : "";
}

function renderStrip({ status, reason, answer }) {
  const text = { offline: OFFLINE, refused: reason }[status] ?? otherProblems(answer);
  const strip = need("#preview-strip");
  if (strip.dataset.text === text) return;
  strip.dataset.text = text;
  if (!text) return fill(strip);
  const retry = h(
    "button",
    { type: "button", class: "button button--small", onclick: refreshPreview },
    "Retry",
  );
  fill(
    strip,
    h(
      "div",
      { class: "strip strip--warning" },
      icon("exclamation-triangle"),
      h("span", {}, text),
      status === "offline" ? retry : null,
    ),
  );
}

/** Whether this payload would go out at all, above it. */
function renderVerdict({ answer, status }) {
  const isTold = tab !== "changes" && status !== "none" && status !== "refused";
  const text = isTold ? verdictOf(answer) : "";
  const place = need("#preview-verdict");
  if (place.textContent !== text)
    fill(place, text ? [icon("information-circle"), h("span", {}, text)] : null);
}

/** Problems that no row can show: of the event, the trigger, or the destination's settings. */
function otherProblems(answer) {
  const others = (answer?.problems ?? []).filter(
    ({ pointer }) => !/^\/(config|payload)/.test(pointer),
  );
  return others.map(({ message }) => message).join(" ");
}

function payloadView() {
  const { answer, status } = state.preview;
  if (status === "none") return note("The payload appears here when there is a test event.");
  if (!answer) return note("");
  if (answer.payload === null || answer.payload === undefined)
    return note("This event gives no payload.");
  const lines = jsonLines(answer.payload);
  const before = linesBefore;
  linesBefore = new Set(lines.map((line) => line.text));
  const isChanged = (line) => line.key !== null && before !== null && !before.has(line.text);
  const payload = h(
    "pre",
    { class: "json" },
    lines.map((line) =>
      h(
        "span",
        { class: isChanged(line) ? "json__line is-changed" : "json__line", "data-key": line.key },
        line.parts,
        "\n",
      ),
    ),
  );
  return [payload, ...checkedView(answer)];
}

function requestView() {
  const request = state.preview.answer?.request;
  if (!request) return note("The request appears here when the payload has everything it needs.");
  const headers = Object.entries(request.headers ?? {});
  return [
    h(
      "p",
      { class: "request__line" },
      h("span", { class: "badge" }, request.method),
      " ",
      h("code", {}, request.url),
    ),
    headers.length
      ? h(
          "dl",
          { class: "request__headers" },
          headers.map(([name, value]) => [
            h("dt", {}, name),
            h("dd", {}, h("code", {}, String(value))),
          ]),
        )
      : null,
    request.body === null || request.body === undefined
      ? note("No body.")
      : h("pre", { class: "json" }, bodyText(request.body)),
  ];
}

function bodyText(body) {
  if (typeof body === "string") return body;
  return jsonLines(body).map((line) => h("span", { class: "json__line" }, line.parts, "\n"));
}

function changesView() {
  const changes = changesSince(state.saved, state.doc);
  if (!changes.length) return note("Nothing has changed since the last save.");
  return h(
    "ul",
    { class: "changes" },
    changes.map(({ name, before, after }) =>
      h(
        "li",
        { class: "changes__item" },
        h("span", { class: "changes__name" }, name),
        before === null ? null : h("del", { class: "changes__before" }, before),
        after === null ? null : h("ins", { class: "changes__after" }, after),
        after === null ? h("span", { class: "muted" }, "cleared") : null,
      ),
    ),
  );
}

/** JSON in lines with coloured parts; each line knows the top-level key it belongs to. */
function jsonLines(value) {
  let key = null;
  return JSON.stringify(value, null, 2)
    .split("\n")
    .map((text) => {
      const named = /^ {2}("(?:[^"\\]|\\.)*"):/.exec(text);
      if (named) key = JSON.parse(named[1]);
      return { text, key: /^[{}]/.test(text) ? null : key, parts: coloured(text) };
    });
}

function coloured(line) {
  const [, indent, name, rest] = /^(\s*)((?:"(?:[^"\\]|\\.)*": )?)(.*)$/s.exec(line);
  const kind = /^"/.test(rest)
    ? "text"
    : /^[-\d]/.test(rest)
      ? "number"
      : /^(true|false|null)/.test(rest)
        ? "word"
        : "sign";
  const [, value, end] = /^(.*?)(,?)$/s.exec(rest);
  return [
    indent,
    name ? h("span", { class: "json__key" }, name.slice(0, -2)) : null,
    name ? ": " : null,
    value ? h("span", { class: `json__${kind}` }, value) : null,
    end,
  ];
}

/** A click on a key goes to the row that made it. */
function goToRow(event) {
  const key = event.target.closest(".json__key")?.closest("[data-key]")?.dataset.key;
  const row = state.doc.rows.find((one) => one.key === key);
  if (row) need("field-rows").focusRow(row.id);
}

function note(text) {
  return h("p", { class: "preview__note muted" }, text);
}

function moveInTabs(tabs, event) {
  const at = TABS.indexOf(tab);
  const to = { ArrowRight: at + 1, ArrowLeft: at - 1 + tabs.length, Home: 0, End: tabs.length - 1 }[
    event.key
  ];
  if (to === undefined) return;
  event.preventDefault();
  choose(TABS[to % tabs.length]);
  need(`#tab-${tab}`).focus();
}
