/** `<event-tree>`: the fields of the test event, as one ARIA tree with one tab stop. */

import { nameOf } from "mapper/document.js";
import { fill, h, icon, keep, setText, update } from "mapper/h.js";
import { isGroup, sampleText } from "mapper/paths.js";
import { state, subscribe } from "mapper/store.js";
import { treeKey } from "mapper/tree-keys.js";
import { matchingRows, openAtStart, openRows, PAGE } from "mapper/tree-rows.js";
import { pathsIn, typeGlyph } from "mapper/values.js";

class EventTree extends HTMLElement {
  /** `onpick(field, row element)` is called for a leaf, or for a whole group. */
  start({ onpick }) {
    this.onpick = onpick;
    this.open = new Set();
    this.closed = new Set();
    this.pages = new Map();
    this.filter = "";
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

  /** Bring a field's row into view, opening nothing. */
  reveal(path) {
    const row = this.items().find((item) => item.row.path === path);
    row?.scrollIntoView({ block: "nearest" });
  }

  refresh() {
    const event = state.doc.event?.event ?? {};
    const isNew = event !== this.event;
    if (!isNew && this.rowsOfDoc === state.doc.rows) return;
    if (isNew) for (const path of openAtStart(event)) this.open.add(path);
    this.event = event;
    this.rowsOfDoc = state.doc.rows;
    this.users = usersOf(state.doc.rows);
    this.render();
  }

  render() {
    const isFiltered = this.filter.trim() !== "";
    const found = isFiltered ? matchingRows(this.event, this.filter, this.closed) : null;
    const rows = found ? found.rows : openRows(this.event, this.open, this.pages);
    this.count = found ? found.count : rows.length;
    const keyOf = (row) => row.path ?? (row.note ? " note" : ` more ${row.more}`); // no path starts with a blank
    keep(this, rows, keyOf, makeRow, (node, row) => showRow(node, row, this));
    if (!this.querySelector('[tabindex="0"]')) this.moveTo(this.firstElementChild);
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
    if (row.more !== undefined) this.showMore(row);
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
    if (event.target.closest(".tree__whole")) this.onpick(item.row, item);
    else this.activate(item);
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
  const users = tree.users.get(row.path) ?? [];
  update(item, {
    "aria-level": row.depth,
    "aria-posinset": row.place,
    "aria-setsize": row.of,
    "aria-expanded": typeof row.isOpen === "boolean" ? String(row.isOpen) : null,
    "aria-label": labelOf(row),
    "aria-description": users.length ? `Used in ${users.join(", ")}` : null,
    "data-depth": Math.min(row.depth, 12),
    "data-path": row.path,
    draggable: row.path !== undefined && state.boot.can_edit ? "true" : null,
  });
  item.classList.toggle("is-used", users.length > 0);
  item.classList.toggle("is-dimmed", row.isMatch === false);
  if (row.more !== undefined) return setText(item.querySelector(".tree__key"), labelOf(row));
  if (before?.isOpen !== row.isOpen || !before) showToggle(item, row);
  setText(item.querySelector(".glyph"), typeGlyph(row.type));
  showMatch(item.querySelector(".tree__key"), keyText(row), tree.filter);
  showMatch(item.querySelector(".tree__value"), sampleText(row), isGroup(row) ? "" : tree.filter);
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
