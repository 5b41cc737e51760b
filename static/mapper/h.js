/** Builds elements and icons. Text only ever enters as text nodes: nothing here parses HTML. */

/**
 * Make an element.
 *
 * Shape: h("button", { type: "button", class: "button", onclick: save }, "Save mapping")
 * A property that is null, undefined or false is left out; true becomes an empty attribute.
 */
export function h(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else setAttribute(node, name, value);
  }
  node.append(...kept(children));
  return node;
}

/** Bring an element's attributes up to date; an unchanged attribute is not touched. */
export function update(node, props) {
  for (const [name, value] of Object.entries(props)) setAttribute(node, name, value);
}

/** Replace what is inside an element. */
export function fill(node, ...children) {
  node.replaceChildren(...kept(children));
}

/** Set a text only when it differs, so that selections and screen readers are left in peace. */
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** A copy of an icon that the template put into `<template data-icon="name">`. */
export function icon(name) {
  const stored = document.querySelector(`template[data-icon="${name}"]`);
  return stored ? stored.content.firstElementChild.cloneNode(true) : document.createTextNode("");
}

/** The first element that matches; the page is broken without it, so say which one is missing. */
export function need(selector, root = document) {
  const node = root.querySelector(selector);
  if (!node) throw new Error(`The editor page has no ${selector}`);
  return node;
}

/**
 * Make a parent's children follow a list, reusing elements by key so that focus survives.
 *
 * Shape: keep(parent, rows, (row) => row.id, (row) => h("p"), (node, row) => setText(node,
 *   row.text))
 */
export function keep(parent, items, keyOf, make, refresh) {
  const old = parent.keptNodes ?? new Map();
  const now = new Map(items.map((item) => [keyOf(item), null]));
  for (const [key, node] of old) if (!now.has(key)) node.remove();
  let place = parent.firstElementChild;
  for (const item of items) {
    const key = keyOf(item);
    const node = old.get(key) ?? make(item);
    now.set(key, node);
    refresh(node, item);
    if (node === place) place = place.nextElementSibling;
    else parent.insertBefore(node, place);
  }
  parent.keptNodes = now;
}

function setAttribute(node, name, value) {
  if (value === null || value === undefined || value === false) node.removeAttribute(name);
  else {
    const text = value === true ? "" : String(value);
    if (node.getAttribute(name) !== text) node.setAttribute(name, text);
  }
}

function kept(children) {
  return children
    .flat(2)
    .filter((child) => child !== null && child !== undefined && child !== false);
}
