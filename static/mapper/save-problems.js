/** Shows why the server did not save or enable the mapping. */

import { nameOf } from "mapper/document.js";
import { need } from "mapper/h.js";
import { isLacking, keyOfPointer, requiredText } from "mapper/row-state.js";
import { emit, state } from "mapper/store.js";
import { showStrip } from "mapper/strip.js";

/** Put the server's problems into their rows, and name the rows above them. */
export function showProblems(problems, lead) {
  const rows = new Map();
  const others = [];
  for (const { pointer, message } of problems) {
    const key = keyOfPointer(pointer ?? "");
    const row = state.doc.rows.find((one) => one.key === key);
    if (!row) others.push(message);
    else
      rows.set(row.id, [...(rows.get(row.id) ?? []), isLacking(row) ? requiredText(row) : message]);
  }
  state.problems = rows;
  emit();
  const buttons = [...rows.keys()].map((id) => [
    nameOf(state.doc.rows.find((row) => row.id === id)),
    () => need("field-rows").focusRow(id),
  ]);
  const text = [lead, ...others, buttons.length ? "Look at:" : ""].filter(Boolean).join(" ");
  showStrip({ text, buttons, about: rows.size ? "rows" : "all" });
}
