/** The text box that the heading with the mapping's name turns into while it is edited. */

import { need, update } from "mapper/h.js";
import { commit, state } from "mapper/store.js";

/** Edit the name in place: Enter keeps it, Escape the old one. */
export function editName() {
  const box = need("#name-box");
  const before = state.doc.name;
  const take = (name) => commit("rename the mapping", { name }, { merge: "name" });
  update(box, { maxlength: state.boot.limits?.max_name_chars ?? null });
  box.value = before;
  box.oninput = () => take(box.value);
  box.onblur = () => {
    if (state.doc.name.trim() === "") take(before);
    show(false);
  };
  box.onkeydown = (event) => {
    if (event.key !== "Enter" && event.key !== "Escape") return;
    if (event.key === "Escape") take(before);
    event.preventDefault();
    show(false);
    need("#rename").focus();
  };
  show(true);
  box.select();
}

function show(isEditing) {
  need("#name-box").hidden = !isEditing;
  need("#mapping-name").hidden = need("#rename").hidden = isEditing;
}
