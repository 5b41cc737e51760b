/** A save that met another one: both sides are shown, and the user chooses. */

import { changesSince } from "mapper/changes.js";
import { docOf } from "mapper/document.js";
import { followTrigger } from "mapper/event.js";
import { fill, h, need } from "mapper/h.js";
import { sayNow, toast } from "mapper/say.js";
import { accept, amend, commit, isDirty, state, undo } from "mapper/store.js";
import { showStrip } from "mapper/strip.js";
import { isSame } from "mapper/values.js";

let theirs = null;

/**
 * Settle a mapping that was stored in between. Without changes on the page it is simply taken;
 * with changes the user is asked, and `save()` is what "Keep mine" does.
 *
 * Returns "same" when what the user sees was not touched, "taken" or "asked".
 */
export function settle(current, save) {
  if (isDirty()) return (ask(current, save), "asked");
  const isOther = !isSame(seen(current), seen(state.saved));
  accept(current);
  showStrip(null);
  if (!isOther) return "same";
  amend(docOf(current, state.boot.action.fields));
  followTrigger();
  return "taken";
}

function seen({ name, trigger, config, other_audience_keys }) {
  return [name, trigger, config, other_audience_keys];
}

function ask(current, save) {
  theirs = current;
  const text = `${whoAndWhen(current)} Your changes are not saved yet.`;
  showStrip({
    text,
    buttons: [
      ["See changes", seeTheirs],
      ["Keep mine", () => ((state.saved = theirs), save())],
      ["Use theirs", useTheirs],
    ],
  });
  sayNow(text);
}

function whoAndWhen({ updated_at, updated_by }) {
  const time = new Date(updated_at).toLocaleTimeString("en-GB", {
    hour: "2-digit",
    minute: "2-digit",
  });
  if (updated_by && updated_by === state.boot.user.name)
    return `You changed this mapping in another tab at ${time}.`;
  return `${updated_by || "Someone"} changed this mapping at ${time}.`;
}

function seeTheirs() {
  const list = changesSince(theirs, state.doc).map(({ name, before, after }) => [
    h("dt", {}, name),
    h("dd", {}, h("span", { class: "conflict__who" }, "Theirs"), " ", before ?? "nothing"),
    h("dd", {}, h("span", { class: "conflict__who" }, "Yours"), " ", after ?? "nothing"),
  ]);
  const place = need("#strip-details");
  if (place.hasChildNodes()) return fill(place);
  fill(
    place,
    list.length ? h("dl", { class: "conflict" }, list) : h("p", {}, "Both are the same now."),
  );
}

function useTheirs() {
  state.saved = theirs;
  commit("use the other changes", docOf(theirs, state.boot.action.fields));
  accept(theirs);
  showStrip(null);
  toast("The other changes are on the page now.", { undo });
  followTrigger();
}
