/** Under the payload: what the check changed in it before sending, and what differs in a batch. */

import { h } from "mapper/h.js";

/** Two quiet lists, each only when it has something to say. */
export function checkedView({ changes, batch }) {
  return [
    sentences(
      `Changed before sending (${changes.length})`,
      changes.map(({ text }) => text),
    ),
    batch ? differencesView(batch) : null,
  ];
}

/** What is not the same in a batch, a sentence each; null when nothing differs. */
export function differencesView({ differences }) {
  return sentences("In a batch", differences);
}

function sentences(title, texts) {
  if (!texts.length) return null;
  return h(
    "section",
    { class: "checked", "aria-label": title },
    h("h3", { class: "checked__title" }, title),
    h(
      "ul",
      { class: "checked__list" },
      texts.map((text) => h("li", {}, text)),
    ),
  );
}
