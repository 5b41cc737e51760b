/**
 * Conditions as the trigger language has them: kinds, operators and values, from the table that the
 * server brings.
 */

import { lookup } from "mapper/paths.js";
import { indexOf } from "mapper/search.js";
import { state } from "mapper/store.js";
import { nameOfKeys } from "mapper/trigger-edit.js";

const NOTHING_IN_NAME = /^\s*$/;

/** Shape: {type, label, field, container, operators: ["=", …]} */
export function kindOf(type) {
  return state.boot.trigger_language.conditions.find((kind) => kind.type === type);
}

/** Shape: {operator: "in", label: "is one of", takes: "list", looks_at: "text", in_segment} */
export function operatorOf(name) {
  return state.boot.trigger_language.operators.find((one) => one.operator === name);
}

const GROUP_NAMES = {
  text: "Text",
  number: "Number",
  "true/false": "True/false",
  date: "Date",
  list: "List",
  anything: "Any value",
};

/** The operators of a kind under the type of value that each looks at; Segment's come first. */
export function operatorGroups(type, chosen) {
  const names = kindOf(type).operators;
  const all = names.includes(chosen) ? names : [...names, chosen];
  return Map.groupBy(all.map(operatorOf).filter(Boolean), (one) => {
    const name = GROUP_NAMES[one.looks_at] ?? one.looks_at;
    return one.in_segment ? name : `${name}, not in Segment`;
  });
}

/** A condition of another kind; name and operator stay where they make sense. */
export function ofKind(condition, type) {
  const kind = kindOf(type);
  const operator = kind.operators.includes(condition.operator) ? condition.operator : "exists";
  const name = kind.container ? (condition.name ?? firstName(kind.container)) : undefined;
  return shaped({ type, name, operator, value: condition.value });
}

/** A condition with another operator; the value stays as far as the operator takes it. */
export function ofOperator(condition, operator) {
  return shaped({ ...condition, operator });
}

/** A new condition that the test event meets: its event name, else that there is a user. */
export function newCondition() {
  const name = state.doc.event?.event?.event;
  return typeof name === "string"
    ? { type: "event", operator: "=", value: name }
    : { type: "userId", operator: "exists" };
}

/** The event keys that a condition looks at, or null while it has no name. */
export function keysOfCondition({ type, name = "" }, keysOfName) {
  const kind = kindOf(type);
  if (kind.field) return [kind.field];
  return NOTHING_IN_NAME.test(name) ? null : [kind.container, ...keysOfName(name)];
}

/** Names inside a container, from the test event: [{name, field}]. */
export function namesIn(container) {
  const event = state.doc.event?.event;
  if (!event || !lookup(event, [container]).found) return [];
  return indexOf(event)
    .filter(({ keys }) => keys[0] === container && keys.length > 1)
    .map((field) => ({ name: nameOfKeys(field.keys.slice(1)), field }));
}

/**
 * The text of a value in its box, and the value of a text; undefined for a text that is none.
 *
 * Shape: textOf(["gold", 5]) → "gold, 5"; valueOf("gold, 5", "list") → ["gold", 5]
 */
export function textOf(value) {
  if (Array.isArray(value)) return value.map(itemText).join(", ");
  return value === undefined || value === null ? "" : String(value);
}

export function valueOf(text, takes) {
  if (takes === "number") return numberIn(text);
  if (takes === "item") return itemsIn(text)[0];
  if (takes === "list") return itemsIn(text).length ? itemsIn(text) : undefined;
  return text;
}

function shaped({ type, name, operator, value }) {
  const { takes } = operatorOf(operator);
  const condition = { type, ...(name === undefined ? {} : { name }), operator };
  return takes === "nothing" ? condition : { ...condition, value: fitting(value, takes) };
}

/** The value that an operator takes, made of another one where that is possible. */
function fitting(value, takes) {
  const first = Array.isArray(value) ? value[0] : value;
  if (takes === "number") return numberIn(String(first ?? "")) ?? 0;
  if (takes === "list") return Array.isArray(value) ? value : [first ?? ""];
  if (takes === "dates") return [dateIn(first), dateIn(Array.isArray(value) ? value[1] : first)];
  if (takes === "date") return dateIn(first);
  if (takes === "item") return first ?? "";
  return String(first ?? "");
}

function dateIn(value) {
  return /^\d{4}-\d\d-\d\d/.test(value ?? "") ? value : new Date().toISOString().slice(0, 10);
}

function firstName(container) {
  return namesIn(container)[0]?.name ?? "";
}

function numberIn(text) {
  const number = Number(text.trim());
  return text.trim() !== "" && Number.isFinite(number) ? number : undefined;
}

/** Items divided by commas; quotes keep a comma, or make a text of a number. */
function itemsIn(text) {
  return [...text.matchAll(/\s*"((?:[^"]|"")*)"\s*|([^,]+)/g)]
    .filter(([whole]) => whole.trim() !== "")
    .map(([, quoted, plain]) =>
      quoted === undefined ? (numberIn(plain) ?? plain.trim()) : quoted.replaceAll('""', '"'),
    );
}

function itemText(item) {
  if (typeof item !== "string") return String(item);
  const isPlain = item === item.trim() && !/[",]/.test(item) && item !== "";
  return isPlain && numberIn(item) === undefined ? item : `"${item.replaceAll('"', '""')}"`;
}
