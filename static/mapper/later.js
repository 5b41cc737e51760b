/**
 * Parts of the editor that are loaded when they are first asked for: dialogs, and what follows rare
 * steps. What stands on the page from the start is loaded with it.
 */

import { need, update } from "mapper/h.js";
import { toast } from "mapper/say.js";
import { state, subscribe } from "mapper/store.js";
import { isWaiting } from "mapper/row-state.js";
import { TYPE_NAMES } from "mapper/trigger-tree.js";

const LIT_BY = "field-row, [role=treeitem]";
const OTHER_TYPE = { identify: "track", track: "identify" };

let lights = null;

/** Run `act` with a module once it is loaded; a server that does not answer is told. */
export async function withModule(load, act) {
  const module = await load().catch(() => null);
  if (module) return act(module);
  return toast("The server did not answer. Try again in a moment.");
}

/** Take one of the rarer steps with rows. */
export function withSteps(act) {
  return withModule(() => import("mapper/row-steps.js"), act);
}

/** Wire the buttons whose work is loaded when they are pressed. */
export function startLater() {
  const dialog = need("#api-dialog");
  const isApiAsked = dialog.open;
  dialog.close();
  if (isApiAsked) openApi();
  need("#open-api").addEventListener("click", (event) => (event.preventDefault(), openApi()));
  opens("#suggest", () => import("mapper/suggest-dialog.js"));
  opens("#send-test", () => import("mapper/send-test.js"));
  opens("#twin", () => import("mapper/twin.js"));
  for (const name of ["pointerover", "focusin"]) {
    addEventListener(name, lightUp);
    need(".site-header__menu").addEventListener(name, loadSiteMenu, { once: true });
  }
  if (document.querySelector("[data-toast]")) loadSiteMenu();
  subscribe(render);
  if (Object.keys(state.boot.connections).length) requestIdleCallback(loadEnrichment);
}

/** A button whose module does its work; not everyone has each. */
function opens(selector, load) {
  const open = () => withModule(load, (module) => module.open());
  document.querySelector(selector)?.addEventListener("click", open);
}

/** What a connection adds is marked once the page is there. */
function loadEnrichment() {
  return import("mapper/enrichment.js").then(
    (module) => module.startEnrichment(),
    () => null,
  );
}

/** After a switch of the event type: offer to move the values that point to the old locations. */
export function offerMove(eventType) {
  return withModule(
    () => import("mapper/moves.js"),
    (module) => module.offerMove(eventType),
  );
}

/** The lights follow pointer and focus from the first row or event field that these come to. */
async function lightUp({ target, type }) {
  if (!target.closest || (!lights && !target.closest(LIT_BY))) return;
  lights ??= await import("mapper/lights.js").catch(() => null);
  lights?.follow(target, type === "focusin");
}

/** The site's menu works without a script, too: what is added to it comes with a look at it. */
function loadSiteMenu() {
  return import("mapper/site-menu.js").catch(() => null);
}

function openApi() {
  return withModule(
    () => import("mapper/api-panel.js"),
    (module) => module.openApiPanel(),
  );
}

function render({ boot, doc }) {
  need("#suggest").hidden = !boot.can_edit || Boolean(doc.whole);
  const sendTest = document.querySelector("#send-test");
  if (sendTest) sendTest.disabled = !doc.event;
  need("#suggest").disabled = !doc.event || !doc.rows.some(isWaiting);
  const type = OTHER_TYPE[doc.event?.event.type];
  const words = type ? `Turn into its ${TYPE_NAMES[type]} twin` : "";
  need("#twin").hidden = !type;
  update(need("#twin"), { "aria-label": words, title: words });
}
