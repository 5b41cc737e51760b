/** Draws JSON: lines with coloured parts. */

import { h } from "mapper/h.js";

/**
 * A value as lines; each knows the top-level key it belongs to, and whether it begins it.
 *
 * Shape: [{text: "  \"email\": \"user@example.com\"", key: "email", isFirst: true, parts: […]}]
 */
export function jsonLines(value) {
  let key = null;
  return JSON.stringify(value, null, 2)
    .split("\n")
    .map((text) => {
      const named = /^ {2}("(?:[^"\\]|\\.)*"):/.exec(text);
      if (named) key = JSON.parse(named[1]);
      const isOutside = /^[{}]/.test(text);
      const isFirst = named !== null;
      return { text, key: isOutside ? null : key, isFirst, parts: coloured(text) };
    });
}

function coloured(line) {
  const [, indent, name, rest] = /^(\s*)((?:"(?:[^"\\]|\\.)*": )?)(.*)$/s.exec(line);
  const kind = /^"/.test(rest)
    ? "text"
    : /^[-\d]/.test(rest)
      ? "number"
      : /^(true|false|null)/.test(rest)
        ? "word"
        : "sign";
  const [, value, end] = /^(.*?)(,?)$/s.exec(rest);
  return [
    indent,
    name ? h("span", { class: "json__key" }, name.slice(0, -2)) : null,
    name ? ": " : null,
    value ? h("span", { class: `json__${kind}` }, value) : null,
    end,
  ];
}
