/**
 * `<field-row>`: one destination field with its slot, the result in the test event, and what is
 * wrong with it.
 */

import { showChip } from "mapper/chip.js";
import { makeCombo } from "mapper/combo.js";
import { nameOf } from "mapper/document.js";
import { h, icon, update } from "mapper/h.js";
import { fieldToMap, pickField, pickInto } from "mapper/pick.js";
import { afterPointer, takeDrops } from "mapper/pointer.js";
import { showLines, showResult } from "mapper/row-lines.js";
import { isRemoved, makeName } from "mapper/row-name.js";
import { linesOf, NOT_USED, resultOf } from "mapper/row-state.js";
import { say } from "mapper/say.js";
import { slotOptions } from "mapper/slot-options.js";
import { arm, removeRow, rowOf, setValue, state, touch } from "mapper/store.js";
import { chipText, pathValue } from "mapper/values.js";

let made = 0;

class FieldRow extends HTMLElement {
  /** Build the parts once; `show` brings them up to date. */
  start(row) {
    this.number = made += 1;
    this.rowId = row.id;
    this.words = h("span", { class: "chip__words", id: `chip-${this.number}` });
    this.input = h("input", { type: "text", class: "slot__input", id: `slot-${this.number}` });
    this.clear = h(
      "button",
      { type: "button", class: "chip__clear", onclick: () => this.clearValue() },
      icon("x-mark"),
    );
    this.chip = h("span", { class: "chip", hidden: true }, this.words, this.clear);
    this.fromEvent = h(
      "button",
      { type: "button", class: "slot__event", onclick: () => this.openEvent() },
      icon("list-bullet"),
    );
    this.box = h("div", { class: "slot" }, this.chip, this.input, this.fromEvent);
    this.result = h("div", { class: "row__result", id: `result-${this.number}` });
    this.lines = h("div", { class: "row__lines", id: `lines-${this.number}` });
    this.field = makeName(row, {
      onremove: () => this.takeAway(),
      onenter: () => this.leaveKey(),
    });
    const arrow = h("span", { class: "row__arrow", "aria-hidden": "true" }, icon("arrow-right"));
    this.append(
      this.box,
      arrow,
      this.field.node,
      h("div", { class: "row__under" }, this.result, this.lines),
    );
    update(this, { role: "group", class: "row", "data-row": row.id });
    this.combo = makeCombo(this.input, {
      frame: this.box,
      listName: "Event fields",
      options: (text) =>
        slotOptions(rowOf(this.rowId), text).map((option) => ({
          ...option,
          pick: () => this.take(option),
        })),
      onkey: (event) => this.pressed(event),
      canOpen: () => !this.input.readOnly,
    });
    this.listen();
  }

  listen() {
    this.input.addEventListener("focus", () => state.boot.can_edit && arm(this.rowId));
    this.input.addEventListener("blur", () => this.left());
    this.input.addEventListener("input", () => this.input.value || this.noteText(false));
    this.box.addEventListener("pointerdown", () => (this.waiting = this.canEdit && fieldToMap()));
    this.box.addEventListener("click", (event) => this.clicked(event), { capture: true });
    this.box.addEventListener("mousedown", (event) => this.grabFocus(event));
    takeDrops(this, {
      canTake: () => this.canEdit,
      take: (keys) => pickInto(this.rowId, pathValue(keys)),
    });
  }

  focusSlot() {
    this.input.focus();
    this.scrollIntoView({ block: "nearest" });
  }

  /** Render from the store. Parts that are as before are not touched. */
  show(row) {
    const canEdit = state.boot.can_edit && !isRemoved(row);
    this.classList.toggle("is-armed", state.armed === row.id);
    update(this, { "data-locked": !canEdit });
    if (this.row !== row || this.canEdit !== canEdit) this.showValue(row, canEdit);
    this.showState(row);
  }

  showValue(row, canEdit) {
    if (this.row?.key !== row.key) this.field.show(row);
    const name = nameOf(row);
    const isMapped = row.value !== undefined;
    if (this.row && this.row.value !== row.value) this.dropText();
    this.row = row;
    this.canEdit = canEdit;
    this.chip.hidden = !isMapped;
    this.clear.hidden = !canEdit;
    if (isMapped) showChip(this.chip, this.words, row.value);
    this.input.readOnly = !canEdit;
    this.fromEvent.hidden = !canEdit;
    update(this, { "aria-label": name });
    update(this.clear, { "aria-label": `Clear ${name}` });
    update(this.fromEvent, { "aria-label": `Pick from event for ${name}` });
    update(this.input, {
      "aria-label": `Value for ${name}`,
      "aria-required": row.field?.required === true ? "true" : null,
      "aria-describedby": `${isMapped ? `${this.words.id} ` : ""}${this.result.id} ${this.lines.id}`,
      placeholder: isMapped || !canEdit ? " " : "Pick a field or type a value",
    });
  }

