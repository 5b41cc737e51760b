/**
 * The builder under a row: the functions of the row's value, made of the same slots as the row.
 * It has no draft; whatever it shows is the row's value.
 */

import {
  emptyArgument,
  focusArgument,
  functionButton,
  makeArgument,
  showArgument,
} from "mapper/arguments.js";
import { nameOf } from "mapper/document.js";
import * as expressions from "mapper/expressions.js";
import { makeModes, modeOf, modesOf } from "mapper/fill-mode.js";
import { fixedType } from "mapper/fixed-editor.js";
import { functionsFor } from "mapper/function-menu.js";
import { fill, h, setText, update } from "mapper/h.js";
import { isDirective } from "mapper/json-shapes.js";
import { answerFor } from "mapper/row-state.js";
import { scopeOf } from "mapper/scopes.js";
import { placeOf, slotNode, useExpressions } from "mapper/slots.js";
import { arm, rowOf, state } from "mapper/store.js";
import { keysOf } from "mapper/values.js";

useExpressions({ ...expressions, scopeOf });

/** The builder of a row's element. Returns {isOpen, open(), close(), show(row)}. */
export function makeBuilder(row) {
  const builder = new Builder(row);
  if (builder.modes) row.append(builder.modes.node);
  row.append(builder.node);
  return builder;
}

class Builder {
  constructor(row) {
    this.row = row;
    this.isOpen = false;
    this.root = makeArgument();
    this.root.classList.add("arg--root");
    this.palette = h("div", { class: "palette" });
    this.done = h("button", { type: "button", class: "button button--small" }, "Done");
    this.done.addEventListener("click", () => this.close());
    this.apply = functionButton(row.rowId, this.root);
    this.apply.firstElementChild.textContent = "Apply a function";
    this.explanation = h("p", { class: "builder__explanation" });
    this.foot = h("div", { class: "builder__foot" }, this.apply, this.explanation, this.done);
    const id = `builder-${row.number}`;
    const look = { class: "builder", role: "group", id, hidden: true };
    this.node = h("div", look, this.palette, this.root, this.foot);
    const modes = modesOf(row.row.field);
    this.modes = modes?.length > 1 ? makeModes(row.rowId, nameOf(row.row), modes) : null;
    this.node.addEventListener("keydown", (event) => this.pressed(event));
    update(row.build, { "aria-controls": id });
  }

  open() {
    if (this.isOpen) return;
    this.setOpen(true);
    this.show(rowOf(this.row.rowId));
    this.focusFirst();
    this.node.scrollIntoView({ block: "nearest" });
  }

  /** Close it; the focus goes back to what opened it. */
  close() {
    this.setOpen(false);
    if (state.armed && placeOf(state.armed).at.length) arm(null);
    this.row.build.focus();
  }

  setOpen(isOpen) {
    this.isOpen = isOpen;
    this.node.hidden = !isOpen;
    update(this.row.build, { "aria-expanded": String(isOpen) });
  }

  show(row) {
    this.showMode(row);
    if (!this.isOpen) return this.disarmLost(row);
    update(this.node, { "aria-label": `Value builder for ${nameOf(row)}` });
    const isPlain = isPlainSlot(row.value);
    this.palette.hidden = !isPlain;
    this.root.hidden = isPlain && fixedType(row.value) === null;
    this.apply.hidden = isPlain || !this.row.canEdit;
    update(this.apply, { "aria-label": `Apply a function to ${nameOf(row)}` });
    if (isPlain) this.showPalette(row);
    const told = row.value === undefined ? "" : answerFor(row)?.explanation;
    setText(this.explanation, told ?? "");
    if (this.root.hidden) emptyArgument(this.root);
    else
      showArgument(
        this.root,
        rootContext(row, this.row.canEdit, Boolean(this.modes) && this.mode !== "whole"),
      );
    this.disarmLost(row);
  }

  /** A list or object that is built opens by itself; the radio group says how it is filled. */
  showMode(row) {
    if (!this.modes) return;
    this.modes.show({ value: row.value, canEdit: this.row.canEdit });
    const mode = row.value === undefined ? "whole" : modeOf(row.value);
    if (mode !== (this.mode ?? "whole")) this.setOpen(mode !== "whole");
    this.mode = mode;
  }

  /** The functions that can be applied to a value that has none yet. */
  showPalette(row) {
    if (this.paletteFor === row.value && this.palette.childElementCount) return;
    this.paletteFor = row.value;
    const groups = new Map();
    for (const one of functionsFor(row.id))
      groups.set(one.group, [...(groups.get(one.group) ?? []), one]);
    const blocks = [...groups].map(([name, functions]) => this.group(name, functions));
    fill(this.palette, blocks);
  }

  group(name, functions) {
    const buttons = functions.map(({ label, apply }) =>
      h(
        "button",
        { type: "button", class: "palette__item", onclick: () => this.start(apply) },
        label,
      ),
    );
    const items = h("span", { class: "palette__items" }, buttons);
    const heading = h("span", { class: "palette__name", "aria-hidden": "true" }, name);
    return h("div", { class: "palette__group", role: "group", "aria-label": name }, heading, items);
  }

  start(apply) {
    apply();
    this.focusFirst();
  }

  focusFirst() {
    if (!this.root.hidden) focusArgument(this.root);
    else this.palette.querySelector("button")?.focus();
  }

  pressed(event) {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    event.preventDefault();
    event.stopPropagation();
    this.close();
  }

  /** An argument that is gone or hidden, after Undo for one, waits for no pick any more. */
  disarmLost(row) {
    const { armed } = state;
    if (!armed || armed === row.id || placeOf(armed).rowId !== row.id) return;
    const isLost = () => !this.isOpen || !slotNode(armed);
    queueMicrotask(() => state.armed === armed && isLost() && arm(row.id));
  }
}

/** True for what the row's own slot shows in full: nothing, an event field, a fixed value. */
function isPlainSlot(value) {
  if (value === undefined || value === null || keysOf(value)) return true;
  return fixedType(value) !== null || (isDirective(value) && "@literal" in value);
}

function rootContext(row, canEdit, isFixedKind) {
  return {
    isFixedKind,
    rowId: row.id,
    at: [],
    label: fixedType(row.value) ? nameOf(row) : "",
    value: row.value,
    field: row.field,
    key: row.key,
    canEdit,
    keys: [],
    depth: 0,
    trail: [],
  };
}
