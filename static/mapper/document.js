/** The editable form of a stored mapping, and its config as it is stored again. */

const WHOLE = "__segment_internal_directive";
// A config that is one function has one row, of the payload as a whole.
export const WHOLE_ROW = "whole";
const WHOLE_FIELD = { key: "", label: "The whole payload", type: "" };
const RESERVED_KEYS = [WHOLE, "__proto__"];

/**
 * The undoable part of a stored mapping: the action's fields in their order, then further keys.
 *
 * Shape: {name, trigger, other_audience_keys: [], rows: [{id, key, field, value}], whole: false}
 * `whole` tells a config that is one function instead of fields: it is the value of the only row.
 */
export function docOf({ name, trigger, config, other_audience_keys = [] }, fields) {
  const head = { name, trigger, other_audience_keys };
  if (isWhole(config)) {
    const row = { id: WHOLE_ROW, key: "", field: WHOLE_FIELD, value: config };
    return { ...head, rows: [row], whole: true };
  }
  const known = fields.map((field) => ({
    id: field.key,
    key: field.key,
    field,
    value: Object.hasOwn(config, field.key) ? config[field.key] : undefined,
  }));
  const extra = Object.keys(config)
    .filter((key) => !fields.some((field) => field.key === key))
    .map((key, index) => ({ id: `extra-${index + 1}`, key, field: null, value: config[key] }));
  return { ...head, rows: [...known, ...extra], whole: false };
}

/**
 * The config as JSON text: the action's fields in their order, then the added ones; empty rows
 * leave no key. Text, because objects in JavaScript move keys that look like numbers to the front.
 */
export function configText({ rows, whole }) {
  if (whole) return JSON.stringify(rows[0].value ?? {});
  const members = rows
    .filter((row) => row.value !== undefined && row.key !== "" && !keyTrouble(row, rows))
    .map((row) => `${JSON.stringify(row.key)}:${JSON.stringify(row.value)}`);
  return `{${members.join(",")}}`;
}

/**
 * Why a key that the user gave cannot be used: {sign}, {reserved} or {twin}, the row that has it
 * already; null when it can.
 */
export function keyTrouble(row, rows) {
  if (row.field || row.key === "") return null;
  if (row.key.startsWith("@")) return { sign: "@" };
  if (RESERVED_KEYS.includes(row.key)) return { reserved: row.key };
  const twin = rows.find((other) => other.key === row.key);
  return twin === row ? null : { twin };
}

/** What a row is called on the page. */
export function nameOf(row) {
  return row.field?.label || row.key || "New field";
}

function isWhole(config) {
  return Object.keys(config).some((key) => key.startsWith("@") || key === WHOLE);
}
