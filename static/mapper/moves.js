/** After a switch of the event type: offers to move the values that point to the old locations. */

import { nameOf } from "mapper/document.js";
import { fill, h, need, update } from "mapper/h.js";
import { movableRows, movesOf } from "mapper/locations.js";
import { counted } from "mapper/paths.js";
import { say, toast } from "mapper/say.js";
import { commit, emit, state, subscribe, undo } from "mapper/store.js";
import { stripOf } from "mapper/strip.js";
import { readTrigger, TYPE_NAMES } from "mapper/trigger-tree.js";

const OTHER_TYPE = { identify: "track", track: "identify" };

const kept = new Set(); // paths that the user unticked
let offeredFor = null;
let isListed = false;
let shown = "";

/** The event type was switched: offer the move until the user has said no. */
export function offerMove(eventType) {
  offeredFor = eventType;
  isListed = false;
  kept.clear();
  emit();
}

function render() {
  const { eventType } = readTrigger(state.doc.trigger);
  const moves = offeredFor === eventType && eventType ? movesOf(state.doc.rows, eventType) : [];
  const count = new Set(moves.flatMap(({ rows }) => rows)).size;
  const text = count ? offerText(count, eventType) : "";
  const asked = `${text} ${isListed} ${moves.map(({ from }) => from)}`;
  if (asked === shown) return;
  shown = asked;
  const buttons = [
    [`Move ${count === 1 ? "it" : "them"} to ${TYPE_NAMES[eventType]} locations`, move],
    ["Keep", decline],
    [isListed ? "Hide" : "Show", toggleList],
  ];
  const strip = text ? stripOf({ text, buttons, look: "warning" }, decline) : null;
  fill(need("#move-strip"), strip);
  if (strip) update(listButton(), { "aria-expanded": String(isListed), "aria-controls": "moves" });
  need("#moves").hidden = !text || !isListed;
  fill(need("#moves"), moves.map(moveLine));
}

function offerText(count, eventType) {
  const verb = count === 1 ? "points" : "point";
  return `${counted(count, "value")} ${verb} to ${TYPE_NAMES[OTHER_TYPE[eventType]]} locations.`;
}

/** "context.traits.email → traits.email", with a box to leave it where it is. */
function moveLine({ from, to, rows }) {
  const box = h("input", { type: "checkbox", checked: !kept.has(from) });
  box.addEventListener("change", () => (box.checked ? kept.delete(from) : kept.add(from)));
  return h(
    "label",
    { class: "check moves__line" },
    box,
    h("span", {}, h("code", {}, from), " → ", h("code", {}, to)),
    h("span", { class: "muted" }, rows.map(nameOf).join(", ")),
  );
}

function listButton() {
  return [...need("#move-strip").querySelectorAll("button")].find(({ textContent }) =>
    /^(Show|Hide)$/.test(textContent),
  );
}

function toggleList() {
  isListed = !isListed;
  render();
  listButton().focus();
}

function move() {
  const { eventType } = readTrigger(state.doc.trigger);
  const moved = movableRows(state.doc.rows, eventType, (path) => kept.has(path));
  if (!moved.length) return decline();
  const words = `${counted(moved.length, "value")} to ${TYPE_NAMES[eventType]} locations`;
  state.problems = new Map();
  if (kept.size) offeredFor = null; // the others are to stay
  commit(`move ${words}`, {
    rows: state.doc.rows.map((row) => moved.find((one) => one.id === row.id) ?? row),
  });
  toast(`Moved ${words}.`, { undo });
  focusType();
}

function decline() {
  offeredFor = null;
  emit();
  say("The values stay as they are.");
  focusType();
}

/** The buttons are gone; the focus goes back to what offered them. */
function focusType() {
  need("#event-type [aria-checked=true]").focus();
}

subscribe(render); // draws the offer whenever there is one
