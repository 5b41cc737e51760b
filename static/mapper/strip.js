/** The strip above the panels: what happened, and what can be done about it. */

import { fill, h, icon, need } from "mapper/h.js";

/**
 * Show a strip in the place of the one before; null takes it away.
 *
 * Shape: {text: "Not saved. …", buttons: [["Try again", save]], about: "rows"}
 */
export function showStrip(strip) {
  const place = need("#strip");
  fill(need("#strip-details"));
  place.dataset.about = strip?.about ?? "all";
  fill(place, strip ? stripOf(strip, () => showStrip(null)) : null);
}

/** A strip with its buttons; `close` is what the cross does. */
export function stripOf({ text, buttons, look = "warning" }, close) {
  return h(
    "div",
    { class: `strip strip--${look}` },
    icon(look === "warning" ? "exclamation-triangle" : "information-circle"),
    h("span", {}, text),
    buttons.map(([words, act]) =>
      h("button", { type: "button", class: "button button--small", onclick: act }, words),
    ),
    h(
      "button",
      {
        type: "button",
        class: "button button--quiet button--icon",
        "aria-label": "Close message",
        onclick: close,
      },
      icon("x-mark"),
    ),
  );
}
