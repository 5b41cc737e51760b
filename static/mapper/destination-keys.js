/** The keys of destination fields as people write them: plain, quoted, or a path that nests. */

import { typedPath } from "mapper/paths.js";

const PATH_SIGNS = /[.[\]]/;

/** True for a text that is a key as it stands. */
export function isPlainKey(text) {
  return !PATH_SIGNS.test(text) && !text.startsWith('"');
}

/** A key as its text box shows it: in quotes where it would be read as a path. */
export function keyText(key) {
  return isPlainKey(key) ? key : JSON.stringify(key);
}

/**
 * What a text in the key's box means: {key}, {keys} that lead into objects and lists, or {trouble}.
 *
 * Shape: `city` → {key: "city"}; `"a.b"` → {key: "a.b"}; `address.city` → {keys: ["address",
 *   "city"]}
 */
export function readKey(text) {
  if (isPlainKey(text)) return { key: text };
  if (text.startsWith('"')) return quoted(text);
  const keys = typedPath(text);
  if (keys) return keys.length > 1 ? { keys } : { key: keys[0] };
  const index = /^([^[]+)\[([^\]"']*)\]/.exec(text);
  const wrong = index ? `${index[1]}[${index[2]}]: ${index[2] || "nothing"} is not a number` : text;
  const lead = index ? `${wrong}. Use ${index[1]}[0]` : `${text} is not a path. Use address.city`;
  return {
    trouble: `${lead}, or quote the whole key to use it as it is: ${JSON.stringify(text)}.`,
  };
}

function quoted(text) {
  try {
    return { key: JSON.parse(text) };
  } catch {
    return { trouble: `${text}: the key has no end. Close it with a quote: "my.key".` };
  }
}
