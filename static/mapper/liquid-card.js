/** The inside of "Liquid template": its text, how long it is, and fields that a pick puts into it. */

import { withOptionsAt } from "mapper/expressions.js";
import { h, setText, update } from "mapper/h.js";
import { formatPath } from "mapper/paths.js";
import { say } from "mapper/say.js";
import { slotIdOf, slotName } from "mapper/slots.js";
import { arm, rowOf, setValue, state } from "mapper/store.js";
import { keysOf } from "mapper/values.js";

/** The id under which a pick goes into the text. */
const INSERT = "insert";

/** Returns {node, show(card, context)}. */
export function makeLiquid(owner) {
  const box = h("textarea", { class: "textarea textarea--code", rows: "4", spellcheck: "false" });
  const count = h("span", { class: "liquid__count" });
  const tip = h("span", {}, "Pick an event field to insert it at the cursor.");
  const node = h("div", { class: "liquid" }, box, h("div", { class: "liquid__foot" }, tip, count));
  node.takePick = (value) => insert(box, value);
  box.addEventListener("focus", () => state.boot.can_edit && arm(node.dataset.slot));
  box.addEventListener("input", () => store(owner, box.value));
  return { node, show: (card, context) => show({ node, box, count, tip }, card, context) };
}

function show({ node, box, count, tip }, { options }, { rowId, at, label, canEdit }) {
  update(node, { "data-slot": slotIdOf(rowId, [...at, INSERT]) });
  update(box, { "aria-label": `Liquid template${label ? ` for ${label}` : ""}` });
  if (box.value !== options.text) box.value = options.text;
  box.readOnly = !canEdit;
  tip.hidden = !canEdit;
  const most = state.boot.limits.max_liquid_chars ?? 0;
  const isLong = most > 0 && options.text.length > most;
  const length = options.text.length.toLocaleString("en");
  setText(count, most ? `${length} of ${most.toLocaleString("en")} characters` : `${length} characters`);
  update(box, { "aria-invalid": isLong ? "true" : null });
}

/** Put an event field at the cursor; anything else is not for a template. */
function insert(box, value) {
  const keys = keysOf(value);
  if (!keys) return false;
  box.setRangeText(`{{ ${formatPath(keys)} }}`, box.selectionStart, box.selectionEnd, "end");
  box.dispatchEvent(new Event("input"));
  say(`${formatPath(keys)} inserted.`);
  return true;
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
