/** Walking the editor's panels with F6; loaded with the first step. */

import { need } from "mapper/h.js";

const STOPS = "[tabindex='0'], button:not([disabled]), input, select, a[href]";
const PANELS = ["#trigger-bar", "#event-panel", "#fields-panel", "#preview-panel"];

/** Put the focus into the next panel, or with -1 into the one before: to where its work starts. */
export function walkPanels(by) {
  const panels = PANELS.map((selector) => need(selector)).filter((panel) =>
    panel.checkVisibility(),
  );
  const at = panels.findIndex((panel) => panel.contains(document.activeElement));
  const next = panels[(at + by + panels.length) % panels.length] ?? panels[0];
  const stops = [`[data-first-stop] :is(${STOPS})`, STOPS].flatMap((selector) => [
    ...next.querySelectorAll(selector),
  ]);
  stops.find((node) => node.checkVisibility())?.focus();
}
