/**
 * `<field-rows>`: the destination's fields, how many are mapped, and the fields that the user
 * adds.
 */

import { nameOf } from "mapper/document.js";
import { h, icon, keep, need, setText } from "mapper/h.js";
import { withSteps } from "mapper/later.js";
import { say } from "mapper/say.js";
import { isAside, shownRows } from "mapper/shown-fields.js";
import { addRow, arm, isArmed, state, subscribe } from "mapper/store.js";
import "mapper/row.js";
import "mapper/slot.js";

class FieldRows extends HTMLElement {
  start() {
    this.list = h("div", { class: "rows__list" });
    this.append(this.list);
    if (state.boot.action.allows_extra_fields && state.boot.can_edit) this.append(this.makeAdder());
    need("#leave-whole").hidden = !state.boot.can_edit;
    need("#leave-whole").addEventListener("click", () =>
      withSteps((steps) => steps.leaveWhole(this)),
    );
    this.stop = this.makeStop();
    need("#armed").after(this.stop);
    this.addEventListener("keydown", (event) => this.pressed(event));
    this.addEventListener(
      "mousedown",
      (event) => event.target.closest("field-row, button") || arm(null),
    );
    this.addEventListener("dragover", (event) => this.draggedOver(event));
    this.addEventListener("dragleave", () => this.classList.remove("is-target"));
    this.addEventListener("drop", (event) => this.dropped(event));
    subscribe(() => this.refresh());
  }

  rows() {
    return [...this.querySelectorAll("field-row")];
  }

  /** Bring a row into view and the focus into its slot; one that is not shown is, once armed. */
  focusRow(id) {
    if (state.boot.can_edit) arm(id);
    this.rows()
      .find((row) => row.rowId === id)
      ?.focusSlot();
  }

  refresh() {
    const { rows, whole } = state.doc;
    if (this.adder) this.adder.hidden = whole;
    this.stop.hidden = state.armed === null;
    const shown = shownRows(rows, isArmed);
    const aside = shown.filter((row) => isAside(row, isArmed) || this.more?.holds(row.id));
    keep(
      this.list,
      shown.filter((row) => !aside.includes(row)),
      (row) => row.id,
      makeRow,
      (node, row) => node.show(row),
    );
    this.showAside(aside);
    const mapped = shown.filter((row) => row.value !== undefined).length;
    setText(
      need("#mapped-count"),
      whole ? "one function" : shown.length ? `${mapped} of ${shown.length} mapped` : "",
    );
    const kept = rows.filter((row) => row.value !== undefined && !shown.includes(row));
    need("#hidden-note").hidden = kept.length === 0;
    setText(
      need("#hidden-note"),
      `Not shown now, with the value kept: ${kept.map(nameOf).join(", ")}.`,
    );
    need("#whole-note").hidden = !whole;
    need("#no-fields-note").hidden = rows.length > 0;
  }

  /** Fields that stand behind a disclosure, which is loaded with the first of them. */
  showAside(rows) {
    if (this.more || !rows.length) return this.more?.show(rows);
    return import("mapper/more-fields.js").then(
      ({ makeMore }) => ((this.more ??= makeMore(this.list, makeRow)), this.refresh()),
      () => null, // the next redraw asks again
    );
  }

  /** The way out of choosing a value; it stands in the banner that says what is chosen for. */
  makeStop() {
    const stop = () => {
      arm(null);
      need("event-tree").focus();
      say("Not choosing a value any more.");
    };
    const words = { "aria-label": "Stop choosing", title: "Stop choosing" };
    const look = { type: "button", class: "stop-choosing", ...words, onclick: stop };
    return h("button", look, "Stop");
  }

  makeAdder() {
    const add = () => this.add("", undefined);
    this.adder = h(
      "button",
      { type: "button", class: "button button--quiet rows__add", onclick: add },
      icon("plus"),
      "Add destination field",
    );
    return this.adder;
  }

  /** Add a field, and let its key be typed at once. */
  add(key, value) {
    const row = addRow(key, value);
    const node = this.list.lastElementChild;
    node.field.select();
    node.scrollIntoView({ block: "nearest" });
    return row;
  }

  pressed(event) {
    if (!event.altKey || !["ArrowDown", "ArrowUp"].includes(event.key)) return;
    const rows = this.rows();
    const at = rows.findIndex((row) => row.contains(document.activeElement));
    rows[at + (event.key === "ArrowDown" ? 1 : -1)]?.focusSlot();
    event.preventDefault();
  }

  draggedOver(event) {
    const isPath = event.dataTransfer.types.includes("application/x-event-path");
    if (!this.adder || state.doc.whole || !isPath) return;
    if (event.target.closest("field-row")) return this.classList.remove("is-target");
    event.preventDefault();
    event.dataTransfer.dropEffect = "copy";
    this.classList.add("is-target");
  }

  dropped(event) {
    const text = event.dataTransfer.getData("application/x-event-path");
    this.classList.remove("is-target");
    if (!text || !this.adder || state.doc.whole) return;
    event.preventDefault();
    withSteps((steps) => steps.addFrom(this, JSON.parse(text)));
  }
}

function makeRow(row) {
  const node = document.createElement("field-row");
  node.start(row);
  return node;
}

customElements.define("field-rows", FieldRows);
