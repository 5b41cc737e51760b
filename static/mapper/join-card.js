/** The inside of "Join text and fields": texts and event fields in a row, and one more to add. */

import { argumentIn } from "mapper/card-arguments.js";
import { withOptionsAt } from "mapper/expressions.js";
import { h, keep, update } from "mapper/h.js";
import { say } from "mapper/say.js";
import { slotIdOf, slotName } from "mapper/slots.js";
import { rowOf, setValue } from "mapper/store.js";
import { moved, NEXT, separated } from "mapper/template-parts.js";

const SEPARATORS = [
  [" ", "space"],
  [", ", "comma"],
  [" – ", "dash"],
  ["/", "slash"],
];

const WAYS = [
  [-1, "←", "Move the part left"],
  [1, "→", "Move the part right"],
];

/** Returns {node, show(card, context)}. */
export function makeJoin(owner, drawing) {
  const parts = h("div", { class: "join__parts" });
  const between = h("div", {
    class: "join__between",
    role: "group",
    "aria-label": "Between parts",
  });
  const node = h("div", { class: "join" }, parts, between);
  between.append(
    h("span", { class: "control__label", "aria-hidden": "true" }, "Between parts"),
    ...SEPARATORS.map(([text, word]) => {
      const put = () => change(owner, (all) => separated(all, text, TEXTS), "separate the parts");
      return h("button", { type: "button", class: "button button--small", onclick: put }, word);
    }),
  );
  let chosen = null; // the part that was last come to: what the buttons move
  parts.addEventListener("focusin", ({ target }) => (chosen = partOf(target)));
  parts.addEventListener("keydown", (event) => pressed(event, owner, parts));
  between.append(
    h("span", { class: "control__label", "aria-hidden": "true" }, "Move"),
    ...WAYS.map(([by, sign, words]) => {
      const look = { type: "button", class: "button button--small", "aria-label": words };
      const move = () => {
        if (!chosen) return say("Choose a part first.");
        chosen = partOf(moveBy(owner, parts, chosen, by));
      };
      return h("button", { ...look, title: words, onclick: move }, sign);
    }),
  );
  return { node, show: (card, context) => show({ owner, parts, between, drawing }, card, context) };
}

const TEXTS = SEPARATORS.map(([text]) => text);

function show({ owner, parts, between, drawing }, card, context) {
  const fields = card.options.parts.map((part) => part.raw !== undefined);
  between.hidden = !context.canEdit || fields.filter(Boolean).length < 2;
  const all = [...card.options.parts, ...(context.canEdit ? [{ id: NEXT, raw: "" }] : [])];
  keep(
    parts,
    all,
    ({ id, raw }) => `${id} ${raw === undefined}`,
    ({ raw }) => (raw === undefined ? textBox(owner) : drawing.makeArgument()),
    (child, part) => showPart(child, part, { owner, card, context, drawing }),
  );
}

function showPart(child, part, { card, context, drawing }) {
  child.dataset.part = part.id;
  if (part.raw === undefined) return showText(child, part, card, context);
  const arg = card.args.find(({ id }) => id === part.id) ?? { id: part.id, value: undefined };
  const shown = argumentIn(card, context, arg);
  drawing.showArgument(child, {
    ...shown,
    isBare: true,
    placeholder: part.id === NEXT ? "Add a field or text" : null,
  });
}

function textBox(owner) {
  const box = h("input", { type: "text", class: "input join__text", autocomplete: "off" });
  box.addEventListener("input", () => {
    const { part } = box.dataset;
    const edited = (all) =>
      all.map((one) => (one.id === part ? { id: part, text: box.value } : one));
    change(owner, edited, "write a text", `text ${part}`);
    if (!box.isConnected) owner.querySelector(`[data-part="${NEXT}"] input`)?.focus();
  });
  return box;
}

function showText(box, { text, id }, card, { canEdit }) {
  update(box, {
    "aria-label": `Text, ${card.kind.labelOf(id, card)}`,
    size: Math.max(2, text.length),
  });
  if (box.value !== text) box.value = text;
  box.readOnly = !canEdit;
}

/** Alt with an arrow moves the part that has the focus. */
function pressed(event, owner, parts) {
  const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  const id = partOf(event.target);
  if (!by || !event.altKey || !id) return;
  event.preventDefault();
  event.stopPropagation();
  const now = moveBy(owner, parts, id, by);
  (now.matches("input") ? now : now.querySelector("input"))?.focus();
}

/** The id of the part that holds an element; null for the place that takes the next one. */
function partOf(node) {
  const { part = NEXT } = node.closest("[data-part]")?.dataset ?? {};
  return part === NEXT ? null : part;
}

/** Move a part by one place and say where it is; returns the element that shows it now. */
function moveBy(owner, parts, id, by) {
  const at = [...parts.children].findIndex((child) => child.dataset.part === id);
  change(owner, (all) => moved(all, id, by), "move a part");
  // The template is read anew, and its parts are numbered by their places.
  const now = parts.children[Math.max(0, Math.min(parts.children.length - 2, at + by))];
  say(`Part ${[...parts.children].indexOf(now) + 1}.`);
  return now;
}

function change(owner, act, words, merge = null) {
  const { rowId, at } = owner.context;
  const row = rowOf(rowId);
  const changed = withOptionsAt(row.value, at, (options) => ({ parts: act(options.parts) }));
  const slotId = slotIdOf(rowId, at);
  setValue(rowId, changed, {
    label: `${words} in ${slotName(slotId)}`,
    merge: merge && `${merge} ${slotId}`,
  });
}
