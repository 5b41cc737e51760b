/** Draws the options of a function: choices, marks and short texts, each one undoable step. */

import { withOptionsAt } from "mapper/expressions.js";
import { h, setText, update } from "mapper/h.js";
import { rowOf, setValue, state } from "mapper/store.js";
import { nameOf } from "mapper/document.js";

let made = 0;

/** An element for a control; `place()` gives {rowId, at} of the card it belongs to. */
export function makeControl(control, place) {
  const node = MAKERS[control.type](control, (value, merge) =>
    change(place(), control, value, merge),
  );
  node.classList.add("control", `control--${control.type}`);
  return node;
}

/** Bring a control up to date with the card's options. */
export function showControl(node, control, { options, canEdit }) {
  const usual = control.usual ?? "";
  const value = options[control.option] ?? usual;
  node.hidden = Boolean(control.needs) && !options[control.needs];
  SHOWERS[control.type](node, control.isTurned ? !value : value, { control, canEdit });
}

/** Store one option of the card at some arguments of a row's value. */
export function change({ rowId, at, kind }, { option, label, isTurned, isOptional }, value, merge) {
  const row = rowOf(rowId);
  const isLeftOut = isOptional && value === "";
  const stored = isTurned ? !value : isLeftOut ? undefined : value;
  const changed = withOptionsAt(row.value, at, () => ({ [option]: stored }));
  const step = `${label} of ${kind.label} in ${nameOf(row)}`;
  const key = merge ? `${option} ${JSON.stringify([rowId, at])}` : null;
  setValue(rowId, withoutUndefined(changed), { label: `change ${step}`, merge: key });
}

/** A text box with how much it may hold beside it, once that is near. */
function textControl({ label, limit }, store) {
  const most = limit ? state.boot.limits[limit] : null;
  const box = h("input", { type: "text", class: "input control__box", autocomplete: "off" });
  const note = h("span", { class: "control__note", role: "status" });
  box.addEventListener("input", () => {
    const length = box.value.length;
    const noun = label.toLowerCase();
    const isLong = most !== null && length > most;
    update(box, { "aria-invalid": isLong ? "true" : null });
    setText(
      note,
      isLong ? `The text to ${noun} is ${length} characters; the limit is ${most}.` : "",
    );
    store(box.value, true);
  });
  return h("label", {}, h("span", { class: "control__label" }, label), box, note);
}

function checkControl({ label }, store) {
  const box = h("input", { type: "checkbox" });
  box.addEventListener("change", () => store(box.checked));
  return h("label", { class: "check" }, box, h("span", {}, label));
}

function choiceControl({ label, choices }, store) {
  const options = choices.map(([value, text]) => h("option", { value }, text));
  const box = h("select", { class: "select control__box" }, options);
  box.addEventListener("change", () => store(box.value));
  return h("label", {}, h("span", { class: "control__label" }, label), box);
}

function radioControl({ label, choices }, store) {
  const name = `control-${(made += 1)}`;
  const radios = choices.map(([value, text]) => {
    const radio = h("input", { type: "radio", name, value });
    radio.addEventListener("change", () => radio.checked && store(value));
    return h("label", { class: "check" }, radio, h("span", {}, text));
  });
  const words = h("span", { class: "control__label", "aria-hidden": "true" }, label);
  return h("div", { role: "radiogroup", "aria-label": label }, words, radios);
}

const MAKERS = {
  text: textControl,
  check: checkControl,
  choice: choiceControl,
  radio: radioControl,
};

const SHOWERS = {
  text(node, value, { canEdit }) {
    const box = node.querySelector("input");
    if (box.value !== value) box.value = value;
    box.readOnly = !canEdit;
  },
  check(node, value, { canEdit }) {
    const box = node.querySelector("input");
    box.checked = Boolean(value);
    box.disabled = !canEdit;
  },
  choice(node, value, { canEdit }) {
    const box = node.querySelector("select");
    box.value = value;
    box.disabled = !canEdit;
  },
  radio(node, value, { canEdit }) {
    for (const radio of node.querySelectorAll("input")) {
      radio.checked = radio.value === value;
      radio.disabled = !canEdit;
    }
  },
};

/** A stored value in which members without a value are gone. */
function withoutUndefined(value) {
  return JSON.parse(JSON.stringify(value));
}
