/**
 * The further audiences that the mapping serves: a panel under the trigger bar, loaded when it is
 * opened or when they change.
 */

import { makeCombo } from "mapper/combo.js";
import { fill, h, icon, keep, need, setText, update } from "mapper/h.js";
import { say } from "mapper/say.js";
import { commit, state, subscribe } from "mapper/store.js";
import { readTrigger } from "mapper/trigger-tree.js";

const EVERY = "*";
const NAMED = 4;
const HOLDERS = { identify: "traits", track: "properties" };

let parts = null;

/** Open the panel, or close it. */
export function toggleAudiences() {
  if (!panel().hidden) return close();
  if (!parts) build();
  panel().hidden = false;
  showWords();
  render();
  (state.boot.can_edit && ownKey() ? parts.box : parts.done).focus();
}

/** What the button says: which audiences there are beside the trigger's own. */
export function showWords() {
  setText(button(), buttonWords(keysNow()));
  update(button(), { "aria-expanded": String(!panel().hidden) });
}

function close() {
  panel().hidden = true;
  showWords();
  button().focus();
}

function build() {
  const all = h("input", { type: "checkbox", onchange: () => serveAll(all.checked) });
  const words = h("span", {}, `Every audience connected to ${state.boot.destination.name}`);
  const keys = h("ul", { class: "audiences__keys", role: "list", "aria-label": "Other audiences" });
  const box = h("input", {
    class: "input input--mono audiences__box",
    "aria-label": "Add an audience key",
    "aria-describedby": "audiences-problem",
    placeholder: "Add an audience key",
  });
  const problem = h("span", { id: "audiences-problem", class: "field__error", role: "alert" });
  const summary = h("p", { class: "audiences__summary" });
  const known = h("p", { class: "muted audiences__summary" });
  const done = h("button", { type: "button", class: "button", onclick: close }, "Done");
  parts = { all, keys, box, problem, summary, known, done };
  makeCombo(box, { options, listName: "Audience keys", canOpen: () => state.boot.can_edit });
  box.addEventListener("change", () => box.value.trim() && add(box.value.trim()));
  fill(
    panel(),
    h("div", { class: "conditions__head" }, h("h2", {}, "Audiences"), done),
    h(
      "div",
      { class: "conditions__body audiences" },
      summary,
      h("label", { class: "audiences__all" }, all, words),
      known,
      keys,
      box,
      problem,
    ),
  );
  panel().addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    event.preventDefault();
    close();
  });
  subscribe(() => (showWords(), panel().hidden || render()));
}

function render() {
  const keys = keysNow();
  const isAll = keys[0] === EVERY;
  const canAdd = state.boot.can_edit && ownKey() !== "";
  setText(parts.summary, summaryWords(keys));
  parts.all.checked = isAll;
  parts.all.disabled = !canAdd && !(state.boot.can_edit && isAll);
  setText(parts.known, isAll ? connectedWords() : "");
  parts.known.hidden = !isAll;
  parts.box.hidden = isAll || !canAdd;
  keep(parts.keys, isAll ? [] : keys, (key) => key, keyItem, () => {});
}

function keyItem(key) {
  const remove = h(
    "button",
    {
      type: "button",
      class: "button button--quiet button--icon button--small",
      "aria-label": `Remove ${key}`,
      onclick: () => take(key),
    },
    icon("x-mark"),
  );
  return h("li", {}, h("code", {}, key), state.boot.can_edit ? remove : null);
}

function options(text) {
  const taken = new Set([ownKey(), ...keysNow()]);
  const names = state.boot.audience_keys.filter((name) => !taken.has(name));
  const shown = names.filter((name) => name.toLowerCase().includes(text.toLowerCase()));
  const found = shown.map((name) => ({ text: name, isMono: true, pick: () => add(name) }));
  if (text && !names.includes(text))
    found.unshift({ text: `Add the key ${text}`, pick: () => add(text) });
  return found;
}

function add(key) {
  parts.box.value = "";
  const reason = refusal(key);
  setText(parts.problem, reason);
  if (reason) return;
  commit(`add the audience ${key}`, { other_audience_keys: [...keysNow(), key] });
  say(`Audience ${key} added.`);
}

function refusal(key) {
  if (key === ownKey()) return `The trigger is for ${key} already.`;
  if (keysNow().includes(key)) return `${key} is there already.`;
  if (key === EVERY) return "Tick the box above for every connected audience.";
  const most = state.boot.limits.max_other_audience_keys;
  return keysNow().length >= most ? `A mapping serves at most ${most} other audiences.` : "";
}

function take(key) {
  const keys = keysNow().filter((one) => one !== key);
  commit(`remove the audience ${key}`, { other_audience_keys: keys });
  say(`Audience ${key} removed.`);
  parts.box.focus();
}

function serveAll(isAll) {
  const label = isAll ? "serve every connected audience" : "serve chosen audiences";
  commit(label, { other_audience_keys: isAll ? [EVERY] : [] });
}

function buttonWords(keys) {
  if (keys[0] === EVERY) return "and every connected audience";
  if (!keys.length) return "Other audiences…";
  return keys.length === 1 ? "and 1 more audience" : `and ${keys.length} more audiences`;
}

function summaryWords(keys) {
  const { eventType } = readTrigger(state.doc.trigger);
  const own = ownKey();
  if (!own) return "Several audiences need a trigger for Identify or Track with an audience key.";
  if (!keys.length) return `Runs for ${own} only. Add the audiences that it is to run for, too.`;
  const whom =
    keys[0] === EVERY ? `every audience connected to ${state.boot.destination.name}` : listed(keys);
  return `Also runs for ${whom}; the flag is read at ${HOLDERS[eventType]}.<key> of each.`;
}

function connectedWords() {
  const keys = state.boot.connected_keys.filter((key) => key !== ownKey());
  return keys.length ? `Connected now: ${listed(keys)}.` : "No other audience is connected now.";
}

/** Shape: "vip", "vip and lapsed", "vip, lapsed, new and 12 more" */
function listed(keys) {
  const shown = keys.length > NAMED + 1 ? keys.slice(0, NAMED) : keys;
  const rest = keys.length - shown.length;
  const words = rest ? [...shown, `${rest} more`] : shown;
  return [words.slice(0, -1).join(", "), words.at(-1)].filter(Boolean).join(" and ");
}

/** The key of the trigger's own audience; "" where it is for no single one. */
function ownKey() {
  const { eventType, key } = readTrigger(state.doc.trigger);
  return eventType ? key : "";
}

function keysNow() {
  return state.doc.other_audience_keys;
}

function panel() {
  return need("#trigger-audiences");
}

function button() {
  return need("#other-audiences");
}
