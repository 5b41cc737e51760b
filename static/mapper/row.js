/**
 * `<field-row>`: one destination field with its slot, the result in the test event, what is wrong
 * with it, and the builder under it.
 */

import { nameOf } from "mapper/document.js";
import { h, icon, update } from "mapper/h.js";
import { withSteps } from "mapper/later.js";
import { pickInto, refusalOf } from "mapper/pick.js";
import { takeDrops } from "mapper/pointer.js";
import { showLines, showResult } from "mapper/row-lines.js";
import { makeRowMenu } from "mapper/row-menu.js";
import { isRemoved, makeName } from "mapper/row-name.js";
import { answerFor, areHintsLoaded, linesOf, resultOf } from "mapper/row-state.js";
import { toast } from "mapper/say.js";
import { NOT_USED } from "mapper/slot.js";
import { isArmed, rowOf, state } from "mapper/store.js";
import { pathValue } from "mapper/values.js";

let made = 0;

class FieldRow extends HTMLElement {
  /** Build the parts once; `show` brings them up to date. */
  start(row) {
    this.number = made += 1;
    this.rowId = row.id;
    this.box = document.createElement("value-slot");
    this.box.start(row.id, {
      onnote: () => this.showState(rowOf(this.rowId)),
      onbuild: () => this.openBuilder(),
      takesDrops: false, // the whole row takes them
    });
    this.build = this.makeBuildButton();
    this.box.append(this.build);
    this.result = h("div", { class: "row__result", id: `result-${this.number}` });
    this.lines = h("div", { class: "row__lines", id: `lines-${this.number}` });
    this.field = makeName(row, {
      onremove: () => withSteps((steps) => steps.takeAway(this)),
      onenter: () => this.leaveKey(),
      ontrouble: (text) => this.noteKey(text),
    });
    const arrow = h("span", { class: "row__arrow", "aria-hidden": "true" }, icon("arrow-right"));
    const under = h("div", { class: "row__under" }, this.result, this.lines);
    this.menu = makeRowMenu(this);
    this.append(this.box, arrow, this.field.node, this.menu.node, under);
    update(this, { role: "group", class: "row", "data-row": row.id });
    takeDrops(this, {
      canTake: ({ target }) => this.canEdit && !target.closest(".builder"),
      take: (keys) => pickInto(this.rowId, pathValue(keys)),
    });
    this.addEventListener("keydown", (event) => this.pressed(event));
  }

  makeBuildButton() {
    const button = { type: "button", class: "slot__build", onclick: () => this.toggleBuilder() };
    return h("button", { ...button, "aria-expanded": "false" }, "ƒx");
  }

  focusSlot() {
    this.box.input.focus();
    this.scrollIntoView({ block: "nearest" });
  }

  /** Render from the store. Parts that are as before are not touched. */
  show(row) {
    const canEdit = state.boot.can_edit && !isRemoved(row) && !row.field?.read_only;
    this.classList.toggle("is-armed", isArmed(row.id));
    update(this, { "data-locked": !canEdit, "aria-label": nameOf(row) });
    if (this.row?.key !== row.key) this.field.show(row);
    this.menu.show(row);
    const isNew = !this.row;
    this.row = row;
    this.canEdit = canEdit;
    this.refusal = refusalOf(row.id, "function");
    update(this.build, {
      "aria-label": `Build a value for ${nameOf(row)}`,
      "aria-disabled": this.refusal ? "true" : null,
      title: this.refusal || "Build a value",
    });
    this.build.hidden = !canEdit;
    this.showSlot(row);
    this.showState(row);
    this.builder?.show(row);
    if (isNew && isStructured(row.field)) this.prepareBuilder();
  }

  showSlot(row) {
    this.box.show({
      name: nameOf(row),
      key: row.key,
      field: row.field,
      value: row.value,
      canEdit: this.canEdit,
      isRequired: row.field?.required === true,
      isWrong: this.dataset.severity === "red",
      describedBy: `${this.result.id} ${this.lines.id}`,
      placeholder: placeholderOf(row.id),
    });
  }

  showState(row) {
    if (!row) return;
    const answer = answerFor(row);
    const problems = state.problems.get(row.id);
    const isTouched = state.touched.has(row.id);
    const { hasText } = this.box;
    const now = [isArmed(row.id), areHintsLoaded(), hasText, this.keyTrouble];
    const inputs = [row, answer, problems, isTouched, state.preview.problems, ...now];
    if (this.shown?.every((value, at) => value === inputs[at])) return;
    this.shown = inputs;
    const keyTrouble = row.key === "" && this.keyTrouble;
    const lines = linesOf(row, { answer, problems, isTouched, keyTrouble });
    const hasNone = row.value === undefined || hasText || lines.some((line) => line.isOfKey);
    showResult(this.result, hasNone ? null : resultOf(answer));
    const note = { severity: "neutral", text: NOT_USED };
    const told = hasText ? [note, ...lines.slice(1)] : lines;
    showLines(this.lines, told, (fix) => withSteps((steps) => steps.mend(this, fix)));
    const ofValue = lines.filter((line) => !line.isOfKey);
    const worst = ["red", "amber"].find((one) => ofValue.some(({ severity }) => severity === one));
    update(this, { "data-severity": worst });
    update(this.box.input, {
      "aria-invalid": worst === "red" ? "true" : null,
      "aria-description": row.value === undefined ? null : answer?.explanation || null,
    });
    this.field.markWrong(lines.length > ofValue.length);
  }

  /** Why what stands in the key's box is no key; the row is not saved until it is one. */
  noteKey(text) {
    this.keyTrouble = text;
    if (this.isConnected) this.showState(rowOf(this.rowId));
  }

  toggleBuilder() {
    if (this.builder?.isOpen) this.builder.close();
    else this.openBuilder();
  }

  /** Open the builder under the row; its modules are loaded with the first one. */
  async openBuilder() {
    if (this.refusal) return toast(this.refusal);
    if (await this.prepareBuilder()) this.builder.open();
  }

  async prepareBuilder() {
    const { makeBuilder } = await import("mapper/builder.js");
    if (!this.isConnected) return false;
    this.builder ??= makeBuilder(this);
    this.builder.show(this.row);
    return true;
  }

  pressed(event) {
    if (!event.altKey || event.key !== "Enter" || !this.canEdit) return;
    event.preventDefault();
    this.toggleBuilder();
  }

  /** Enter in the key: on to the slot, or to a next field when the slot is filled. */
  leaveKey() {
    if (this.row.value === undefined) this.focusSlot();
    else this.closest("field-rows").add("", undefined);
  }
}

/** What to do in an empty slot that does not take both event fields and fixed values. */
function placeholderOf(id) {
  const [noEvent, noFixed] = [refusalOf(id, "event"), refusalOf(id, "fixed")];
  if (noEvent) return noFixed ? "Build a value" : "Type a value";
  return noFixed ? "Pick a field" : null;
}

/** True for a list or an object, whose builder says how it is filled. */
function isStructured(field) {
  return field?.multiple === true || field?.type === "object";
}

customElements.define("field-row", FieldRow);
