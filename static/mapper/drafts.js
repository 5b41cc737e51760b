/**
 * Unsaved changes outlive the page: they are kept in this browser until they are saved, and offered
 * again when the mapping is opened.
 *
 * A draft is {version, at, name, trigger, other_audience_keys, config}. The test event is not part of it: it may hold
 * what a person's profile says, and that is not left behind in a browser or a link.
 */

import { configText } from "mapper/document.js";
import { need } from "mapper/h.js";
import { withModule } from "mapper/later.js";
import { isDirty, state, subscribe } from "mapper/store.js";

const KEEP_AFTER_MS = 400;
const IN_LINK = "#changes=";

let timer = null;
let kept = null;
let isOffered = false; // what was kept waits for the user to decide

/** Offer what was kept or came with the link, then keep every change from now on. */
export function startDrafts() {
  const link = location.hash.startsWith(IN_LINK) ? location.hash.slice(IN_LINK.length) : null;
  const stored = localStorage.getItem(place());
  if (link !== null) history.replaceState(null, "", location.pathname);
  isOffered = stored !== null;
  if (link !== null || stored !== null) withOffer((module) => module.offerDraft({ link, stored }));
  need("#copy-link").addEventListener("click", () =>
    withOffer((module) => module.copyLink(IN_LINK)),
  );
  if (!state.boot.can_edit) return;
  subscribe(({ doc, saved }) => keepLater(doc, saved));
  addEventListener("pagehide", keepNow);
}

function withOffer(act) {
  return withModule(() => import("mapper/draft-offer.js"), act);
}

/** Keep the changes a moment after the last one; what is saved or taken back is kept no more. */
function keepLater(doc, saved) {
  if (kept?.doc === doc && kept.saved === saved) return;
  kept = { doc, saved };
  clearTimeout(timer);
  timer = setTimeout(keepNow, KEEP_AFTER_MS);
}

function keepNow() {
  if (timer === null) return;
  clearTimeout(timer);
  timer = null;
  if (isDirty()) write(JSON.stringify(draftNow()));
  else if (!isOffered) forgetDraft();
}

/** The mapping on the page as a draft. */
export function draftNow() {
  const { name, trigger, other_audience_keys } = state.doc;
  const at = new Date().toISOString();
  const { version } = state.saved;
  return { version, at, name, trigger, other_audience_keys, config: configText(state.doc) };
}

function write(text) {
  try {
    localStorage.setItem(place(), text);
  } catch {
    // A browser that stores nothing still warns before unsaved changes are left.
  }
}

/** What was kept is restored or not wanted: from now on the page alone counts. */
export function forgetDraft() {
  isOffered = false;
  localStorage.removeItem(place());
}

/** One place for each person and mapping: two people may use one browser. */
function place() {
  return `mapper.draft.${state.boot.user.name}.${state.boot.mapping.id}`;
}
