/** What differs between two JSON values, one value of the tree at a time. */

import { formatPath } from "mapper/paths.js";

/**
 * The places that differ; a text that holds JSON is compared as what it holds.
 *
 * Shape: {"email": "a@x.io"}, {"email": "b@x.io"}, "Request" →
 *   [{name: "Request: email", before: "\"a@x.io\"", after: "\"b@x.io\""}]; null stands for "nothing"
 */
export function leafChanges(before, after, title) {
  const [old, now] = [leavesOf(before), leavesOf(after)];
  const names = [...new Set([...old.keys(), ...now.keys()])];
  return names
    .filter((name) => old.get(name) !== now.get(name))
    .map((name) => ({
      name: name ? `${title}: ${name}` : title,
      before: old.get(name) ?? null,
      after: now.get(name) ?? null,
    }));
}

/** Path → JSON text of each value that holds no others. */
function leavesOf(value) {
  const leaves = new Map();
  const visit = (one, keys) => {
    const members = one !== null && typeof one === "object" ? Object.entries(one) : [];
    if (!members.length) return leaves.set(formatPath(keys), JSON.stringify(one));
    for (const [key, inner] of members) visit(inner, [...keys, key]);
  };
  if (value !== undefined && value !== null) visit(parsed(value), []);
  return leaves;
}

function parsed(value) {
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}
