/** The payload as JSON: a click on a key leads to its row, "How?" tells how its value is made. */

import { checkedView } from "mapper/checked.js";
import { nameOf } from "mapper/document.js";
import { h, need } from "mapper/h.js";
import { jsonLines } from "mapper/json-lines.js";
import { state } from "mapper/store.js";

let linesBefore = null;

/** What stands in the preview's first tab. Lines that are new since the last time flash. */
export function payloadView() {
  const { answer, status } = state.preview;
  if (status === "none") return note("The payload appears here when there is a test event.");
  if (!answer) return note("");
  if (answer.payload === null || answer.payload === undefined)
    return note("This event gives no payload.");
  const lines = jsonLines(answer.payload);
  const before = linesBefore;
  linesBefore = new Set(lines.map((line) => line.text));
  const isChanged = (line) => line.key !== null && before !== null && !before.has(line.text);
  const drawn = lines.map((line) => lineOf(line, isChanged(line)));
  if (state.doc.whole) drawn[0].append(howButton("the payload"));
  return [h("pre", { class: "json json--payload" }, drawn), ...checkedView(answer)];
}

/** A quiet line where there is nothing else to show. */
export function note(text) {
  return h("p", { class: "preview__note muted" }, text);
}

/** A click in the payload: on a key it goes to the row that made it. */
export async function pressedInPayload({ target }) {
  const key = target.closest("[data-key]")?.dataset.key;
  const row = rowOfKey(key);
  const how = target.closest(".json__how");
  if (how) {
    const { explain } = await import("mapper/trace.js");
    explain(row?.id ?? null, how);
  } else if (row && target.closest(".json__key")) need("field-rows").focusRow(row.id);
}

function lineOf({ key, isFirst, parts }, isChanged) {
  const look = isChanged ? "json__line is-changed" : "json__line";
  const row = isFirst ? rowOfKey(key) : null;
  const how = row ? howButton(nameOf(row)) : null;
  return h("span", { class: look, "data-key": key }, parts, how, "\n");
}

/** The word "How?" comes from the style sheet: it is no part of the JSON that is copied. */
function howButton(name) {
  return h("button", { type: "button", class: "json__how", "aria-label": `How? Explain ${name}` });
}

/** The row that made a key; null for a payload that one function makes as a whole. */
function rowOfKey(key) {
  return state.doc.whole ? null : state.doc.rows.find((one) => one.key === key);
}
