/**
 * Decides which rows the tree shows: open groups, or the matches of a filter with the groups
 * around them.
 */

import { fieldOf, formatPath, isGroup } from "mapper/paths.js";
import { findFields } from "mapper/search.js";

export const PAGE = 100;
const MATCHES = 100;
const OPEN_AT_START = 60;

/** The groups to show open at first: as many of the upper ones as fit on a screen. */
export function openAtStart(event) {
  const open = new Set();
  let shown = Object.keys(event).length;
  const visit = (value, keys) => {
    for (const key of Object.keys(value)) {
      const field = fieldOf(value[key], [...keys, key]);
      const size = field.type === "object" ? Object.keys(field.value).length : 0;
      if (size === 0 || field.depth > 2 || shown + size > OPEN_AT_START) continue;
      shown += size;
      open.add(field.path);
      visit(field.value, field.keys);
    }
  };
  visit(event, []);
  return open;
}

/**
 * The rows of an unfiltered tree.
 *
 * Shape: [{path, keys, key, type, value, depth, isOpen, place: 1, of: 6}, {more: "traits", depth:
 *   2, left: 400}]
 * A level shows PAGE rows, then one row that offers the next ones; `pages` counts the pages per
 * group path.
 */
export function openRows(event, open, pages) {
  const rows = [];
  const visit = (value, keys) => {
    const all = Object.keys(value);
    const path = formatPath(keys);
    const shown = all.slice(0, PAGE * (pages.get(path) ?? 1));
    shown.forEach((key, at) => {
      const field = fieldOf(value[key], [...keys, key]);
      const isOpen = isGroup(field) ? open.has(field.path) : null;
      rows.push({ ...field, isOpen, place: at + 1, of: all.length });
      if (isOpen) visit(field.value, field.keys);
    });
    if (shown.length < all.length)
      rows.push(moreRow(path, keys.length + 1, all.length - shown.length, all.length));
  };
  visit(event, []);
  return rows;
}

/**
 * The rows that match a filter, each under its groups; `isMatch` tells the ones that were found.
 */
export function matchingRows(event, text, closed) {
  const found = findFields(event, text);
  const rows = new Map();
  for (const field of found.slice(0, MATCHES)) {
    for (let depth = 1; depth < field.depth; depth += 1) {
      const keys = field.keys.slice(0, depth);
      const path = formatPath(keys);
      if (!rows.has(path)) rows.set(path, { ...groupAt(event, keys), isMatch: false });
    }
    const before = rows.get(field.path);
    rows.set(field.path, { ...(before ?? field), isMatch: true });
  }
  const shown = numbered([...rows.values()], closed);
  if (found.length > MATCHES)
    shown.push({ note: `${found.length - MATCHES} more match. Type more to narrow them down.` });
  return { rows: shown, count: found.length };
}

function moreRow(path, depth, left, of) {
  return { more: path, depth, left, place: of, of };
}

function groupAt(event, keys) {
  return fieldOf(
    keys.reduce((value, key) => value[key], event),
    keys,
  );
}

function numbered(rows, closed) {
  const sizes = new Map();
  const parentOf = (row) => formatPath(row.keys.slice(0, -1));
  for (const row of rows) sizes.set(parentOf(row), (sizes.get(parentOf(row)) ?? 0) + 1);
  const places = new Map();
  const parents = new Set(rows.map(parentOf));
  const isHidden = (row) =>
    row.keys.some((_, at) => at > 0 && closed.has(formatPath(row.keys.slice(0, at))));
  return rows
    .map((row) => {
      const place = (places.get(parentOf(row)) ?? 0) + 1;
      places.set(parentOf(row), place);
      const isOpen = isGroup(row) ? parents.has(row.path) && !closed.has(row.path) : null;
      return { ...row, isOpen, place, of: sizes.get(parentOf(row)) };
    })
    .filter((row) => !isHidden(row));
}