  showState(row) {
    const answer = state.preview.answer?.fields?.[row.key];
    const problems = state.problems.get(row.id);
    const isTouched = state.touched.has(row.id);
    const inputs = [
      row,
      answer,
      problems,
      isTouched,
      state.preview.problems,
      state.armed === row.id,
      this.hasText,
    ];
    if (this.shown?.every((value, at) => value === inputs[at])) return;
    this.shown = inputs;
    const lines = linesOf(row, { answer, problems, isTouched });
    const hasNone = row.value === undefined || this.hasText || lines.some((line) => line.isOfKey);
    showResult(this.result, hasNone ? null : resultOf(answer));
    const note = { severity: "neutral", text: NOT_USED };
    const told = this.hasText ? [note, ...lines.slice(1)] : lines;
    showLines(this.lines, told, (fix) => setValue(this.rowId, fix.config));
    const ofValue = lines.filter((line) => !line.isOfKey);
    const worst = ["red", "amber"].find((one) => ofValue.some(({ severity }) => severity === one));
    update(this, { "data-severity": worst });
    update(this.input, { "aria-invalid": worst === "red" ? "true" : null });
    this.field.markWrong(lines.length > ofValue.length);
  }

  /** Say under the slot that a text is still in the box, or do so no more. */
  noteText(hasText) {
    const row = rowOf(this.rowId);
    if (this.hasText === hasText || !row) return;
    this.hasText = hasText;
    this.showState(row);
    if (hasText) say(NOT_USED);
  }

  dropText() {
    this.input.value = "";
    this.hasText = false;
  }

  take(option) {
    this.input.value = "";
    pickInto(this.rowId, option.value);
  }

  clearValue() {
    const { row } = this;
    setValue(this.rowId, undefined);
    this.input.focus();
    say(`${nameOf(row)} cleared. It was ${chipText(row.value)}.`);
  }

  /** Take the whole row away; the focus goes to a neighbour. */
  takeAway() {
    const name = nameOf(this.row);
    const neighbour = this.nextElementSibling ?? this.previousElementSibling;
    removeRow(this.rowId);
    neighbour?.focusSlot();
    say(`${name} removed.`);
  }

  openEvent() {
    arm(this.rowId);
    this.dispatchEvent(new CustomEvent("pick-from-event", { bubbles: true, detail: this }));
  }

  pressed(event) {
    if (event.key === "Escape" && this.input.value !== "") {
      this.input.value = "";
      this.noteText(false);
      event.preventDefault();
    } else if (event.key === "Escape") {
      this.dispatchEvent(new CustomEvent("leave-to-tree", { bubbles: true }));
      event.preventDefault();
    }
    if (
      event.key === "Backspace" &&
      this.input.value === "" &&
      this.row.value !== undefined &&
      this.canEdit
    ) {
      this.clearValue();
      event.preventDefault();
    }
  }

  left() {
    if (this.input.value.trim() === "") this.input.value = "";
    if (!state.boot.can_edit) return;
    afterPointer(() => {
      this.noteText(this.input.value !== "");
      touch(this.rowId);
    });
  }

  /** Enter in the key: on to the slot, or to a next field when the slot is filled. */
  leaveKey() {
    if (this.row.value === undefined) this.focusSlot();
    else this.closest("field-rows").add("", undefined);
  }

  /** A click while the "Map to…" menu of an event field is open puts that field here. */
  clicked(event) {
    if (!this.waiting || event.target.closest("button")) return;
    event.stopPropagation();
    pickField(this.waiting, this.rowId);
    this.waiting = null;
  }

  /** A click anywhere in the slot goes to its text box, and opens the list. */
  grabFocus(event) {
    if (event.target.closest("button")) return;
    if (this.waiting) return event.preventDefault();
    if (event.target === this.input) return;
    event.preventDefault();
    this.input.focus();
    this.combo.open();
  }
}

customElements.define("field-row", FieldRow);
