/** Compares two states of a mapping, in the words of the page. */

import { docOf, nameOf } from "mapper/document.js";
import { state } from "mapper/store.js";
import { conditionWords, readTrigger } from "mapper/trigger-tree.js";
import { chipText, isSame } from "mapper/values.js";

/**
 * What differs between a stored mapping and a document of the editor.
 *
 * Shape: [{name: "Last name", before: null, after: "traits.last_name"}]; null stands for "nothing".
 */
export function changesSince(stored, doc) {
  const old = docOf(stored, state.boot.action.fields);
  const changes = [];
  if (old.name !== doc.name) changes.push({ name: "Name", before: old.name, after: doc.name });
  if (!isSame(old.trigger, doc.trigger)) {
    changes.push({
      name: "Trigger",
      before: triggerWords(old.trigger),
      after: triggerWords(doc.trigger),
    });
  }
  if (!isSame(old.other_audience_keys, doc.other_audience_keys)) {
    changes.push({
      name: "Other audiences",
      before: audienceWords(old.other_audience_keys),
      after: audienceWords(doc.other_audience_keys),
    });
  }
  const keys = new Set([...old.rows, ...doc.rows].map((row) => row.key));
  for (const key of keys) {
    const before = old.rows.find((row) => row.key === key);
    const after = doc.rows.find((row) => row.key === key);
    if (isSame(before?.value, after?.value)) continue;
    changes.push({ name: nameOf(after ?? before), before: wordsOf(before), after: wordsOf(after) });
  }
  return changes;
}

function wordsOf(row) {
  return row?.value === undefined ? null : chipText(row.value);
}

function audienceWords(keys) {
  if (keys[0] === "*") return "every connected audience";
  return keys.join(", ") || null;
}

function triggerWords(tree) {
  const { eventType, key, isEntering, others } = readTrigger(tree);
  const parts = [
    eventType,
    key && `${key} is ${isEntering ? "true" : "false"}`,
    ...others.map(({ condition }) => conditionWords(condition)),
  ];
  return parts.filter(Boolean).join(" and ");
}
