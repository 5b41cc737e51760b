/** The tree's rows while the armed slot is inside of "each item" of a list. */

import { fieldOf } from "mapper/paths.js";

/**
 * The rows inside of "each item": the fields of the list's items, then the event's, which cannot be
 * used there.
 */
export function scopedRows({ list, event, counts, of }, itemRows, rows) {
  const known = (row) =>
    row.depth === 1 && row.key in counts ? `in ${counts[row.key]} of ${of}` : "";
  const items = itemRows.map((row) => ({
    ...row,
    id: ` item ${row.path ?? row.more}`,
    depth: row.depth + 1,
    note: undefined,
    isItem: true,
    extent: known(row),
  }));
  const total = rows.filter((row) => row.depth === 1).length + 1;
  const head = {
    ...fieldOf(event, [], ""),
    id: " item",
    key: `each item of ${list}`,
    isItem: true,
  };
  const rest = rows.map((row) =>
    row.depth === 1
      ? { ...row, isOff: true, place: row.place + 1, of: total }
      : { ...row, isOff: true },
  );
  return [{ ...head, depth: 1, isOpen: true, place: 1, of: total }, ...items, ...rest];
}
