/**
 * The trigger builder: every condition of the trigger as a list of groups, and as FQL text.
 * Loaded when it is opened.
 */

import { fill, h, icon, keep, need, update } from "mapper/h.js";
import { say } from "mapper/say.js";
import { state, subscribe } from "mapper/store.js";
import { changeTrigger } from "mapper/trigger-change.js";
import { makeCondition, showCondition } from "mapper/trigger-condition.js";
import {
  holderOf,
  isGroup,
  nodeAt,
  numberOf,
  rooted,
  serverPointers,
  withAdded,
  withNode,
  without,
} from "mapper/trigger-edit.js";
import { newCondition } from "mapper/trigger-language.js";
import { makeTextView } from "mapper/trigger-text.js";

let parts = null;
let close = () => {};

/** Open the builder, with a new condition if `isAdding`; `onclose` is called when it is done. */
export function openBuilder({ onclose, isAdding }) {
  close = onclose;
  if (!parts) build();
  need("#trigger-builder").hidden = false;
  render();
  if (isAdding) add("", newCondition());
  else parts.root.querySelector("select").focus();
}

/** Hide the builder; it keeps what it shows for the next time. */
export function closeBuilder() {
  need("#trigger-builder").hidden = true;
  close();
}

function build() {
  const panel = need("#trigger-builder");
  const text = makeTextView();
  const root = makeGroup("");
  const views = { conditions: root, text: text.node };
  const radios = [viewRadio("conditions", "Conditions"), viewRadio("text", "FQL text")];
  const choose = (name) => {
    radios.forEach((radio) => update(radio, { "aria-checked": String(radio.value === name) }));
    radios.forEach((radio) => (radio.tabIndex = radio.value === name ? 0 : -1));
    for (const [view, node] of Object.entries(views)) node.hidden = view !== name;
    text.show(name === "text");
  };
  const switcher = h(
    "div",
    { class: "segmented", role: "radiogroup", "aria-label": "Show the trigger as" },
    radios,
  );
  switcher.addEventListener("click", ({ target }) => target.value && choose(target.value));
  switcher.addEventListener("keydown", (event) => {
    if (!event.key.startsWith("Arrow")) return;
    event.preventDefault();
    const other = radios.find((radio) => radio !== document.activeElement);
    other.focus();
    choose(other.value);
  });
  const done = h("button", { type: "button", class: "button", onclick: closeBuilder }, "Done");
  const head = h("div", { class: "conditions__head" }, h("h2", {}, "Trigger"), switcher, done);
  fill(panel, head, h("div", { class: "conditions__body" }, root, text.node));
  panel.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    event.preventDefault();
    closeBuilder();
  });
  parts = { root, text };
  choose("conditions");
  subscribe(render);
}

function viewRadio(value, words) {
  return h("button", { type: "button", role: "radio", value }, words);
}

function render() {
  if (!parts || need("#trigger-builder").hidden) return;
  const tree = rooted(state.doc.trigger);
  const { answer } = state.preview;
  const told = new Map(answer?.trigger?.conditions?.map((one) => [one.pointer, one]));
  const problems = (answer?.problems ?? []).filter((one) => one.pointer.startsWith("/trigger"));
  showGroup(parts.root, tree, { tree, told, problems, places: serverPointers(tree) });
  parts.text.refresh();
}

/** Build a group's parts once; `showGroup` brings them up to date. */
function makeGroup(pointer) {
  const number = numberOf(pointer);
  const name = number ? `group ${number}` : "conditions";
  const match = h(
    "select",
    { class: "select conditions__select", "aria-label": `Match ${name}` },
    h("option", { value: "and" }, "all"),
    h("option", { value: "or" }, "any"),
  );
  match.addEventListener("change", () => setMatch(pointer, match.value));
  const button = (words, node) =>
    h(
      "button",
      {
        type: "button",
        class: "button button--quiet button--small",
        "aria-label": number ? `${words} to ${name}` : null,
        onclick: () => add(pointer, node()),
      },
      icon("plus"),
      words,
    );
  const group = () => ({ type: "group", operator: "or", children: [newCondition()] });
  const list = h("div", { class: "conditions__list" });
  const node = h(
    "div",
    { role: "group", "aria-label": number ? `Group ${number}` : "Conditions", class: "conditions" },
    h(
      "div",
      { class: "conditions__match" },
      h("span", {}, "Match"),
      match,
      h("span", {}, "of these"),
      number ? removeButton(pointer, name) : null,
    ),
    list,
    h(
      "div",
      { class: "conditions__foot" },
      button("Add condition", newCondition),
      button("Add group", group),
    ),
  );
  return Object.assign(node, { match, list, pointer });
}

function showGroup(node, group, context) {
  node.match.value = group.operator;
  node.match.disabled = !state.boot.can_edit;
  node.querySelector(":scope > .conditions__foot").hidden = !state.boot.can_edit;
  const items = group.children.map((child, at) => ({
    child,
    pointer: `${node.pointer}/children/${at}`,
  }));
  keep(
    node.list,
    items,
    ({ child, pointer }) => `${pointer} ${isGroup(child)}`,
    ({ child, pointer }) => (isGroup(child) ? makeGroup(pointer) : makeLine(pointer)),
    (one, { child }) =>
      isGroup(child) ? showGroup(one, child, context) : showCondition(one, child, context),
  );
}

function makeLine(pointer) {
  return makeCondition(pointer, {
    onchange: (condition, options) => put(pointer, condition, options),
    remove: removeButton(pointer, `condition ${numberOf(pointer)}`),
  });
}

function removeButton(pointer, name) {
  return h(
    "button",
    {
      type: "button",
      class: "button button--quiet button--icon",
      "aria-label": `Remove ${name}`,
      onclick: () => remove(pointer, name),
    },
    icon("x-mark"),
  );
}

function setMatch(pointer, operator) {
  const tree = rooted(state.doc.trigger);
  const group = { ...nodeAt(tree, pointer), operator };
  changeTrigger(`match ${operator === "and" ? "all" : "any"}`, withNode(tree, pointer, group));
}

function put(pointer, condition, options) {
  const tree = rooted(state.doc.trigger);
  if (!nodeAt(tree, pointer)) return; // a text box that Undo takes away tells what was typed last
  changeTrigger("change a condition", withNode(tree, pointer, condition), options);
}

function add(pointer, node) {
  const tree = withAdded(rooted(state.doc.trigger), pointer, node);
  changeTrigger(isGroup(node) ? "add a group" : "add a condition", tree);
  const lines = groupAt(pointer).list.children;
  lines[lines.length - 1].querySelector(".condition select").focus();
}

/** Take a node away; the focus goes to the one that took its place, or to the group. */
function remove(pointer, name) {
  const tree = rooted(state.doc.trigger);
  changeTrigger(`remove ${name}`, without(tree, pointer));
  say(`Removed ${name}.`);
  const next = parts.root.querySelector(`[data-pointer="${pointer}"] select`);
  (next ?? (groupAt(holderOf(pointer)) ?? parts.root).match).focus();
}

function groupAt(pointer) {
  return pointer === ""
    ? parts.root
    : [...parts.root.querySelectorAll(".conditions")].find((one) => one.pointer === pointer);
}
