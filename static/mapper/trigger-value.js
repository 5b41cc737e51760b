/** The value of a condition: a box for each kind of value, and values to choose from. */

import { makeCombo } from "mapper/combo.js";
import { fill, h, update } from "mapper/h.js";
import { send } from "mapper/http.js";
import { formatPath, lookup } from "mapper/paths.js";
import { state } from "mapper/store.js";
import { keysOfCondition, operatorOf, textOf, valueOf } from "mapper/trigger-language.js";
import { keysOfName } from "mapper/trigger-tree.js";
import { shortJson, typeName } from "mapper/values.js";

const PLACEHOLDERS = {
  number: "Number",
  list: "gold, silver",
  date: "2026-01-31",
  dates: "2026-01-31",
  regex: "^gold",
};
const SUGGESTS = ["text", "number", "item", "list"];
const FIXED = {
  "event-type": ["identify", "track"],
  event: ["Audience Entered", "Audience Exited"],
};

const savedValues = new Map(); // path → what saved events have there

/** A place for the value; `onchange(value)` gets a new one. `show` brings it up to date. */
export function makeValue({ label, onchange }) {
  const node = h("span", { class: "condition__values" });
  let boxes = [];
  let shownTakes = null;
  let shown = null;
  const set = (at, value) => {
    const now = shown.value;
    onchange(shownTakes === "dates" ? now.with(at, value) : value);
  };
  const show = (condition, takes) => {
    shown = condition;
    if (takes !== shownTakes) {
      shownTakes = takes;
      const makeBox = (name, at) => box(name, takes, { shown: () => shown, set: (v) => set(at, v) });
      boxes = labels(label, takes).map(makeBox);
      fill(node, takes === "dates" ? [boxes[0], h("span", {}, "and"), boxes[1]] : boxes);
    }
    boxes.forEach((one, at) => {
      one.value = boxText(takes === "dates" ? condition.value?.[at] : condition.value, takes);
      one.readOnly = !state.boot.can_edit;
      update(one, { "aria-invalid": null });
    });
  };
  return { node, show };
}

function labels(label, takes) {
  if (takes === "nothing") return [];
  const name = label.toLowerCase();
  return takes === "dates" ? [`First ${name}`, `Last ${name}`] : [label];
}

function box(label, takes, { shown, set }) {
  const input = h("input", {
    type: "text",
    class: takes === "regex" ? "input input--mono condition__value" : "input condition__value",
    inputmode: takes === "number" ? "decimal" : null,
    "aria-label": label,
    placeholder: PLACEHOLDERS[takes] ?? null,
    autocomplete: "off",
    spellcheck: "false",
  });
  const read = () => {
    const value = valueOf(input.value, takes);
    update(input, { "aria-invalid": value === undefined ? "true" : null });
    if (value !== undefined && boxText(shown().value, takes) !== boxText(value, takes)) set(value);
  };
  input.addEventListener("change", read);
  if (SUGGESTS.includes(takes)) suggest(input, takes, shown, read);
  return input;
}

function suggest(input, takes, shown, read) {
  const combo = makeCombo(input, {
    listName: "Values",
    canOpen: () => state.boot.can_edit,
    options: (text) => valueOptions(shown(), takes, text, (chosen) => take(chosen)),
  });
  const take = (chosen) => {
    const list = takes === "list" ? [...listOf(shown().value), chosen] : chosen;
    input.value = boxText(list, takes);
    read();
  };
  input.addEventListener("focus", async () => {
    await loadSaved(shown());
    if (combo.isOpen()) combo.open();
  });
}

/** One item is written as in a list, so that the text "5" is not the number. */
function boxText(value, takes) {
  return textOf(takes === "item" && value !== undefined ? [value] : value);
}

function listOf(value) {
  return (Array.isArray(value) ? value : []).filter((item) => item !== "");
}

/** What the test event has there, what saved events have, and the usual; then what was typed. */
function valueOptions(condition, takes, text, pick) {
  const keys = keysOfCondition(condition, keysOfName);
  const isFitting = (value) => (takes === "number" ? typeof value === "number" : isScalar(value));
  const isShown = (value) =>
    text === textOf(condition.value) || takes === "list"
      ? true
      : String(value).toLowerCase().includes(text.toLowerCase());
  const groups = [
    ["In the test event", keys ? valuesAt(state.doc.event?.event, keys) : []],
    ["In saved test events", (savedValues.get(pathOf(condition)) ?? []).map(({ value }) => value)],
    ["Usual", FIXED[condition.type] ?? []],
  ];
  const seen = new Set(takes === "list" ? listOf(condition.value) : []);
  const options = groups.flatMap(([heading, values]) =>
    values
      .filter((value) => isFitting(value) && isShown(value) && !seen.has(value) && seen.add(value))
      .map((value) => ({
        heading,
        text: String(value),
        type: typeName(value),
        isCurrent: value === condition.value,
        pick: () => pick(takes === "text" ? String(value) : value),
      })),
  );
  const typed = valueOf(text, takes);
  const isOffered =
    text === textOf(condition.value) || options.some((option) => option.text === text);
  if (text !== "" && !isOffered && takes !== "list" && typed !== undefined)
    options.unshift({ text: `Use ${shortJson(typed)}`, pick: () => pick(typed) });
  return options;
}

/** A value of the event, or the items of a list there. */
function valuesAt(event, keys) {
  const { found, value } = lookup(event ?? {}, keys);
  if (!found) return [];
  return Array.isArray(value) ? value : [value];
}

function isScalar(value) {
  return typeof value === "string" || typeof value === "number";
}

async function loadSaved(condition) {
  const path = pathOf(condition);
  if (!path || savedValues.has(path) || operatorOf(condition.operator)?.takes === "nothing") return;
  savedValues.set(path, []);
  try {
    const url = `${state.boot.urls.source_values}?path=${encodeURIComponent(path)}`;
    savedValues.set(path, (await send("GET", url)).values);
  } catch {
    savedValues.delete(path); // suggestions are an extra; the next focus asks again
  }
}

function pathOf(condition) {
  const keys = keysOfCondition(condition, keysOfName);
  return keys ? formatPath(keys) : "";
}
