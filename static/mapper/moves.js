/** After a switch of the event type: offers to move the values that point to the old locations. */

import { fill, need } from "mapper/h.js";
import { movableRows } from "mapper/locations.js";
import { counted } from "mapper/paths.js";
import { say, toast } from "mapper/say.js";
import { commit, emit, state, subscribe, undo } from "mapper/store.js";
import { stripOf } from "mapper/strip.js";
import { readTrigger, TYPE_NAMES } from "mapper/trigger-tree.js";

const OTHER_TYPE = { identify: "track", track: "identify" };

let offeredFor = null;
let shown = "";

/** Draw the offer whenever there is one. */
export function startMoves() {
  subscribe(render);
}

/** The event type was switched: offer the move until the user has said no. */
export function offerMove(eventType) {
  offeredFor = eventType;
  emit();
}

function render() {
  const { eventType } = readTrigger(state.doc.trigger);
  const rows = offeredFor === eventType && eventType ? movableRows(state.doc.rows, eventType) : [];
  const text = rows.length ? offerText(rows.length, eventType) : "";
  if (text === shown) return;
  shown = text;
  const keep = () => decline();
  const buttons = [
    [`Move ${rows.length === 1 ? "it" : "them"} to ${TYPE_NAMES[eventType]} locations`, move],
    ["Keep", keep],
  ];
  fill(need("#move-strip"), text ? stripOf({ text, buttons, look: "warning" }, keep) : null);
}

function offerText(count, eventType) {
  const verb = count === 1 ? "points" : "point";
  return `${counted(count, "value")} ${verb} to ${TYPE_NAMES[OTHER_TYPE[eventType]]} locations.`;
}

function move() {
  const { eventType } = readTrigger(state.doc.trigger);
  const moved = movableRows(state.doc.rows, eventType);
  const words = `${counted(moved.length, "value")} to ${TYPE_NAMES[eventType]} locations`;
  state.problems = new Map();
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
