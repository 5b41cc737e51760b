/** The value of each argument in the test event, as the preview's answer tells it. */

import { WHOLE_ROW } from "mapper/document.js";
import { pointerTo } from "mapper/json-pointer.js";
import { answerFor } from "mapper/row-state.js";
import { rowOf } from "mapper/store.js";

const LONGEST = 40;

/** What stands at an argument's right edge: `"user-123" (not used)`; "" while nothing is known. */
export function partText(context) {
  const part = partAt(context);
  if (!part || context.value === undefined) return "";
  const text = Object.hasOwn(part, "value") ? shortened(JSON.stringify(part.value)) : noValue(part);
  return part.used ? text : `${text} (not used)`;
}

function partAt({ rowId, keys }) {
  const row = rowOf(rowId);
  const parts = row && answerFor(row)?.parts;
  if (!parts || !keys) return null;
  const at = pointerTo(rowId === WHOLE_ROW ? keys : [row.key, ...keys]);
  return parts.find((part) => part.at === at && (part.item ?? []).every((item) => item === 0));
}

function noValue({ type }) {
  return type === "missing" ? "no value" : `too large to show (${type})`;
}

function shortened(text) {
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
}
