/** `<event-tree>`: the fields of the test event, as one ARIA tree with one tab stop. */

import { nameOf } from "mapper/document.js";
import { fill, h, icon, keep, setText, update } from "mapper/h.js";
import { isGroup, sampleText } from "mapper/paths.js";
import { say } from "mapper/say.js";
import { scopeOf } from "mapper/slots.js";
import { state, subscribe } from "mapper/store.js";
import { treeKey } from "mapper/tree-keys.js";
import { matchingRows, openAtStart, openRows, PAGE } from "mapper/tree-rows.js";
import { pathsIn, typeGlyph } from "mapper/values.js";

const ITEM_SAMPLE = 24;
const ONLY_ITEM_FIELDS = "Inside each item, only the item's own fields can be used.";

class EventTree extends HTMLElement {
  /** `onpick(field, row element)` is called for a leaf, or for a whole group. */
  start({ onpick }) {
    this.onpick = onpick;
    this.open = new Set();
    this.closed = new Set();
    this.pages = new Map();
    this.filter = "";
    this.marks = new Map();
    update(this, { role: "tree", "aria-label": "Event fields" });
    this.addEventListener("click", (event) => this.clicked(event));
    this.addEventListener("keydown", (event) => treeKey(this, event));
    this.addEventListener("dragstart", (event) => this.dragged(event));
    this.addEventListener("dragend", () => document.body.classList.remove("is-dragging"));
    this.addEventListener("focusin", (event) =>
      this.moveTo(event.target.closest("[role=treeitem]")),
    );
    subscribe(() => this.refresh());
  }

  /** Show only the fields that hold a text; returns how many do. */
  filterBy(text) {
    this.filter = text;
    this.closed.clear();
    this.render();
    return this.count;
  }

  /** Put the keyboard focus on the current row. */
  focus() {
    (this.current() ?? this.firstElementChild)?.focus();
  }

  /** Say something about some fields: words by path. */
  mark(marks) {
    Object.assign(this, { marks }).render();
  }

  /** Bring a field's row into view, opening nothing. */
  reveal(path) {
    const row = this.items().find((item) => item.row.path === path);
    row?.scrollIntoView({ block: "nearest" });
  }

  refresh() {
    const event = state.doc.event?.event ?? {};
    const isNew = event !== this.event;
    const scope = scopeOf(state.armed);
    const isSameScope = scope?.list === this.scope?.list && scope?.event === this.scope?.event;
    if (!isNew && isSameScope && this.rowsOfDoc === state.doc.rows) return;
    this.scope = scope;
    if (isNew) for (const path of openAtStart(event)) this.open.add(path);
    this.event = event;
    this.rowsOfDoc = state.doc.rows;
    this.users = usersOf(state.doc.rows);
    this.render();
  }

  render() {
    const isFiltered = this.filter.trim() !== "";
    const found = isFiltered ? matchingRows(this.seen(), this.filter, this.closed) : null;
    const rows = found ? found.rows : this.openRows();
    this.count = found ? found.count : rows.length;
    const keyOf = (row) => row.id ?? row.path ?? (row.note ? " note" : ` more ${row.more}`); // no path starts with a blank
    keep(this, rows, keyOf, makeRow, (node, row) => showRow(node, row, this));
    if (!this.querySelector('[tabindex="0"]')) this.moveTo(this.firstElementChild);
  }

  /** What the armed slot sees: the event, or an item of a list. */
  seen() {
    return this.scope?.event ?? this.event;
  }

  openRows() {
    const rows = openRows(this.event, this.open, this.pages);
    if (!this.scope) return rows;
    return this.scope.rowsOf(this.scope, openRows(this.scope.event, this.open, this.pages), rows);
  }

  items() {
    return [...this.children].filter((item) => item.role === "treeitem");
  }

  current() {
    return this.querySelector('[tabindex="0"]');
  }

  moveTo(item) {
    if (!item || item.getAttribute("tabindex") === "0") return;
    this.current()?.setAttribute("tabindex", "-1");
    item.setAttribute("tabindex", "0");
  }

  /** Open or close a group; while filtering the groups of matches are open until closed. */
  toggle(row, isOpen) {
    const isFiltered = this.filter.trim() !== "";
    if (isFiltered && isOpen) this.closed.delete(row.path);
    else if (isFiltered) this.closed.add(row.path);
    else if (isOpen) this.open.add(row.path);
    else this.open.delete(row.path);
    this.render();
  }

  /** Enter or a click: pick a leaf, open or close a group, show the next page. */
  activate(item) {
    const { row } = item;
    if (row.isOff && !isGroup(row)) say(ONLY_ITEM_FIELDS);
    else if (row.more !== undefined) this.showMore(row);
    else if (isGroup(row)) this.toggle(row, !row.isOpen);
    else this.onpick(row, item);
  }

