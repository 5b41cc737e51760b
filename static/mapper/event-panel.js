/** The left panel: what is armed, the filter, the tree, and where a picked field goes. */

import { nameOf } from "mapper/document.js";
import { h, fill, icon, need, setText } from "mapper/h.js";
import { openMenu } from "mapper/menu.js";
import { closeSheet, openSheet } from "mapper/panels.js";
import { counted } from "mapper/paths.js";
import { pickField } from "mapper/pick.js";
import { eventText } from "mapper/preview.js";
import { say } from "mapper/say.js";
import { nameFit, INDEXED_FIELDS, indexOf } from "mapper/search.js";
import { shownRows } from "mapper/shown-fields.js";
import { slotName } from "mapper/slots.js";
import { state, subscribe } from "mapper/store.js";
import { chipText } from "mapper/values.js";
import "mapper/tree.js";

const FILTER_FROM = 9;
const BYTES_IN_MB = 1_000_000;

/** Start the tree and its filter, and listen for slots that send the focus here. */
export function startEventPanel() {
  const tree = need("event-tree");
  const filter = need("#event-filter");
  tree.start({ onpick });
  filter.addEventListener("input", () => filtered(tree, filter.value));
  filter.addEventListener("keydown", (event) => filterKey(tree, filter, event));
  need("#clear-filter").addEventListener("click", () => clearFilter(tree, filter));
  addEventListener("leave-to-tree", () => (openSheet(), tree.focus()));
  addEventListener("pick-from-event", () => openSheet());
  subscribe(render);
}

function render() {
  const { armed, doc, boot } = state;
  const banner = need("#armed");
  banner.classList.toggle("is-armed", armed !== null);
  if (armed) fill(banner, "Choosing a value for ", h("strong", {}, slotName(armed)));
  else if (boot.can_edit) fill(banner, "Pick a field to map it", dragWords(), ".");
  else setText(banner, "You can look at this mapping, not change it.");
  renderSize(doc.event);
}

function dragWords() {
  return h("span", { class: "by-mouse" }, ", or drag it across");
}

let sized = null;

function renderSize(event) {
  if (event === sized) return;
  sized = event;
  const isCut = event && indexOf(event.event).length >= INDEXED_FIELDS;
  need("#event-size").hidden = !isCut;
  if (isCut) setText(need("#event-size"), sizeText(event));
}

function sizeText(event) {
  const megabytes = (eventText(event).length / BYTES_IN_MB).toFixed(1);
  const count = INDEXED_FIELDS.toLocaleString("en");
  const filter = `The filter looks at its first ${count} fields; the preview still uses all of it.`;
  return `This event is ${megabytes} MB. ${filter}`;
}

/** A field was picked: into the armed slot, else ask where to. */
function onpick(field, item) {
  if (!state.boot.can_edit || state.doc.whole) return;
  if (!state.armed) return openMapTo(field, item);
  pickField(field, state.armed);
  closeSheet();
}

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
      pick: () => need("field-rows").addFrom(field.keys),
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

function filtered(tree, text) {
  const count = tree.filterBy(text);
  const isOn = text.trim() !== "";
  need("#no-match").hidden = !isOn || count > 0;
  setText(need("#no-match-text"), `No event field matches “${text.trim()}”.`);
  if (isOn) say(counted(count, "field"));
}

function filterKey(tree, filter, event) {
  if (event.key === "ArrowDown" || event.key === "Enter") {
    event.preventDefault();
    const first = tree.items().find((item) => item.row.isMatch) ?? tree.items()[0];
    first?.focus();
  }
  if (event.key === "Escape" && filter.value !== "") {
    event.preventDefault();
    event.stopPropagation();
    clearFilter(tree, filter);
  }
}

function clearFilter(tree, filter) {
  filter.value = "";
  filtered(tree, "");
  filter.focus();
}
