/**
 * Changes to a trigger's tree, each giving a new tree. A node is named by its JSON pointer:
 * "/children/1/children/0"; "" is the whole trigger.
 */

import { formatPath } from "mapper/paths.js";
import { nameOfKey } from "mapper/trigger-tree.js";

export function isGroup(node) {
  return node.type === "group";
}

/** A tree whose root is a group, as triggers are stored. */
export function rooted(tree) {
  return isGroup(tree) ? tree : { type: "group", operator: "and", children: [tree] };
}

/** The node at a pointer, or undefined. */
export function nodeAt(tree, pointer) {
  return steps(pointer).reduce((node, at) => node?.children?.[at], tree);
}

/** The tree with another node at a pointer. */
export function withNode(tree, pointer, node) {
  return changed(tree, steps(pointer), () => node);
}

/** The tree with a node at the end of the group at a pointer. */
export function withAdded(tree, pointer, node) {
  return changed(tree, steps(pointer), (group) => ({
    ...group,
    children: [...group.children, node],
  }));
}

/** The tree without the node at a pointer; a group inside that is left empty goes with it. */
export function without(tree, pointer) {
  const path = steps(pointer);
  const holder = path.slice(0, -1);
  const group = nodeAt(tree, pointerOf(holder));
  if (holder.length && group.children.length === 1) return without(tree, pointerOf(holder));
  return changed(tree, holder, (one) => ({
    ...one,
    children: one.children.filter((_, at) => at !== path.at(-1)),
  }));
}

/** The pointer of the group that holds a node. */
export function holderOf(pointer) {
  return pointerOf(steps(pointer).slice(0, -1));
}

/**
 * Where the server has each node: it reads a group of one as the one inside.
 *
 * Shape: Map {"/children/1/children/0" → "/children/1"}
 */
export function serverPointers(tree) {
  const places = new Map();
  const visit = (node, here, there) => {
    places.set(here, there);
    if (!isGroup(node)) return;
    const isCollapsed =
      node.children.length === 1 && (here !== "" || isGroup(single(node.children[0])));
    node.children.forEach((child, at) =>
      visit(child, `${here}/children/${at}`, isCollapsed ? there : `${there}/children/${at}`),
    );
  };
  visit(tree, "", "");
  return places;
}

/** What a condition's name is for the keys inside its container. */
export function nameOfKeys(keys) {
  return keys.length === 1 ? nameOfKey(keys[0]) : formatPath(keys);
}

/** "Condition 2", "Condition 3.1": what the page calls a node. */
export function numberOf(pointer) {
  return steps(pointer)
    .map((at) => at + 1)
    .join(".");
}

function single(node) {
  return isGroup(node) && node.children.length === 1 ? single(node.children[0]) : node;
}

function steps(pointer) {
  return pointer.split("/children/").slice(1).map(Number);
}

function pointerOf(path) {
  return path.map((at) => `/children/${at}`).join("");
}

function changed(node, [at, ...rest], change) {
  if (at === undefined) return change(node);
  return { ...node, children: node.children.with(at, changed(node.children[at], rest, change)) };
}
