/** The left panel: what is armed, the filter, the tree, and where a picked field goes. */

import { h, fill, need, setText, update } from "mapper/h.js";
import { withModule } from "mapper/later.js";
import { closeSheet, openSheet } from "mapper/panels.js";
import { counted } from "mapper/paths.js";
import { pickField } from "mapper/pick.js";
import { eventText } from "mapper/preview.js";
import { say } from "mapper/say.js";
import { INDEXED_FIELDS, indexOf } from "mapper/search.js";
import { placeOf, slotName } from "mapper/slots.js";
import { state, subscribe } from "mapper/store.js";
import "mapper/tree.js";

const BYTES_IN_MB = 1_000_000;

/** Start the tree and its filter, and listen for slots that send the focus here. */
export function startEventPanel() {
  const tree = need("event-tree");
  const filter = need("#event-filter");
  tree.start({ onpick });
  for (const name of ["pointerover", "focusin"])
    tree.addEventListener(name, () => menuOfRows().catch(() => null), { once: true });
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
  update(banner, { title: armed && slotName(armed) });
  if (armed) fill(banner, choosingWords(armed), h("strong", {}, slotName(armed)));
  else if (boot.can_edit) fill(banner, "Pick a field to map it", dragWords(), ".");
  else setText(banner, "You can look at this mapping, not change it.");
  renderSize(doc.event);
}

/** An argument has a long name; the banner has one line for it. */
function choosingWords(armed) {
  return placeOf(armed).at.length ? "Choosing " : "Choosing a value for ";
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

/** Asked for when the tree is first come to, so that it is there for the first pick. */
function menuOfRows() {
  return import("mapper/map-to.js");
}

/** A field was picked: into the armed slot, else ask where to. */
function onpick(field, item) {
  if (!state.boot.can_edit) return;
  if (!state.armed) return withModule(menuOfRows, (module) => module.askWhere(field, item));
  pickField(field, state.armed);
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
