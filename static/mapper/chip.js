/** Draws the chip of a slot: an event path, a fixed value, or a function in words. */

import { fill, h, update } from "mapper/h.js";
import { chipText, describe } from "mapper/values.js";

/** Show a stored value in a chip; `words` is the part of it that holds the text. */
export function showChip(chip, words, value) {
  const { kind, parts } = describe(value);
  chip.className = `chip chip--${kind}`;
  update(chip, { title: chipText(value) });
  fill(
    words,
    parts.map((part) =>
      part.isPath ? pathPart(part.text) : h("span", { class: "chip__text" }, part.text),
    ),
  );
}

/** A path whose last key stays readable when the chip is narrow. */
function pathPart(path) {
  const cut = Math.max(path.lastIndexOf("."), path.lastIndexOf("[") - 1) + 1;
  return h(
    "span",
    { class: "chip__path" },
    h("span", { class: "chip__head" }, path.slice(0, cut)),
    h("span", { class: "chip__tail" }, path.slice(cut)),
  );
}
