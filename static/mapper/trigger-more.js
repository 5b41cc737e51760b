/** The way from the trigger bar to all conditions; the builder is fetched when it is opened. */

import { need, setText, update } from "mapper/h.js";
import { withModule } from "mapper/later.js";
import { state, subscribe } from "mapper/store.js";
import { readTrigger } from "mapper/trigger-tree.js";

let builder = null;

/** Wire the button behind the bar's condition. */
export function startTriggerMore() {
  const button = need("#add-condition");
  button.addEventListener("click", () => toggle(button));
  subscribe(() => render(button));
  const others = document.querySelector("#other-audiences");
  others?.addEventListener("click", () => withAudiences((module) => module.toggleAudiences()));
  const isOther = ({ boot, doc }) => doc.other_audience_keys !== boot.mapping.other_audience_keys;
  subscribe(() => others && isOther(state) && withAudiences((module) => module.showWords()));
}

function withAudiences(act) {
  return withModule(() => import("mapper/audiences.js"), act);
}

/** Open the builder; where the trigger is only what the bar shows, with a new condition. */
export function openConditions({ isAdding = false } = {}) {
  const button = need("#add-condition");
  return withModule(
    () => import("mapper/trigger-builder.js"),
    (module) => {
      builder = module;
      builder.openBuilder({ isAdding, onclose: () => (render(button), button.focus()) });
      render(button);
    },
  );
}

function toggle(button) {
  if (isOpen()) builder.closeBuilder();
  else openConditions({ isAdding: state.boot.can_edit && !hasMore() });
  render(button);
}

function render(button) {
  const isAdding = state.boot.can_edit && !hasMore() && !isOpen();
  const count = countConditions(state.doc.trigger);
  setText(need("#add-condition-words"), isAdding ? "Add condition" : `Conditions (${count})`);
  update(button, { "aria-expanded": String(isOpen()), "data-adds": isAdding });
  need("#trigger-others").hidden = isOpen();
}

function hasMore() {
  const { others, eventType, key } = readTrigger(state.doc.trigger);
  return others.length > 0 || !eventType || !key;
}

function isOpen() {
  return !need("#trigger-builder").hidden;
}

/** How many conditions a tree has. */
function countConditions(node) {
  if (node.type !== "group") return 1;
  return node.children.reduce((sum, one) => sum + countConditions(one), 0);
}
