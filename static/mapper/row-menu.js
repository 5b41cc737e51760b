/**
 * The button with a row's menu: clear it, copy or paste a path, explain it, back to its default.
 */

import { closeLists } from "mapper/combo.js";
import { nameOf } from "mapper/document.js";
import { h, icon, update } from "mapper/h.js";
import { withModule } from "mapper/later.js";
import { menuOpener } from "mapper/pick.js";

// Some systems open their own menu only after the key was released, over ours.
addEventListener("contextmenu", (event) => {
  if (menuOpener()?.matches(".row__more")) event.preventDefault();
});

/**
 * The button of a row's element. Shift+F10 and the menu key open the menu in the row's slot, too.
 *
 * Returns {node, show(row)}.
 */
export function makeRowMenu(element) {
  const look = { type: "button", class: "row__more", "aria-haspopup": "menu" };
  const open = () => openRowMenu(element, node);
  const node = h("button", { ...look, "aria-expanded": "false", onclick: open }, icon("ellipsis"));
  element.box.addEventListener("keydown", (event) => {
    const isMenuKey = event.key === "ContextMenu" || (event.key === "F10" && event.shiftKey);
    if (!isMenuKey) return;
    event.preventDefault();
    event.stopPropagation();
    open();
  });
  const show = (row) => update(node, { "aria-label": `More for ${nameOf(row)}`, title: "More" });
  return { node, show };
}

/** The menu and what is in it are loaded when it is first opened. */
function openRowMenu(element, opener) {
  closeLists();
  return withModule(
    () => import("mapper/row-actions.js"),
    (module) => element.isConnected && module.openActions(element, opener),
  );
}
