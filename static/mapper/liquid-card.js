/** The inside of "Liquid template": its text, how long it is, and fields picked into it. */

import { withOptionsAt } from "mapper/expressions.js";
import { h, icon, setText, update } from "mapper/h.js";
import { loadedAce, makeAce } from "mapper/json-editor.js";
import { openMenu } from "mapper/menu.js";
import { formatPath } from "mapper/paths.js";
import { say } from "mapper/say.js";
import { expectedType } from "mapper/search.js";
import { slotIdOf, slotName } from "mapper/slots.js";
import { arm, rowOf, setValue, state } from "mapper/store.js";
import { keysOf } from "mapper/values.js";

/** The id under which a pick goes into the text. */
const INSERT = "insert";
const TIP = "Pick an event field to insert it at the cursor.";
const NEEDS_VALUE = '{{ "text" | ';

/** Returns {node, show(card, context)}. */
export function makeLiquid(owner) {
  const box = h("textarea", { class: "textarea textarea--code", rows: "4", spellcheck: "false" });
  const count = h("span", { class: "liquid__count" });
  const tip = h("span", {}, TIP);
  const note = h("p", { class: "liquid__note" }, "Liquid always gives text.");
  const look = { class: "arg__function", "aria-haspopup": "menu", "aria-expanded": "false" };
  const filters = h("button", { type: "button", ...look }, "Filters", icon("chevron-down"));
  const foot = h("div", { class: "liquid__foot" }, tip, h("span", {}, count, " ", filters));
  const node = h("div", { class: "liquid" }, box, foot, note);
  const parts = { node, box, count, tip, note, filters, editor: null };
  filters.addEventListener("click", () => openFilters(parts));
  node.takePick = (value) => insert(parts, value);
  node.addEventListener("focusin", () => state.boot.can_edit && arm(node.dataset.slot));
  box.addEventListener("input", () => store(owner, box.value));
  useAce(parts, owner);
  return { node, show: (card, context) => show(parts, card, context) };
}

/** Ace takes the textarea's place when it is there; until then the textarea does the work. */
async function useAce(parts, owner) {
  const ace = await loadedAce();
  if (!ace || !parts.box.isConnected) return;
  const hasFocus = document.activeElement === parts.box;
  const editor = makeAce(ace, parts.box, { mode: "liquid", className: "liquid__ace" });
  editor.setValue(parts.box.value, 1);
  editor.setReadOnly(!state.boot.can_edit);
  editor.session.on("change", () => parts.isShowing || store(owner, editor.getValue()));
  parts.editor = editor;
  if (hasFocus) editor.focus();
}

function show(parts, { options }, { rowId, at, label, canEdit, field }) {
  const { node, box, count, tip, note, filters, editor } = parts;
  update(node, { "data-slot": slotIdOf(rowId, [...at, INSERT]) });
  update(box, { "aria-label": `Liquid template${label ? ` for ${label}` : ""}` });
  if (box.value !== options.text) box.value = options.text;
  if (editor && editor.getValue() !== options.text) {
    parts.isShowing = true;
    editor.setValue(options.text, 1);
    parts.isShowing = false;
  }
  box.readOnly = !canEdit;
  tip.hidden = !canEdit;
  filters.hidden = !canEdit;
  note.hidden = ["", "text"].includes(expectedType(field));
  const most = state.boot.limits.max_liquid_units;
  const { length } = options.text;
  const [now, all] = [length, most].map((one) => one.toLocaleString("en"));
  setText(count, `${now} of ${all} characters`);
  update(count, { "data-long": length > most });
  update(box, { "aria-invalid": length > most ? "true" : null });
}

/** Put an event field at the cursor; anything else is not for a template. */
function insert({ box, editor }, value) {
  const keys = keysOf(value);
  if (!keys) return false;
  const text = `{{ ${formatPath(keys)} }}`;
  if (editor) editor.insert(text);
  else {
    box.setRangeText(text, box.selectionStart, box.selectionEnd, "end");
    box.dispatchEvent(new Event("input"));
  }
  say(`${formatPath(keys)} inserted.`);
  return true;
}

/** Every filter of the language with what it gives; the chosen one goes into the template. */
function openFilters(parts) {
  const items = state.boot.liquid_filters.map(({ name, summary }) => ({
    label: name,
    detail: summary,
    pick: () => insertFilter(parts, name),
  }));
  openMenu({ name: "Insert a filter", opener: parts.filters, items, hasFilter: true });
}

/** Into the braces that the cursor is in or right behind; elsewhere with a text to filter. */
function insertFilter({ box, editor }, name) {
  const text = editor ? editor.getValue() : box.value;
  const cursor = editor
    ? editor.session.doc.positionToIndex(editor.getCursorPosition())
    : box.selectionEnd;
  const opened = text.slice(0, cursor).replace(/\s*\}\}\s*$/, "");
  const isInBraces = opened.lastIndexOf("{{") > opened.lastIndexOf("}}");
  const at = isInBraces ? opened.trimEnd().length : cursor;
  const piece = isInBraces ? ` | ${name}` : `${NEEDS_VALUE}${name} }}`;
  if (editor) {
    editor.session.insert(editor.session.doc.indexToPosition(at), piece);
    editor.focus();
  } else {
    box.setRangeText(piece, at, at, "end");
    box.dispatchEvent(new Event("input"));
    box.focus();
  }
  say(`${name} inserted.`);
}

function store(owner, text) {
  const { rowId, at } = owner.context;
  const slotId = slotIdOf(rowId, at);
  const changed = withOptionsAt(rowOf(rowId).value, at, () => ({ text }));
  setValue(rowId, changed, {
    label: `change the template in ${slotName(slotId)}`,
    merge: `liquid ${slotId}`,
  });
}
