/** Which destination fields are shown: some only when others have a value, or a certain one. */

import { isAlike } from "mapper/values.js";

/**
 * True when a field is to be shown beside the stored values of the fields around it.
 *
 * Shape of `depends_on`: {match: "all", conditions: [{field: "plan", operator: "is", value:
 *   "pro"}]}
 * A value that comes from the event can be anything, so it holds for "is" and for "is not".
 */
export function isShown(field, values) {
  const rule = field?.depends_on;
  if (!rule) return true;
  const holds = ({ field: key, operator, value }) => isMet(valueAt(values, key), operator, value);
  return rule.match === "any" ? rule.conditions.some(holds) : rule.conditions.every(holds);
}

/**
 * The rows to show, each judged by the values of all of them. A hidden field is shown while it has
 * a value, or when it was just cleared: then `isArmed(id)` is true.
 */
export function shownRows(rows, isArmed = () => false) {
  const values = Object.fromEntries(rows.map((row) => [row.key, row.value]));
  const isOut = ({ id, field, value }) => field?.hidden && value === undefined && !isArmed(id);
  return rows.filter((row) => isShown(row.field, values) && !isOut(row));
}

/** True for a field that is kept behind a disclosure: it has no value, and none is chosen now. */
export function isAside({ id, field, value }, isArmed = () => false) {
  return field?.display_mode === "collapsed" && value === undefined && !isArmed(id);
}

function isMet(found, operator, wanted) {
  const isEmpty = found === undefined || found === null;
  if (wanted === undefined) return operator === "is" ? isEmpty : !isEmpty;
  if (isEmpty) return false;
  if (typeof found === "object") return true;
  const isSame = [wanted].flat().some((one) => isAlike(one, found));
  return operator === "is" ? isSame : !isSame;
}

function valueAt(values, key) {
  if (Object.hasOwn(values, key)) return values[key];
  return key.split(".").reduce((value, part) => value?.[part], values);
}
