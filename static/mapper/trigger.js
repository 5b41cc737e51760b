/**
 * The trigger bar: event type, Event Trait, condition, and whether the test event would run the
 * mapping.
 */

import { makeCombo } from "mapper/combo.js";
import { followTrigger } from "mapper/event.js";
import { fill, h, icon, need, setText, update } from "mapper/h.js";
import { offerMove, withModule } from "mapper/later.js";
import { parsePath } from "mapper/paths.js";
import { say, toast } from "mapper/say.js";
import { commit, emit, state, subscribe, undo } from "mapper/store.js";
import {
  conditionWords,
  nameOfKey,
  readTrigger,
  TYPE_NAMES,
  withEventTrait,
  withEventType,
} from "mapper/trigger-tree.js";

let keptEvent = null;
let drawnKey = null;

/** Give the bar's controls their behaviour and keep them in step with the store. */
export function startTrigger() {
  const parts = {
    types: [...need("#event-type").querySelectorAll("[role=radio]")],
    key: need("#audience-key"),
    problem: need("#audience-key-problem"),
    condition: need("#condition"),
    check: need("#trigger-check"),
    fixes: need("#trigger-fixes"),
    reads: need("#trigger-reads"),
    others: need("#trigger-others"),
  };
  parts.types.forEach((radio) => radio.addEventListener("click", () => switchType(radio.value)));
  need("#event-type").addEventListener("keydown", (event) => moveInTypes(parts.types, event));
  makeCombo(parts.key, {
    options: keyOptions,
    listName: "Audience keys",
    canOpen: () => state.boot.can_edit,
    onkey: (event) => event.key === "Escape" && restoreKey(parts),
  });
  parts.key.addEventListener("change", () => setKey(parts.key.value.trim()));
  parts.key.addEventListener("input", () => showKeyProblem(parts, false));
  parts.key.addEventListener("blur", () => leaveKey(parts));
  parts.condition.addEventListener("change", () =>
    setFlag({ isEntering: parts.condition.value === "is_true" }),
  );
  subscribe(() => render(parts));
}

/**
 * Change the event type; the generated sample follows, another test event stays and is said not to
 * fit.
 */
export function switchType(eventType) {
  if (!state.boot.can_edit || readTrigger(state.doc.trigger).eventType === eventType) return;
  commit(`switch to ${TYPE_NAMES[eventType]}`, {
    trigger: withEventType(state.doc.trigger, eventType),
  });
  toast(`This mapping is now for ${TYPE_NAMES[eventType]} events.`, { undo });
  offerMove(eventType);
  followTrigger();
}

/** An emptied box keeps the trigger as it was, and says so until there is a key again. */
function leaveKey(parts) {
  const isEmptied = parts.key.value.trim() === "" && shownKey() !== "";
  if (isEmptied) showKeyProblem(parts, true);
  else restoreKey(parts);
}

function restoreKey(parts) {
  parts.key.value = shownKey();
  showKeyProblem(parts, false);
}

function showKeyProblem(parts, isMissing) {
  update(parts.key, { "aria-invalid": isMissing ? "true" : null });
  setText(parts.problem, isMissing ? "Enter the audience key." : "");
}

function setKey(key) {
  if (key === "" || key === shownKey()) return;
  setFlag({ name: nameOfKey(key) });
}

function setFlag(change) {
  const now = readTrigger(state.doc.trigger);
  commit("change the trigger", {
    trigger: withEventTrait(state.doc.trigger, { ...now, ...change }),
  });
  followTrigger();
}

function shownKey() {
  return readTrigger(state.doc.trigger).key;
}

function render(parts) {
  const trigger = readTrigger(state.doc.trigger);
  parts.types.forEach((radio, at) => {
    const isChosen = radio.value === trigger.eventType;
    const isStop = isChosen || (at === 0 && !trigger.eventType);
    update(radio, {
      "aria-checked": String(isChosen),
      tabindex: isStop ? "0" : "-1",
      "aria-disabled": state.boot.can_edit ? null : "true",
    });
  });
  if (drawnKey !== trigger.key && document.activeElement !== parts.key) {
    drawnKey = trigger.key;
    restoreKey(parts);
  }
  parts.key.readOnly = !state.boot.can_edit;
  parts.condition.value = trigger.isEntering ? "is_true" : "is_false";
  parts.condition.disabled = !state.boot.can_edit;
  const answer = state.preview.answer?.trigger;
  fill(
    parts.others,
    trigger.others.map((other) => otherCondition(other, answer)),
  );
  renderCheck(parts, answer, trigger);
}

