/**
 * Draws an argument of a function: a slot, a typed editor, or the card of the function that is in
 * it; its value in the test event stands at its right edge.
 */

import { makeCard, showCard } from "mapper/cards.js";
import { cardOf } from "mapper/expressions.js";
import { fixedType, makeFixedEditor } from "mapper/fixed-editor.js";
import { openFunctions } from "mapper/function-menu.js";
import { fill, h, icon, setText, update } from "mapper/h.js";
import { makeJsonCard, showJsonCard } from "mapper/json-card.js";
import { isDirective } from "mapper/json-shapes.js";
import { partText } from "mapper/part-values.js";
import { NOT_USED } from "mapper/slot.js";
import { fillSlot, slotIdOf } from "mapper/slots.js";
import { keysOf } from "mapper/values.js";

/** An argument's element; `showArgument` fills it. */
export function makeArgument() {
  const label = h("span", { class: "arg__label" });
  const body = h("div", { class: "arg__body" });
  const result = h("span", { class: "arg__result" });
  return h("div", { class: "arg" }, label, body, result);
}

/**
 * Show one argument.
 *
 * `context`: {rowId, at, label, value, field, key, canEdit, keys, depth, trail, remove}. `keys`
 * lead to the value in the stored JSON; `remove` is {label, act} where the argument can go.
 */
export function showArgument(node, context) {
  const [label, body, result] = node.children;
  const words = context.isFixedKind ? "" : (context.words ?? context.label);
  setText(label, context.isRequired ? `${words} *` : words);
  label.hidden = words === "";
  const form = formOf(context.value);
  if (node.form !== form) {
    node.form = form;
    node.drawn = makeForm(form, context);
    fill(body, node.drawn.node, node.drawn.tools);
    node.classList.toggle("arg--card", node.drawn.isCard === true);
  }
  node.drawn.show(context);
  showRemove(node, context);
  setText(result, form.startsWith("card ") ? "" : partText(context));
}

/** Take away what an argument showed, so that nothing in it waits for a pick. */
export function emptyArgument(node) {
  node.form = null;
  fill(node.children[1]);
}

/** Put the focus where an argument is filled: into its first empty slot, else its first control. */
export function focusArgument(node) {
  const body = node.querySelector(".arg__body");
  const empty = body.querySelector("[data-empty] input");
  const first = body.querySelector("input, select, textarea, [role=switch]");
  (empty ?? first ?? body.querySelector("button"))?.focus();
}

/** How a value is drawn. */
function formOf(value) {
  const card = cardOf(value);
  if (card) return `card ${card.kind.name}`;
  if (isDirective(value) && !keysOf(value) && !("@literal" in value)) return "json";
  return fixedType(value) ?? "slot";
}

function makeForm(form, context) {
  const { rowId, at } = context;
  const slotId = slotIdOf(rowId, at);
  if (form === "json") return { ...withShow(makeJsonCard(context), showJsonCard), isCard: true };
  if (form.startsWith("card "))
    return { ...withShow(makeCard(context, drawing), showCard), isCard: true };
  const button = functionButton(slotId);
  if (form !== "slot") {
    const editor = makeFixedEditor(slotId, form);
    let shown = context;
    const empty = clearButton(() => (shown.clear ?? (() => fillSlot(slotId, undefined)))());
    return {
      node: (editor.node.append(empty, button), editor.node),
      tools: null,
      show(now) {
        shown = now;
        editor.show({ ...now, name: now.label });
        nameTools(button, empty, now);
      },
    };
  }
  return slotForm(slotId, button);
}

const drawing = { makeArgument, showArgument, focusArgument };

function withShow(node, show) {
  return { node, tools: null, show: (context) => show(node, context, drawing) };
}

function slotForm(slotId, button) {
  const slot = document.createElement("value-slot");
  const note = h("span", { class: "arg__note" });
  slot.start(slotId, { onnote: (hasText) => setText(note, hasText ? NOT_USED : "") });
  return {
    node: (slot.append(button), slot),
    tools: note,
    show(now) {
      slot.show({ ...now, name: now.label });
      nameTools(button, null, now);
    },
  };
}

function nameTools(button, empty, { label, canEdit, isBare }) {
  update(button, { "aria-label": `Apply a function to ${label}` });
  button.hidden = !canEdit || isBare === true;
  if (!empty) return;
  update(empty, { "aria-label": `Clear ${label}` });
  empty.hidden = !canEdit;
}

/** The button that opens the menu of functions for a slot; the focus then goes to its argument. */
export function functionButton(slotId, argument = null) {
  const button = h(
    "button",
    { type: "button", class: "arg__function", "aria-haspopup": "menu", "aria-expanded": "false" },
    h("span", { "aria-hidden": "true" }, "ƒx"),
    icon("chevron-down"),
  );
  button.addEventListener("click", () => {
    const filled = argument ?? button.closest(".arg");
    openFunctions(slotId, button, () => focusArgument(filled));
  });
  return button;
}

function clearButton(clear) {
  const button = h("button", { type: "button", class: "chip__clear" }, icon("x-mark"));
  button.addEventListener("click", () => {
    const arg = button.closest(".arg");
    clear();
    if (arg.isConnected) focusArgument(arg);
  });
  return button;
}

function showRemove(node, { remove, canEdit }) {
  if (!remove || !canEdit) {
    node.removing?.remove();
    return;
  }
  node.removing ??= h("button", { type: "button", class: "arg__remove" }, icon("trash"));
  node.removing.onclick = () => remove.act();
  update(node.removing, { "aria-label": remove.label });
  if (!node.removing.isConnected) node.append(node.removing);
}
