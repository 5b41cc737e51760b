/**
 * `<value-slot>`: the box that takes a value – of a row, or of an argument of a function in it.
 * Typing, the list, picks in the tree, and drops all end in the same step.
 */

import { showChip } from "mapper/chip.js";
import { makeCombo } from "mapper/combo.js";
import { h, icon, update } from "mapper/h.js";
import { fieldToMap, pickField, pickInto, refusalOf } from "mapper/pick.js";
import { afterPointer, takeDrops } from "mapper/pointer.js";
import { say } from "mapper/say.js";
import { slotOptions } from "mapper/slot-options.js";
import { fillSlot, seenFrom, slotName, valueIn } from "mapper/slots.js";
import { arm, state, touch } from "mapper/store.js";
import { chipText, describe, pathValue } from "mapper/values.js";

export const NOT_USED = "Not used yet: press Enter to choose, or Esc to drop it.";

let made = 0;

class ValueSlot extends HTMLElement {
  /**
   * Build the parts once; `show` brings them up to date.
   *
   * `onnote(hasText)` hears of a text that is left in the box, `onbuild()` of a click on a
   * function.
   */
  start(slotId, { onnote = () => {}, onbuild = null, takesDrops = true } = {}) {
    this.number = made += 1;
    this.slotId = slotId;
    this.onnote = onnote;
    this.onbuild = onbuild;
    this.words = h("span", { class: "chip__words", id: `chip-${this.number}` });
    this.input = h("input", { type: "text", class: "slot__input", id: `slot-${this.number}` });
    const clear = { type: "button", class: "chip__clear", onclick: () => this.clearValue() };
    this.clear = h("button", clear, icon("x-mark"));
    this.chip = h("span", { class: "chip", hidden: true }, this.words, this.clear);
    const open = { type: "button", class: "slot__event", onclick: () => this.openEvent() };
    this.fromEvent = h("button", open, icon("list-bullet"));
    this.append(this.chip, this.input, this.fromEvent);
    update(this, { class: "slot", "data-slot": slotId });
    this.combo = makeCombo(this.input, {
      frame: this,
      listName: "Event fields",
      options: (text) => this.options(text),
      onkey: (event) => this.pressed(event),
      canOpen: () => !this.input.readOnly,
    });
    this.listen();
    if (takesDrops) this.takeDrops();
  }

  listen() {
    this.input.addEventListener("focus", () => state.boot.can_edit && arm(this.slotId));
    this.input.addEventListener("blur", () => this.left());
    this.input.addEventListener("input", () => this.input.value || this.noteText(false));
    this.addEventListener("pointerdown", () => (this.waiting = this.canEdit && fieldToMap()));
    this.addEventListener("click", (event) => this.clicked(event), { capture: true });
    this.addEventListener("mousedown", (event) => this.grabFocus(event));
  }

  takeDrops() {
    takeDrops(this, {
      canTake: () => this.canEdit,
      take: (keys) => pickInto(this.slotId, pathValue(keys)),
    });
  }

  /**
   * `about`: {name, key, field, value, canEdit, isRequired, isWrong, describedBy, placeholder,
   * clear}; `clear()` is for what must not stay behind empty.
   */
  show(about) {
    this.about = about;
    const isMapped = about.value !== undefined;
    if (this.isShown && this.value !== about.value) this.dropText();
    if (!this.isShown || this.value !== about.value) this.showValue(about, isMapped);
    const { name, canEdit } = about;
    this.canEdit = canEdit;
    this.clear.hidden = this.fromEvent.hidden = !canEdit;
    this.input.readOnly = !canEdit;
    this.classList.toggle("is-armed", state.armed === this.slotId);
    update(this.clear, { "aria-label": `Clear ${name}` });
    update(this.fromEvent, { "aria-label": `Pick from event for ${name}` });
    const described = [isMapped ? this.words.id : null, about.describedBy];
    update(this.input, {
      "aria-label": `Value for ${name}`,
      "aria-required": about.isRequired ? "true" : null,
      "aria-invalid": about.isWrong ? "true" : null,
      "aria-describedby": described.filter(Boolean).join(" ") || null,
      placeholder:
        isMapped || !canEdit ? " " : (about.placeholder ?? "Pick a field or type a value"),
    });
  }

  showValue(about, isMapped) {
    this.isShown = true;
    this.value = about.value;
    this.chip.hidden = !isMapped;
    update(this, { "data-empty": !isMapped });
    if (isMapped) showChip(this.chip, this.words, about.value);
  }

  options(text) {
    const { key, field, value, isBare } = this.about;
    const row = { key, field, value, event: seenFrom(this.slotId) };
    const written = isBare ? this.input.value : text; // a part of a joined text
    return slotOptions(row, text, written).flatMap((option) => {
      const { kind } = describe(option.value);
      const refusal = refusalOf(this.slotId, kind);
      const hint = refusal || option.hint;
      return refusal && kind === "event" ? [] : { ...option, hint, pick: () => this.take(option) };
    });
  }

  /** Say that a text is still in the box, or do so no more. */
  noteText(hasText) {
    if (this.hasText === hasText || !this.isConnected) return;
    this.hasText = hasText;
    this.onnote(hasText);
    if (hasText) say(NOT_USED);
  }

  dropText() {
    this.input.value = "";
    this.hasText = false;
  }

  take(option) {
    this.input.value = "";
    pickInto(this.slotId, option.value);
  }

  clearValue() {
    const [name, value] = [slotName(this.slotId), valueIn(this.slotId)];
    if (this.about.clear) this.about.clear();
    else {
      arm(this.slotId); // a field that is shown for its value alone stays until it is left
      fillSlot(this.slotId, undefined);
    }
    if (this.isConnected) this.input.focus();
    say(`${name} cleared. It was ${chipText(value)}.`);
  }

  openEvent() {
    arm(this.slotId);
    this.dispatchEvent(new CustomEvent("pick-from-event", { bubbles: true, detail: this }));
  }

  pressed(event) {
    const isEmpty = this.input.value === "";
    if (event.key === "Escape" && !isEmpty) {
      this.input.value = "";
      this.noteText(false);
    } else if (event.key === "Escape") {
      this.dispatchEvent(new CustomEvent("leave-to-tree", { bubbles: true }));
    } else if (event.key === "Backspace" && isEmpty && this.value !== undefined && this.canEdit) {
      this.clearValue();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  left() {
    if (this.input.value.trim() === "") this.input.value = "";
    if (!state.boot.can_edit) return;
    afterPointer(() => {
      this.noteText(this.input.value !== "");
      touch(this.slotId);
    });
  }

  /** A click while the "Map to…" menu of an event field is open puts that field here. */
  clicked(event) {
    if (!this.waiting || event.target.closest("button")) return;
    event.stopPropagation();
    pickField(this.waiting, this.slotId);
    this.waiting = null;
  }

  /** A click goes to the text box and opens the list; on a function it opens the builder. */
  grabFocus(event) {
    if (event.target.closest("button")) return;
    if (this.waiting) return event.preventDefault();
    if (event.target === this.input) return;
    event.preventDefault();
    this.input.focus();
    const isFunction = this.value !== undefined && describe(this.value).kind === "function";
    if (isFunction && this.onbuild && this.chip.contains(event.target)) this.onbuild();
    else this.combo.open();
  }
}

customElements.define("value-slot", ValueSlot);
