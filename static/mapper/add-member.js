/** The way to a further key of an object that is built: its name, then its value. */

import { h, icon, setText, update } from "mapper/h.js";
import { NOTHING } from "mapper/json-shapes.js";
import { slotIdOf, slotName, slotNode } from "mapper/slots.js";
import { rowOf, setValue } from "mapper/store.js";
import { withValueAt } from "mapper/expressions.js";

/** Returns {node, show({label, canAdd, taken})}; `place()` gives {rowId, at} of the object. */
export function makeAdder(place) {
  const look = { type: "text", class: "input adder__key", placeholder: "Key", autocomplete: "off" };
  const box = h("input", { ...look, spellcheck: "false" });
  const add = h(
    "button",
    { type: "button", class: "button button--quiet button--small fx__add" },
    icon("plus"),
    h("span", {}, "Add field"),
  );
  const note = h("span", { class: "fx__note", role: "alert" });
  const node = h("div", { class: "adder" }, box, add, note);
  const submit = () => {
    const trouble = troubleOf(box.value, node.taken);
    setText(note, trouble);
    update(box, { "aria-invalid": trouble ? "true" : null });
    if (trouble) return box.focus();
    addMember(place(), box.value);
    box.value = "";
  };
  add.addEventListener("click", submit);
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    submit();
  });
  return { node, show: (about) => show(node, box, add, about) };
}

function show(node, box, add, { label, canAdd, taken }) {
  node.hidden = !canAdd;
  node.taken = taken;
  update(box, { "aria-label": `Key of a further field of ${label}` });
  update(add, { "aria-label": `Add field to ${label}` });
}

function troubleOf(key, taken) {
  if (key === "") return "Write the key that the destination knows.";
  if (key.startsWith("@")) return "A key cannot start with @: that is the sign of a function.";
  if (key === "__proto__") return "__proto__ cannot be a key. Use another key.";
  return taken.includes(key) ? `There is a field "${key}" already.` : "";
}

/** The field is there at once, and its slot waits for a value. */
function addMember({ rowId, at }, key) {
  const value = withValueAt(rowOf(rowId).value, [...at, key], NOTHING);
  setValue(rowId, value, { label: `add ${key} to ${slotName(slotIdOf(rowId, at))}` });
  slotNode(slotIdOf(rowId, [...at, key]))
    ?.querySelector("input")
    ?.focus();
}
