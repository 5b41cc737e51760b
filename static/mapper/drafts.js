/**
 * Unsaved changes outlive the page: they are kept in this browser until they are saved, and offered
 * again when the mapping is opened. A link can carry them to somebody else.
 *
 * A draft is {version, at, name, trigger, config}. The test event is not part of it: it may hold
 * what a person's profile says, and that is not left behind in a browser or a link.
 */

import { changesSince } from "mapper/changes.js";
import { configText, docOf } from "mapper/document.js";
import { followTrigger } from "mapper/event.js";
import { fill, h, need } from "mapper/h.js";
import { counted } from "mapper/paths.js";
import { toast } from "mapper/say.js";
import { commit, isDirty, state, subscribe, undo } from "mapper/store.js";
import { showStrip } from "mapper/strip.js";

const KEEP_AFTER_MS = 400;
const MAX_LINK_CHARS = 30_000;
const IN_LINK = "#changes=";

let timer = null;
let kept = null;
let waiting = null; // the offered draft, until the user has decided

/** Offer what was kept or came with the link, then keep every change from now on. */
export function startDrafts() {
  const isLinked = location.hash.startsWith(IN_LINK);
  const linked = isLinked ? readLink(location.hash.slice(IN_LINK.length)) : null;
  if (isLinked) history.replaceState(null, "", location.pathname);
  if (isLinked && !linked)
    toast("The changes in this link cannot be read. The mapping is shown as it is stored.");
  const draft = linked ?? readDraft();
  if (draft && state.boot.can_edit && changesOf(draft).length) offer(draft, Boolean(linked));
  need("#copy-link").addEventListener("click", copyLink);
  if (!state.boot.can_edit) return;
  subscribe(({ doc, saved }) => keepLater(doc, saved));
  addEventListener("pagehide", keepNow);
}

function offer(draft, isFromLink) {
  waiting = draft;
  const forget = () => {
    waiting = null;
    if (!isFromLink) forgetDraft();
    showStrip(null);
  };
  const buttons = [
    ["See changes", () => showChanges(draft)],
    [isFromLink ? "Use them" : "Restore", () => restore(draft)],
    ["Discard", forget],
  ];
  showStrip({ text: offerText(draft, isFromLink), buttons });
}

function offerText(draft, isFromLink) {
  const count = counted(changesOf(draft).length, "change");
  const isOld = draft.version !== state.saved.version;
  const later = isOld ? " The mapping was saved again since then." : "";
  const from = isFromLink ? "from this link" : `from ${timeText(draft.at)}`;
  return `Not saved: ${count} ${from}.${later}`;
}

function timeText(at) {
  const time = new Date(at);
  const isToday = time.toDateString() === new Date().toDateString();
  const day = { day: "numeric", month: "short" };
  const words = { hour: "2-digit", minute: "2-digit", ...(isToday ? {} : day) };
  return time.toLocaleString("en-GB", words);
}

function restore(draft) {
  waiting = null;
  commit("restore the unsaved changes", docFrom(draft));
  showStrip(null);
  toast("The changes are on the page again. They are not saved yet.", { undo });
  followTrigger();
}

function showChanges(draft) {
  const details = need("#strip-details");
  if (details.hasChildNodes()) return fill(details);
  fill(
    details,
    h(
      "dl",
      { class: "conflict" },
      changesOf(draft).map(({ name, before, after }) => [
        h("dt", {}, name),
        h("dd", {}, h("span", { class: "conflict__who" }, "Stored"), " ", before ?? "nothing"),
        h("dd", {}, h("span", { class: "conflict__who" }, "Not saved"), " ", after ?? "nothing"),
      ]),
    ),
  );
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
  else if (!waiting) forgetDraft();
}

function draftNow() {
  const { name, trigger } = state.doc;
  const at = new Date().toISOString();
  return { version: state.saved.version, at, name, trigger, config: configText(state.doc) };
}

function write(text) {
  try {
    localStorage.setItem(place(), text);
  } catch {
    // A browser that stores nothing still warns before unsaved changes are left.
  }
}

function forgetDraft() {
  localStorage.removeItem(place());
}

/** One place for each person and mapping: two people may use one browser. */
function place() {
  return `mapper.draft.${state.boot.user.name}.${state.boot.mapping.id}`;
}

function readDraft() {
  return parsed(localStorage.getItem(place()));
}

/** A link's changes; null when they cannot be read. */
function readLink(text) {
  try {
    const bytes = Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
    return parsed(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    return null;
  }
}

/** A draft with every part of the right kind, or null. */
function parsed(text) {
  try {
    const draft = JSON.parse(text);
    const isGood =
      typeof draft.name === "string" &&
      isTrigger(draft.trigger) &&
      isObject(JSON.parse(draft.config)) &&
      Number.isInteger(draft.version) &&
      !Number.isNaN(Date.parse(draft.at));
    return isGood ? draft : null;
  } catch {
    return null;
  }
}

function isTrigger(tree) {
  if (!isObject(tree) || typeof tree.type !== "string" || typeof tree.operator !== "string")
    return false;
  if (tree.type === "group") return Array.isArray(tree.children) && tree.children.every(isTrigger);
  return ["string", "undefined"].includes(typeof tree.name);
}

function isObject(value) {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

function docFrom({ name, trigger, config }) {
  return docOf({ name, trigger, config: JSON.parse(config) }, state.boot.action.fields);
}

function changesOf(draft) {
  return changesSince(state.saved, docFrom(draft));
}

/** Copy a link to this mapping; unsaved changes travel in the part that is sent to no server. */
async function copyLink() {
  const page = `${location.origin}${location.pathname}`;
  const bytes = new TextEncoder().encode(JSON.stringify(draftNow()));
  const changes = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
  const isCarried = isDirty() && changes.length <= MAX_LINK_CHARS;
  try {
    await navigator.clipboard.writeText(isCarried ? `${page}${IN_LINK}${changes}` : page);
  } catch {
    return toast(`Copy this address: ${page}`);
  }
  if (isCarried) return toast("Link copied. It carries your unsaved changes.");
  toast(
    isDirty() ? "Link copied. Save first: your changes are too many for a link." : "Link copied.",
  );
}
