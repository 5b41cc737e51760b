/**
 * Reads and changes a stored trigger: its event type, its Event Trait, and the other conditions,
 * which are kept.
 */

import { formatPath, parsePath } from "mapper/paths.js";
import { state } from "mapper/store.js";

/** What the page calls an event type. */
export const TYPE_NAMES = { identify: "Identify", track: "Track" };

const PLACES = { "event-trait": "traits", "event-property": "properties" };
const FLAG_TYPES = { identify: "event-trait", track: "event-property" };

/**
 * The parts of a trigger that the editor has controls for.
 *
 * Shape: {eventType: "track", name: "vip", key: "vip", place: ["properties", "vip"],
 *   isEntering: true, others: [{condition, pointer}]}
 */
export function readTrigger(tree) {
  const children = conditionsOf(tree);
  const type = children[typeAt(children)];
  const flag = children[flagAt(children)];
  return {
    eventType: type?.value ?? null,
    name: flag?.name ?? "",
    key: flag ? keyOfName(flag.name) : "",
    place: flag ? [PLACES[flag.type], ...keysOfName(flag.name)] : [],
    isEntering: flag?.operator !== "is_false",
    others: children
      .map((condition, at) => ({ condition, pointer: isAll(tree) ? `/children/${at}` : "" }))
      .filter(({ condition }) => condition !== type && condition !== flag),
  };
}

/** The same trigger for another event type; the Event Trait moves to where that type keeps it. */
export function withEventType(tree, eventType) {
  const children = conditionsOf(tree);
  const condition = { type: "event-type", operator: "=", value: eventType };
  const flag = flagAt(children);
  const moved = children.map((child, at) =>
    at === flag ? { ...child, type: FLAG_TYPES[eventType] } : child,
  );
  return all(
    typeAt(children) < 0 ? [condition, ...moved] : moved.with(typeAt(children), condition),
  );
}

/** The same trigger with another Event Trait. */
export function withEventTrait(tree, { name, isEntering }) {
  const children = conditionsOf(tree);
  const { eventType } = readTrigger(tree);
  const at = flagAt(children);
  const type = children[at]?.type ?? FLAG_TYPES[eventType] ?? FLAG_TYPES.identify;
  const flag = { type, name, operator: isEntering ? "is_true" : "is_false" };
  if (at >= 0) return all(children.with(at, { ...children[at], ...flag }));
  const before = typeAt(children) + 1;
  return all([...children.slice(0, before), flag, ...children.slice(before)]);
}

/** The name that a condition stores for one literal key, as the server writes it. */
export function nameOfKey(key) {
  return /^[^.[\]"'\\]+$/.test(key) ? key : formatPath([key]);
}

/** A condition in words, for the time before the server has given its own. */
export function conditionWords(condition) {
  if (condition.type === "group") {
    return `(${condition.children.map(conditionWords).join(condition.operator === "or" ? " or " : " and ")})`;
  }
  const roots = {
    "event-property": "properties.",
    "event-trait": "traits.",
    "event-context": "context.",
  };
  const subject = roots[condition.type]
    ? `${roots[condition.type]}${condition.name}`
    : condition.type.replace("event-type", "type");
  const known = state.boot.trigger_language.operators.find(
    ({ operator }) => operator === condition.operator,
  );
  const given = condition.value === undefined ? [] : [condition.value].flat();
  const values = given.map((one) => JSON.stringify(one)).join(", ");
  return [subject, known?.label ?? condition.operator, values].filter(Boolean).join(" ");
}

function keyOfName(name) {
  const keys = keysOfName(name);
  return keys.length === 1 ? keys[0] : name;
}

/** The keys that a condition's name stands for. */
export function keysOfName(name) {
  return /["']/.test(name)
    ? parsePath(name, { dropsRoot: false })
    : name.split(/[.[\]]+/).filter(Boolean);
}

function conditionsOf(tree) {
  return isAll(tree) ? tree.children : [tree];
}

/**
 * A trigger whose conditions must all hold; one with alternatives becomes one of its conditions.
 */
function isAll(tree) {
  return tree.type === "group" && (tree.operator === "and" || tree.children.length < 2);
}

function all(children) {
  return { type: "group", operator: "and", children };
}

function typeAt(children) {
  const types = children.filter((child) => child.type === "event-type");
  return types.length === 1 && types[0].operator === "=" && types[0].value in FLAG_TYPES
    ? children.indexOf(types[0])
    : -1;
}

function flagAt(children) {
  const isFlag = ({ type, operator }) =>
    Object.values(FLAG_TYPES).includes(type) && /^is_(true|false)$/.test(operator);
  return children.findIndex(isFlag);
}
