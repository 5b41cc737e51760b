/** The mapping's name in the page's heading, edited in place. */

import { need, setText, update } from "mapper/h.js";
import { commit, state, subscribe } from "mapper/store.js";

/** A button turns the heading into a text box; Enter keeps the name, Escape the old one. */
export function startName() {
  const heading = need("#mapping-name");
  const rename = need("#rename");
  const box = need("#name-box");
  let before = "";
  const show = (isEditing) => {
    box.hidden = !isEditing;
    heading.hidden = isEditing;
    rename.hidden = isEditing || !state.boot.can_edit;
  };
  rename.addEventListener("click", () => {
    before = state.doc.name;
    box.value = before;
    show(true);
    box.select();
  });
  box.addEventListener("input", () =>
    commit("rename the mapping", { name: box.value }, { merge: "name" }),
  );
  box.addEventListener("blur", () => {
    if (state.doc.name.trim() === "")
      commit("rename the mapping", { name: before }, { merge: "name" });
    show(false);
  });
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== "Escape") return;
    if (event.key === "Escape") commit("rename the mapping", { name: before }, { merge: "name" });
    event.preventDefault();
    show(false);
    rename.focus();
  });
  subscribe(() => {
    setText(heading, state.doc.name);
    update(box, { maxlength: state.boot.limits?.max_name_chars ?? null });
    if (state.doc.name && document.title)
      document.title = document.title.replace(/^[^·]*/, `${state.doc.name} `);
  });
  show(false);
}
