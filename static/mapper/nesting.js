/** Puts a field of the user's own to where a path of keys leads: into an object or a list. */

import { nameOf } from "mapper/document.js";
import { need } from "mapper/h.js";
import { isDirective, isObject, NOTHING } from "mapper/json-shapes.js";
import { formatPath } from "mapper/paths.js";
import { say } from "mapper/say.js";
import { slotIdOf, slotNode } from "mapper/slots.js";
import { commit, rowOf, state } from "mapper/store.js";
import { isAlike } from "mapper/values.js";

const INDEX = /^\d+$/;

/**
 * Nest a row's value: `address.city` becomes the field "address" with "city" in it; where there
 * is a field "address" already, "city" joins what it builds.
 *
 * Returns why that cannot be, or "".
 */
export function nest(rowId, keys) {
  const [first, ...rest] = keys;
  const row = rowOf(rowId);
  const holder = state.doc.rows.find((other) => other !== row && other.key === first);
  if (holder?.field?.read_only) return `${nameOf(holder)} is locked.`;
  try {
    const value = placed(holder?.value, { path: [first], rest }, row.value ?? NOTHING);
    store(row, holder, { key: first, value, keys });
    return "";
  } catch (refusal) {
    if (refusal instanceof Refusal) return refusal.message;
    throw refusal;
  }
}

class Refusal extends Error {}

function store(row, holder, { key, value, keys }) {
  const target = holder ?? row;
  const rows = state.doc.rows
    .filter((one) => one === target || one !== row)
    .map((one) => (one === target ? { ...one, key, value } : one));
  commit(`nest ${formatPath(keys)}`, { rows });
  say(`${formatPath(keys)} is in ${nameOf(rowOf(target.id))} now.`);
  showNested(target.id, keys.slice(1));
}

/** Open the builder where the value is now; the focus goes to it. */
async function showNested(rowId, at) {
  const node = need("field-rows")
    .rows()
    .find((row) => row.rowId === rowId);
  await node?.openBuilder();
  const slot = slotNode(slotIdOf(rowId, at));
  if (slot) slot.querySelector("input").focus();
  else node?.focusSlot();
}

/** A holder with a value at some keys in it; holders on the way are made where there are none. */
function placed(holder, { path, rest: [key, ...rest] }, value) {
  const isEmpty = holder === undefined || isAlike(holder, NOTHING);
  const where = formatPath(path);
  if (key === undefined) {
    if (isEmpty) return value;
    throw new Refusal(`${where} has a value already. Use another key.`);
  }
  const on = { path: [...path, key], rest };
  if (INDEX.test(key)) return placedInList(isEmpty ? [] : holder, { where, key, on }, value);
  if (!isEmpty && (!isObject(holder) || isDirective(holder)))
    throw new Refusal(`${where} has a value already that is no object with fields of its own.`);
  const inside = isEmpty ? undefined : own(holder, key);
  return { ...(isEmpty ? {} : holder), [key]: placed(inside, on, value) };
}

function placedInList(list, { where, key, on }, value) {
  if (!Array.isArray(list)) throw new Refusal(`${where} has a value already that is no list.`);
  const { length } = list;
  if (Number(key) > length)
    throw new Refusal(`${where} has ${length} items: the next one is ${where}[${length}].`);
  return list.toSpliced(Number(key), 1, placed(list[key], on, value));
}

function own(holder, key) {
  return Object.hasOwn(holder, key) ? holder[key] : undefined;
}
