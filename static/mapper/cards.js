/** Draws the card of one function: title, options, arguments, and the way to take it away. */

import { makeAdder } from "mapper/add-member.js";
import { makeControl, showControl } from "mapper/controls.js";
import { cardOf, unwrapped, withValueAt } from "mapper/expressions.js";
import { h, icon, keep, setText, update } from "mapper/h.js";
import { DRAWINGS } from "mapper/card-drawings.js";
import { argumentsOf, drop, takesOtherKeys } from "mapper/card-arguments.js";
import { partText } from "mapper/part-values.js";
import { say } from "mapper/say.js";
import { fillSlot, slotIdOf, slotName } from "mapper/slots.js";
import { rowOf, setValue } from "mapper/store.js";

const DEEPEST = 4;

/** A card's element; `showCard` fills it. `context` is that of the argument it stands in. */
export function makeCard(context, drawing) {
  const { kind } = cardOf(context.value);
  const isItem = context.isFixedKind && context.at.length > 0;
  const label = isItem ? "Each item" : kind.label;
  const title = h("span", { class: "fx__title" }, label);
  const trail = h("span", { class: "fx__trail" });
  const remove = h("button", { type: "button", class: "fx__remove" }, icon("x-mark"));
  const result = h("span", { class: "fx__result" });
  const head = h("div", { class: "fx__head" }, trail, title, remove, result);
  const controls = h("div", { class: "fx__controls" });
  const args = h("div", { class: "fx__args" });
  const node = h("div", { class: "fx", role: "group", "aria-label": label }, head);
  node.parts = { trail, remove, result, args };
  node.context = context;
  node.controls = (kind.controls ?? []).map((control) => ({
    control,
    node: makeControl(control, () => ({ ...node.context, kind })),
  }));
  controls.append(...node.controls.map((one) => one.node));
  if (node.controls.length) node.append(controls);
  node.special = kind.drawing ? DRAWINGS[kind.drawing](node, drawing) : null;
  node.append(node.special ? node.special.node : args);
  if (kind.add) node.append(addButton(node, kind, drawing));
  if (kind.name === "object") {
    node.adder = makeAdder(() => node.context);
    node.append(node.adder.node);
  }
  remove.addEventListener("click", () => takeAway(node, drawing));
  return node;
}

/** Bring a card up to date with the value in its argument. */
export function showCard(node, context, drawing) {
  const card = cardOf(context.value);
  const { kind } = card;
  node.context = context;
  const { trail, remove, result, args } = node.parts;
  setText(result, context.at.length ? partText(context) : "");
  const isDeep = context.depth > DEEPEST;
  node.classList.toggle("fx--deep", isDeep);
  setText(trail, isDeep ? `${context.trail.join(" › ")} ›` : "");
  remove.hidden = !context.canEdit || context.isFixedKind === true;
  update(remove, { "aria-label": removeWords(card) });
  for (const one of node.controls)
    showControl(one.node, one.control, { options: card.options, canEdit: context.canEdit });
  if (node.adding) {
    node.adding.hidden = !context.canEdit;
    node.adding.disabled = !kind.add.canAdd(card);
  }
  if (node.special) return node.special.show(card, context);
  const shown = argumentsOf(card, context);
  node.adder?.show({
    label: nameOfObject(context),
    canAdd: context.canEdit && takesOtherKeys(context.field),
    taken: shown.map(({ key }) => key),
  });
  keep(
    args,
    shown,
    (arg) => arg.at.at(-1),
    () => drawing.makeArgument(),
    (child, arg) => drawing.showArgument(child, { ...arg, remove: removal(node, arg, drawing) }),
  );
}

/** What an object is called where keys are added to it: "each item", or its own name. */
function nameOfObject({ rowId, at, isFixedKind }) {
  return isFixedKind && at.length ? "each item" : slotName(slotIdOf(rowId, at));
}

function removeWords(card) {
  const [first] = card.args;
  const { kind } = card;
  const keeps = first && kind.keepsFirst !== false && unwrapped(card) !== undefined;
  const name = keeps ? kind.labelOf(first.id, card) : "";
  return keeps
    ? `Remove ${kind.label}, keep its ${name === "first choice" ? "first value" : name}`
    : `Remove ${kind.label}`;
}

/** Take the function away; its first argument stays. */
function takeAway(node, drawing) {
  const { rowId, at, value } = node.context;
  const card = cardOf(value);
  const arg = node.closest(".arg");
  const row = node.closest("field-row");
  const slotId = slotIdOf(rowId, at);
  const name = slotName(slotId);
  const left = card.kind.keepsFirst === false ? undefined : unwrapped(card);
  if (left === undefined && node.context.clear) node.context.clear();
  else fillSlot(slotId, left);
  if (arg.isConnected) drawing.focusArgument(arg);
  if (document.activeElement === document.body) row.builder.focusFirst(); // it was the last one
  say(`${card.kind.label} removed from ${name}.`);
}

function addButton(node, kind, drawing) {
  const words = [icon("plus"), kind.add.label];
  const add = h(
    "button",
    { type: "button", class: "button button--quiet button--small fx__add" },
    words,
  );
  add.addEventListener("click", () => {
    const { rowId, at, value } = node.context;
    const id = String(cardOf(value).args.length);
    fillIn(
      rowId,
      [...at, id],
      undefined,
      `${kind.add.label.toLowerCase()} in ${slotName(slotIdOf(rowId, at))}`,
    );
    drawing.focusArgument(node.parts.args.lastElementChild);
  });
  node.adding = add;
  return add;
}

function removal(node, arg, drawing) {
  const card = cardOf(node.context.value);
  const place = card.args.findIndex(({ id }) => id === arg.at.at(-1));
  const canRemove = arg.canRemove ?? card.kind.remove?.canRemove(arg, place, card);
  if (!canRemove) return null;
  const label = `Remove ${arg.label}`;
  const act = () => {
    drop(arg);
    const left = node.parts.args.children;
    const neighbour = left[Math.min(place, left.length - 1)];
    if (neighbour) drawing.focusArgument(neighbour);
    else node.adding?.focus();
    say(`${arg.label} removed.`);
  };
  return { label, act };
}

/** Fill an argument that need not be there yet. */
function fillIn(rowId, at, value, label) {
  setValue(rowId, withValueAt(rowOf(rowId).value, at, value), { label });
}