  showMore(row) {
    const at = this.items().findIndex((item) => item.row === row);
    this.pages.set(row.more, (this.pages.get(row.more) ?? 1) + 1);
    this.render();
    this.items()[at]?.focus();
  }

  clicked(event) {
    const item = event.target.closest("[role=treeitem]");
    if (!item) return;
    item.focus();
    if (event.target.closest(".tree__whole")) this.pickWhole(item);
    else this.activate(item);
  }

  /** Pick a whole list or object. */
  pickWhole(item) {
    if (item.row.isOff) say(ONLY_ITEM_FIELDS);
    else this.onpick(item.row, item);
  }

  dragged(event) {
    const { row } = event.target;
    if (!row?.path) return;
    event.dataTransfer.setData("application/x-event-path", JSON.stringify(row.keys));
    event.dataTransfer.setData("text/plain", row.path);
    event.dataTransfer.effectAllowed = "copy";
    document.body.classList.add("is-dragging");
  }
}

function makeRow(row) {
  if (row.note) return h("p", { class: "tree__note", role: "none" }, row.note);
  const item = h("div", { role: "treeitem", class: "tree__row", tabindex: "-1" });
  item.append(
    h("span", { class: "tree__toggle" }),
    h("span", { class: "glyph" }),
    h("span", { class: "tree__key" }),
    h("span", { class: "tree__dot" }),
    h("span", { class: "tree__value" }),
  );
  return item;
}

function showRow(item, row, tree) {
  if (row.note) return setText(item, row.note);
  const before = item.row;
  item.row = row;
  const users = row.isItem ? [] : (tree.users.get(row.path) ?? []);
  const used = users.length ? `Used in ${users.join(", ")}` : null;
  const mark = row.isItem ? null : tree.marks.get(row.path);
  update(item, {
    "aria-level": row.depth,
    "aria-posinset": row.place,
    "aria-setsize": row.of,
    "aria-expanded": typeof row.isOpen === "boolean" ? String(row.isOpen) : null,
    "aria-label": labelOf(row),
    "aria-description": [used, mark].filter(Boolean).join(". ") || null,
    "data-depth": Math.min(row.depth, 12),
    "data-path": row.path,
    "aria-disabled": row.isOff ? "true" : null,
    title: row.isOff ? ONLY_ITEM_FIELDS : (mark ?? null),
    draggable: row.path && !row.isItem && !row.isOff && state.boot.can_edit ? "true" : null,
  });
  item.classList.toggle("is-off", row.isOff === true);
  item.classList.toggle("is-used", users.length > 0);
  item.classList.toggle("is-dimmed", row.isMatch === false);
  item.classList.toggle("is-enriched", Boolean(mark));
  if (row.more !== undefined) return setText(item.querySelector(".tree__key"), labelOf(row));
  if (before?.isOpen !== row.isOpen || !before) showToggle(item, row);
  setText(item.querySelector(".glyph"), typeGlyph(row.type));
  showMatch(item.querySelector(".tree__key"), keyText(row), tree.filter);
  showMatch(item.querySelector(".tree__value"), endText(row), isGroup(row) ? "" : tree.filter);
}

function showToggle(item, row) {
  fill(
    item.querySelector(".tree__toggle"),
    isGroup(row) ? icon(row.isOpen ? "chevron-down" : "chevron-right") : null,
  );
  item.querySelector(".tree__whole")?.remove();
  if (!isGroup(row) || !state.boot.can_edit) return;
  const words = row.type === "list" ? "Use whole list" : "Use whole object";
  item.append(h("button", { type: "button", class: "tree__whole", tabindex: "-1" }, words));
}

function showMatch(node, text, filter) {
  const wanted = filter.trim().toLowerCase();
  const at = wanted ? text.toLowerCase().indexOf(wanted) : -1;
  if (at < 0) return setText(node, text);
  fill(
    node,
    text.slice(0, at),
    h("mark", {}, text.slice(at, at + wanted.length)),
    text.slice(at + wanted.length),
  );
}

function labelOf(row) {
  if (row.more !== undefined) return `Show ${Math.min(PAGE, row.left)} more of ${row.left}`;
  return `${keyText(row)}, ${row.path}, ${row.type}, ${sampleText(row)}`;
}

function keyText(row) {
  return row.key === "" ? '""' : row.key;
}

function endText(row) {
  return row.extent ? `${sampleText(row, ITEM_SAMPLE)} · ${row.extent}` : sampleText(row);
}

/** Event path → names of the rows that read it. */
function usersOf(rows) {
  const users = new Map();
  for (const row of rows) {
    for (const path of new Set(row.value === undefined ? [] : pathsIn(row.value))) {
      users.set(path, [...(users.get(path) ?? []), nameOf(row)]);
    }
  }
  return users;
}

customElements.define("event-tree", EventTree);
