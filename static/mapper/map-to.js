/** "Map … to": the menu of destination fields for an event field that is picked with none armed. */

import { closeLists } from "mapper/combo.js";
import { nameOf } from "mapper/document.js";
import { icon, need } from "mapper/h.js";
import { openMenu } from "mapper/menu.js";
import { closeSheet } from "mapper/panels.js";
import { pickField } from "mapper/pick.js";
import { addFrom } from "mapper/row-steps.js";
import { say } from "mapper/say.js";
import { nameFit } from "mapper/search.js";
import { shownRows } from "mapper/shown-fields.js";
import { state } from "mapper/store.js";
import { chipText } from "mapper/values.js";

const FILTER_FROM = 9;

/** A slot that was chosen while this was loaded takes the field; else the menu asks where to. */
export function askWhere(field, item) {
  if (!state.armed) return openMapTo(field, item);
  closeLists();
  pickInMenu(field, { id: state.armed }, item);
}

/** Open it at the field's tree item: empty fields first, the best name chosen beforehand. */
function openMapTo(field, item) {
  const rows = shownRows(state.doc.rows).filter((row) => !row.field?.read_only);
  const inTurn = [
    ...rows.filter((row) => row.value === undefined),
    ...rows.filter((row) => row.value !== undefined),
  ];
  const fits = inTurn.map((row) => nameFit(field.key, row) - (row.value === undefined ? 0 : 50));
  const items = inTurn.map((row) => ({
    label: nameOf(row),
    detail: row.value === undefined ? null : `replaces ${chipText(row.value)}`,
    pick: () => pickInMenu(field, row, item),
  }));
  if (state.boot.action.allows_extra_fields) {
    items.push({
      label: `New destination field ${field.key}`,
      icon: icon("plus"),
      pick: () => addFrom(need("field-rows"), field.keys),
    });
  }
  if (!items.length) return say("There is no destination field to map to.");
  const preferred = Math.max(...fits) > 0 ? fits.indexOf(Math.max(...fits)) : 0;
  openMenu({
    name: `Map ${field.key} to`,
    opener: item,
    items,
    preferred,
    hasFilter: items.length >= FILTER_FROM,
  });
}

function pickInMenu(field, row, item) {
  pickField(field, row.id);
  item.focus();
  closeSheet();
}
