/**
 * What an argument sees: the event, or inside "each item" only the fields of the list's items.
 */

import { cardOf } from "mapper/expressions.js";
import { fieldsOfItems } from "mapper/items.js";
import { formatPath, lookup } from "mapper/paths.js";
import { scopedRows } from "mapper/scoped-rows.js";
import { placeOf } from "mapper/slots.js";
import { rowOf, state } from "mapper/store.js";
import { keysOf } from "mapper/values.js";

/**
 * The scope of a slot inside of "each item", else null.
 *
 * Shape: {list: "properties.cart", event: {sku: "A-1"}, counts: {sku: 2}, of: 2, rowsOf}
 * `rowsOf(scope, rows of the items, rows of the event)` are the tree's rows then.
 */
export function scopeOf(slotId) {
  const { rowId, at } = placeOf(slotId);
  let scope = null;
  let value = rowOf(rowId)?.value;
  for (const id of at) {
    const card = cardOf(value ?? {});
    if (card?.kind.name === "each" && id === "shape") scope = itemScope(card.args[0].value, scope);
    value = card?.args.find((arg) => arg.id === id)?.value;
  }
  return scope;
}

function itemScope(source, outer) {
  const keys = source === undefined ? null : keysOf(source);
  const event = outer ? outer.event : (state.doc.event?.event ?? {});
  const found = keys ? lookup(event, keys).value : undefined;
  const list = keys ? formatPath(keys) : "the list";
  return { list, ...fieldsOfItems(found), rowsOf: scopedRows };
}
