/** Under the destination fields' heading: of which fields the destination needs one. */

import { need, setText } from "mapper/h.js";
import { state } from "mapper/store.js";

/** Tell the rule before the switch is refused for it; it stays as it is while the page is open. */
export function startNeeds() {
  const { fields, requires_one_of: groups = [] } = state.boot.action;
  const labelOf = (key) => fields.find((field) => field.key === key)?.label ?? key;
  const note = need("#needs-note");
  note.hidden = groups.length === 0;
  setText(note, groups.map((keys) => `Needs ${keys.map(labelOf).join(" or ")}.`).join(" "));
}