function otherCondition({ condition, pointer }, answer) {
  const known = answer?.conditions?.find((one) => one.pointer === pointer);
  const isMet = known ? known.matches : null;
  return h(
    "span",
    { class: "trigger__other" },
    "and ",
    h(
      "span",
      { class: "trigger__condition", "data-met": isMet },
      known?.text ?? conditionWords(condition),
    ),
  );
}

function renderCheck({ check, fixes, reads }, answer, trigger) {
  const look = checkLook(answer);
  if (check.dataset.look !== look.name || check.textContent !== look.text) {
    check.dataset.look = look.name;
    fill(check, look.icon ? icon(look.icon) : null, h("span", {}, look.text));
  }
  const path = answer?.reads?.find((one) => lastKey(one) === trigger.key) ?? answer?.reads?.[0];
  fill(reads, path ? ["reads ", h("code", {}, path)] : []);
  fill(fixes, look.name === "no" ? fixButtons(answer, trigger) : []);
}

function checkLook(answer) {
  const { status } = state.preview;
  if (status === "none") return { name: "idle", text: "No test event" };
  if (status === "offline" || !answer)
    return { name: "idle", text: status === "offline" ? "Not checked" : "Checking…" };
  if (answer.matches) return { name: "yes", icon: "check-circle", text: "Test event matches" };
  return {
    name: "no",
    icon: "exclamation-triangle",
    text: `Test event does not match: ${answer.reason}`,
  };
}

function fixButtons(answer, trigger) {
  const event = state.doc.event?.event;
  if (!state.boot.can_edit || !event) return [];
  if (event.type !== trigger.eventType && TYPE_NAMES[event.type]) {
    if (keptEvent === state.doc.event) return [];
    return [
      fixButton(`Switch mapping to ${TYPE_NAMES[event.type]}`, () => switchType(event.type)),
      fixButton("Keep", () => ((keptEvent = state.doc.event), emit())),
    ];
  }
  const failing = answer.conditions?.find((one) => !one.matches && one.would_match);
  if (!failing) return [];
  const keys = parsePath(failing.path, { dropsRoot: false });
  const flip = () =>
    withModule(
      () => import("mapper/event-change.js"),
      (module) => module.changeEvent(keys, failing.would_match),
    );
  return [fixButton("Flip it in the test event", flip)];
}

function fixButton(words, act) {
  return h("button", { type: "button", class: "button button--small", onclick: act }, words);
}

function keyOptions(text) {
  const { eventType, key } = readTrigger(state.doc.trigger);
  const holder = state.doc.event?.event?.[eventType === "track" ? "properties" : "traits"] ?? {};
  const inEvent = Object.keys(holder).filter((name) => typeof holder[name] === "boolean");
  const names = [...new Set([...inEvent, ...state.boot.audience_keys])];
  const isTyping = text !== "" && text !== key;
  const shown = isTyping
    ? names.filter((name) => name.toLowerCase().includes(text.toLowerCase()))
    : names;
  const options = shown.map((name) => ({
    text: name,
    isMono: true,
    type: inEvent.includes(name) ? "true/false" : null,
    sample: inEvent.includes(name) ? String(holder[name]) : "seen before",
    isCurrent: name === key,
    pick: () => chooseKey(name),
  }));
  if (isTyping && !names.includes(text))
    options.unshift({ text: `Use the key ${text}`, pick: () => chooseKey(text) });
  return options;
}

function chooseKey(name) {
  need("#audience-key").value = name;
  setKey(name);
  say(`Audience key ${name}.`);
}

function lastKey(path) {
  return parsePath(path)?.at(-1);
}

function moveInTypes(types, event) {
  const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
  if (!by) return;
  event.preventDefault();
  const next = types[(types.indexOf(document.activeElement) + by + types.length) % types.length];
  next.focus();
  switchType(next.value);
}
