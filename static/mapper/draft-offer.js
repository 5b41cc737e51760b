/** Offers a draft that was kept in this browser or came with a link, and makes such links. */

import { changesSince } from "mapper/changes.js";
import { docOf } from "mapper/document.js";
import { draftNow, forgetDraft } from "mapper/drafts.js";
import { followTrigger } from "mapper/event.js";
import { fill, h, need } from "mapper/h.js";
import { counted } from "mapper/paths.js";
import { toast } from "mapper/say.js";
import { commit, isDirty, state, undo } from "mapper/store.js";
import { showStrip } from "mapper/strip.js";

const MAX_LINK_CHARS = 30_000;

/** Offer the changes of a link, else the stored ones; null stands for none. */
export function offerDraft({ link, stored }) {
  const linked = link === null ? null : readLink(link);
  if (link !== null && !linked)
    toast("The changes in this link cannot be read. The mapping is shown as it is stored.");
  const draft = linked ?? parsed(stored);
  if (draft && state.boot.can_edit && changesOf(draft).length) offer(draft, Boolean(linked));
  else if (stored !== null) forgetDraft();
}

function offer(draft, isFromLink) {
  const forget = () => {
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
  forgetDraft();
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
      (draft.other_audience_keys === undefined || isTexts(draft.other_audience_keys)) &&
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

function isTexts(value) {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}

function isObject(value) {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

function docFrom({ name, trigger, config, other_audience_keys: keys }) {
  const other_audience_keys = keys ?? state.saved.other_audience_keys;
  const mapping = { name, trigger, other_audience_keys, config: JSON.parse(config) };
  return docOf(mapping, state.boot.action.fields);
}

function changesOf(draft) {
  return changesSince(state.saved, docFrom(draft));
}

/** Copy a link to this mapping; unsaved changes travel in the part that is sent to no server. */
export async function copyLink(inLink) {
  const page = `${location.origin}${location.pathname}`;
  const bytes = new TextEncoder().encode(JSON.stringify(draftNow()));
  const changes = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
  const isCarried = isDirty() && changes.length <= MAX_LINK_CHARS;
  try {
    await navigator.clipboard.writeText(isCarried ? `${page}${inLink}${changes}` : page);
  } catch {
    return toast(`Copy this address: ${page}`);
  }
  if (isCarried) return toast("Link copied. It carries your unsaved changes.");
  toast(
    isDirty() ? "Link copied. Save first: your changes are too many for a link." : "Link copied.",
  );
}
