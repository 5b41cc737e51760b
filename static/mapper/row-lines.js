/** Draws what stands under a slot: the result with its type, and lines that say what is wrong. */

import { fill, h, icon } from "mapper/h.js";
import { state } from "mapper/store.js";

const SIGNS = {
  red: "exclamation-circle",
  amber: "exclamation-triangle",
  neutral: "information-circle",
};

/** Show what a row gives: {text, type}, or null for nothing. */
export function showResult(node, result) {
  if (!result) return fill(node);
  fill(
    node,
    h("span", { class: "row__value" }, result.text),
    h("span", { class: "row__type" }, result.type),
  );
}

/** Show the lines of `row-state.js`; `onfix` gets the fix of the button that was pressed. */
export function showLines(node, lines, onfix) {
  fill(
    node,
    lines.map((line) => lineOf(line, onfix)),
  );
}

function lineOf({ severity, text, fix }, onfix) {
  const button = (one) => ({ type: "button", class: "row__fix", onclick: () => onfix(one) });
  const fixes = state.boot.can_edit ? [fix ?? []].flat() : [];
  const words = fixes.flatMap((one) => [" ", h("button", button(one), one.label)]);
  return h(
    "div",
    { class: `row__line row__line--${severity}` },
    icon(SIGNS[severity]),
    h("span", {}, text, words),
  );
}
