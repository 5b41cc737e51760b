/** One way to change the trigger from anywhere: a step, then the sample and the values follow. */

import { followTrigger } from "mapper/event.js";
import { offerMove } from "mapper/later.js";
import { commit, state } from "mapper/store.js";
import { readTrigger } from "mapper/trigger-tree.js";

/** Make a trigger the mapping's, as one undoable step. */
export function changeTrigger(label, trigger, options) {
  const before = readTrigger(state.doc.trigger);
  const after = readTrigger(trigger);
  commit(label, { trigger }, options);
  if (after.eventType && after.eventType !== before.eventType) offerMove(after.eventType);
  const facts = ({ eventType, name, isEntering }) => `${eventType} ${name} ${isEntering}`;
  if (facts(before) !== facts(after)) followTrigger();
}
