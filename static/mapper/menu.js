/** Menus that open at an element: the test event's menu, and "Map to…" in the tree. */

import { h, need, update } from "mapper/h.js";

const GAP_PX = 4;
const EDGE_PX = 8;

let opened = null;

/**
 * Open a menu; the focus goes to its first (or `preferred`) item and returns to `opener` at the
 * end.
 *
 * Shape of items: [{label, detail, icon, heading, pick}]; a heading is shown above the item that
 *   carries it. A menu that no button on the page names shows its name.
 */
export function openMenu({ name, opener, items, preferred = 0, hasFilter = false }) {
  closeMenu();
  const list = h("div", { role: "menu", "aria-label": name });
  const nodes = items.map((item) => menuItem(item));
  list.append(
    ...items.flatMap((item, at) => (item.heading ? [headingOf(item), nodes[at]] : [nodes[at]])),
  );
  const box = h("div", { class: "menu pop", "data-open-menu": true, popover: "auto" });
  if (!opener.hasAttribute("aria-haspopup"))
    box.append(h("div", { class: "pop__title", "aria-hidden": "true" }, name));
  if (hasFilter) box.append(filterBox(nodes, name));
  box.append(list);
  need("main").append(box);
  box.opener = opener; // `pick.js` looks for it, and does not load the menus for that
  opened = box;
  box.addEventListener("keydown", (event) => menuKey(event, nodes));
  box.addEventListener("toggle", (event) => event.newState === "closed" && closed(box, opener));
  box.showPopover();
  place(box, opener);
  if (opener.hasAttribute("aria-haspopup")) update(opener, { "aria-expanded": "true" });
  nodes[preferred]?.focus();
}

/** Close the open menu, if any; the focus returns to what opened it. */
export function closeMenu() {
  if (opened?.isConnected) opened.hidePopover();
}

function menuItem(item) {
  return h(
    "button",
    { type: "button", role: "menuitem", tabindex: "-1", onclick: () => (closeMenu(), item.pick()) },
    item.icon ?? null,
    h("span", { class: "pop__label" }, item.label),
    item.detail ? h("span", { class: "pop__detail" }, item.detail) : null,
  );
}

function headingOf(item) {
  return h("div", { class: "pop__heading", role: "presentation" }, item.heading);
}

function filterBox(nodes, name) {
  const box = h("input", {
    type: "search",
    class: "input pop__filter",
    "aria-label": `Filter: ${name}`,
    placeholder: "Filter",
  });
  box.addEventListener("input", () => {
    const wanted = box.value.trim().toLowerCase();
    for (const node of nodes) node.hidden = !node.textContent.toLowerCase().includes(wanted);
  });
  return box;
}

function menuKey(event, all) {
  const nodes = all.filter((node) => !node.hidden);
  const at = nodes.indexOf(document.activeElement);
  const move = {
    ArrowDown: at + 1,
    ArrowUp: at < 0 ? nodes.length - 1 : at - 1,
    Home: 0,
    End: nodes.length - 1,
  }[event.key];
  const isTyping = document.activeElement.matches("input");
  if (event.key === "Tab") closeMenu();
  else if (event.key === "Enter" || (event.key === " " && !isTyping))
    nodes[Math.max(at, 0)]?.click();
  else if (move !== undefined && !(isTyping && /Home|End/.test(event.key)))
    nodes.at(move % nodes.length)?.focus();
  else if (event.key.length === 1 && !isTyping && !event.ctrlKey && !event.metaKey)
    return typeAhead(event, nodes, at);
  else return;
  event.preventDefault();
  event.stopPropagation();
}

function typeAhead(event, nodes, at) {
  const filter = event.currentTarget.querySelector(".pop__filter");
  event.stopPropagation();
  if (filter) return filter.focus(); // the letter then lands in the filter
  const inTurn = [...nodes.slice(at + 1), ...nodes.slice(0, at + 1)];
  inTurn
    .find((node) => node.textContent.trim().toLowerCase().startsWith(event.key.toLowerCase()))
    ?.focus();
  event.preventDefault();
}

function closed(box, opener) {
  const hadFocus = box.contains(document.activeElement) || document.activeElement === document.body;
  if (opener.hasAttribute("aria-haspopup")) update(opener, { "aria-expanded": "false" });
  box.remove();
  if (opened === box) opened = null;
  if (hadFocus) opener.focus();
}

/** Below the opener, else above it; where neither has room the menu scrolls, and covers nothing. */
function place(box, opener) {
  const edge = opener.getBoundingClientRect();
  const size = box.getBoundingClientRect();
  const below = innerHeight - edge.bottom - GAP_PX - EDGE_PX;
  const above = edge.top - GAP_PX - EDGE_PX;
  const isAbove = size.height > below && above > below;
  const height = Math.min(size.height, isAbove ? above : below);
  const top = isAbove ? edge.top - height - GAP_PX : edge.bottom + GAP_PX;
  if (height < size.height) box.style.maxHeight = `${height}px`;
  box.style.left = `${Math.max(EDGE_PX, Math.min(edge.left, innerWidth - size.width - EDGE_PX))}px`;
  box.style.top = `${top}px`;
}
