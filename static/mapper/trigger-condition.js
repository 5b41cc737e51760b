/** One line of the trigger builder: a condition with its verdict in the test event. */

import { makeCombo } from "mapper/combo.js";
import { changeEvent } from "mapper/event-change.js";
import { fill, h, icon, update } from "mapper/h.js";
import { parsePath, sampleText } from "mapper/paths.js";
import { state } from "mapper/store.js";
import { numberOf } from "mapper/trigger-edit.js";
import {
  kindOf,
  namesIn,
  ofKind,
  ofOperator,
  operatorGroups,
  operatorOf,
} from "mapper/trigger-language.js";
import { makeValue } from "mapper/trigger-value.js";
import { shortJson } from "mapper/values.js";

const NAMES_SHOWN = 50;

/** Build the line once; `onchange(condition)` gets it changed, `remove` is its last button. */
export function makeCondition(pointer, { onchange, remove }) {
  const number = numberOf(pointer);
  const label = (what) => `${what} of condition ${number}`;
  const kind = h("select", { class: "select conditions__select", "aria-label": label("Kind") });
  for (const one of state.boot.trigger_language.conditions)
    kind.append(h("option", { value: one.type }, one.label));
  const name = h("input", {
    type: "text",
    class: "input input--mono condition__name",
    "aria-label": label("Name"),
    placeholder: "Name",
  });
  const operator = h("select", {
    class: "select conditions__select condition__operator",
    "aria-label": label("Operator"),
  });
  const value = makeValue({
    label: label("Value"),
    onchange: (found) => onchange({ ...node.condition, value: found }),
  });
  const beyond = h("span", { class: "condition__beyond" }, "not in Segment");
  const verdict = h("div", { class: "condition__verdict" });
  const node = h(
    "div",
    {
      role: "group",
      class: "condition",
      "aria-label": `Condition ${number}`,
      "data-pointer": pointer,
    },
    h("div", { class: "condition__parts" }, kind, name, operator, value.node, remove),
    beyond,
    verdict,
  );
  kind.addEventListener("change", () => onchange(ofKind(node.condition, kind.value)));
  operator.addEventListener("change", () => onchange(ofOperator(node.condition, operator.value)));
  const setName = (text) => {
    if (text.trim() === "") name.value = node.condition.name;
    else if (text !== node.condition.name) onchange({ ...node.condition, name: text });
  };
  const take = (found) => ((name.value = found), setName(found));
  name.addEventListener("change", () => setName(name.value.trim()));
  makeCombo(name, {
    listName: "Names in the test event",
    canOpen: () => state.boot.can_edit,
    options: (text) => nameOptions(node.condition, text, take),
  });
  const parts = { kind, name, operator, value, beyond, verdict, remove };
  return Object.assign(node, { pointer, parts });
}

/** Render from the store. */
export function showCondition(node, condition, { tree, told, problems, places }) {
  const { kind, name, operator, value, beyond, verdict, remove } = node.parts;
  const canEdit = state.boot.can_edit;
  if (node.condition !== condition) {
    node.condition = condition;
    kind.value = condition.type;
    name.hidden = !kindOf(condition.type).container;
    name.value = condition.name ?? "";
    showOperators(operator, condition);
    const { takes = "text", in_segment: isInSegment = true } = operatorOf(condition.operator) ?? {};
    value.show(condition, takes);
    beyond.hidden = isInSegment;
  }
  for (const control of [kind, operator]) control.disabled = !canEdit;
  name.readOnly = !canEdit;
  const isOnly = tree.children.length === 1 && /^\/children\/0$/.test(node.pointer);
  remove.hidden = !canEdit || isOnly;
  const problem = problems.find(
    ({ pointer }) =>
      pointer === `/trigger${node.pointer}` || pointer.startsWith(`/trigger${node.pointer}/`),
  );
  showVerdict(verdict, told.get(places.get(node.pointer)), problem);
  update(node, { "data-wrong": Boolean(problem) });
}

function showOperators(select, { type, operator }) {
  const groups = operatorGroups(type, operator);
  const shown = `${type} ${operator}`;
  if (select.dataset.shown === shown) return;
  select.dataset.shown = shown;
  fill(
    select,
    [...groups].map(([name, operators]) =>
      h("optgroup", { label: name }, operators.map(operatorOption)),
    ),
  );
  select.value = operator;
}

function operatorOption({ operator, label }) {
  return h("option", { value: operator }, label);
}

/** What the condition found in the test event, in words that do not need the colour. */
function showVerdict(place, told, problem) {
  const text = problem ? problem.message : told ? foundText(told) : "";
  const look = problem ? "wrong" : told ? (told.matches ? "yes" : "no") : "idle";
  const hint = told?.hint && !problem ? ` ${told.hint}` : "";
  const key = `${look} ${text}${hint}`;
  if (place.dataset.shown === key) return;
  const hadFocus = place.contains(document.activeElement);
  place.dataset.shown = key;
  place.dataset.look = look;
  const flip = look === "no" && told.would_match && state.boot.can_edit ? flipButton(told) : null;
  fill(place, ICONS[look] ? icon(ICONS[look]) : null, h("span", {}, text, hint), flip);
  if (hadFocus) place.closest(".condition").querySelector("select").focus();
}

const ICONS = { wrong: "exclamation-circle", yes: "check-circle", no: "exclamation-triangle" };

function foundText({ matches, path, found, found_type: type }) {
  const start = matches ? "Holds" : "Does not hold";
  if (type === "missing") return `${start}: the event has nothing at ${path}.`;
  if (found === null && type !== "null") return `${start}: found a long ${type}.`;
  return `${start}: found ${shortJson(found)}${type === "null" ? "" : `, ${type}`}.`;
}

function flipButton({ path, would_match: wanted }) {
  const act = () => changeEvent(parsePath(path, { dropsRoot: false }), wanted);
  return h(
    "button",
    {
      type: "button",
      class: "button button--small",
      "aria-label": "Flip it in the test event",
      title: "Change the test event so that this holds",
      onclick: act,
    },
    "Flip it",
  );
}

function nameOptions({ type, name }, text, pick) {
  const isTyping = text !== "" && text !== name;
  const wanted = text.toLowerCase();
  const known = namesIn(kindOf(type).container);
  const options = known
    .filter((one) => !isTyping || one.name.toLowerCase().includes(wanted))
    .slice(0, NAMES_SHOWN)
    .map((one) => ({
      text: one.name,
      isMono: true,
      type: one.field.type,
      sample: sampleText(one.field),
      isCurrent: one.name === name,
      pick: () => pick(one.name),
    }));
  if (isTyping && !known.some((one) => one.name === text))
    options.unshift({
      text: `Use the name ${text}`,
      hint: "not in this test event",
      pick: () => pick(text),
    });
  return options;
}
