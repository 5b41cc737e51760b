/** The mapping's name in the page's heading; the box to edit it is loaded when it is asked for. */

import { need, setText } from "mapper/h.js";
import { withModule } from "mapper/later.js";
import { state, subscribe } from "mapper/store.js";

/** Keep heading and title in step with the name, and wire the button that edits it. */
export function startName() {
  const rename = need("#rename");
  rename.hidden = !state.boot.can_edit;
  rename.addEventListener("click", () =>
    withModule(
      () => import("mapper/name-box.js"),
      (module) => module.editName(),
    ),
  );
  subscribe(({ doc }) => {
    setText(need("#mapping-name"), doc.name);
    if (doc.name && document.title)
      document.title = document.title.replace(/^[^·]*/, `${doc.name} `);
  });
}
