/** The list in which suggested values are reviewed; what is ticked is set in one undo step. */

import { nameOf } from "mapper/document.js";
import { fill, h, need, setText } from "mapper/h.js";
import { counted, formatPath, sampleText } from "mapper/paths.js";
import { isWaiting } from "mapper/row-state.js";
import { say, toast } from "mapper/say.js";
import { commit, state, undo } from "mapper/store.js";
import { suggest } from "mapper/suggestions.js";
import { readTrigger } from "mapper/trigger-tree.js";
import { pathValue } from "mapper/values.js";

const dialog = need("#suggest-dialog");
let offered = [];

need("#suggest-cancel").addEventListener("click", () => dialog.close());
need("#suggest-list").addEventListener("change", count);
need("#suggest-form").addEventListener("submit", (event) => {
  event.preventDefault();
  dialog.close();
  apply();
});

/** Show what the test event suggests for the fields without a value. */
export function open() {
  const { doc } = state;
  const flag = formatPath(readTrigger(doc.trigger).place);
  offered = suggest(doc.event.event, doc.rows, flag);
  const open = doc.rows.filter(isWaiting).length;
  if (!offered.length)
    return toast(
      `Nothing in this test event looks like the ${open === 1 ? "empty field" : `${open} empty fields`}.`,
    );
  fill(need("#suggest-list"), offered.map(itemOf));
  setText(
    need("#suggest-rest"),
    open > offered.length ? `${counted(open - offered.length, "field")} without a suggestion.` : "",
  );
  count();
  dialog.showModal();
}

function itemOf({ row, field, reasons, isSure }, at) {
  const id = `suggestion-${at}`;
  return h(
    "li",
    { class: "suggest__item" },
    h("input", {
      type: "checkbox",
      id,
      checked: isSure,
      "data-at": String(at),
      "aria-describedby": `${id}-why`,
    }),
    h(
      "label",
      { for: id, class: "suggest__what" },
      h("span", { class: "suggest__name" }, nameOf(row)),
      h("span", { class: "visually-hidden" }, " from "),
      h("code", { class: "suggest__path" }, field.path),
      h("span", { class: "suggest__sample" }, sampleText(field, 40)),
    ),
    h("span", { class: "suggest__why", id: `${id}-why` }, `It ${reasons.join(" and ")}.`),
  );
}

function chosen() {
  return [...need("#suggest-list").querySelectorAll("input:checked")].map(
    (box) => offered[Number(box.dataset.at)],
  );
}

function count() {
  const { length } = chosen();
  need("#suggest-use").disabled = length === 0;
  setText(need("#suggest-use"), length ? `Use ${counted(length, "value")}` : "Use values");
}

function apply() {
  const values = new Map(chosen().map(({ row, field }) => [row.id, pathValue(field.keys)]));
  const label = `use ${counted(values.size, "suggestion")}`;
  commit(label, {
    rows: state.doc.rows.map((row) =>
      values.has(row.id) && isWaiting(row) ? { ...row, value: values.get(row.id) } : row,
    ),
  });
  say(`${counted(values.size, "value")} set.`);
  toast(`Set ${counted(values.size, "value")} from suggestions.`, { undo });
}
