/** Where a test event comes from: JSON, a file, a generated sample, the source's saved ones. */

import { generated, useEvent } from "mapper/event.js";
import { reasonOf } from "mapper/http.js";
import { withModule } from "mapper/later.js";
import { say, toast } from "mapper/say.js";

/** Use a new sample; `isOther` makes the one that the trigger does not ask for. */
export async function generate({ isOther = false } = {}) {
  try {
    useEvent(await generated({ isOther }));
  } catch (error) {
    toast(reasonOf(error));
  }
}

/** Open the dialog with the event as JSON: an empty one to paste into, or the one in use. */
export function editJson({ isPaste }) {
  const use = (found) => useEvent({ name: "Pasted event", origin: "pasted", id: null, ...found });
  return withJson((module) => module.openJsonDialog({ isPaste, use }));
}

/** Use a text when the server finds it good; else open it in the dialog with what is wrong. */
export async function takeText(text, name) {
  say("Checking the event.");
  const use = (found) => useEvent({ name, origin: "pasted", id: null, ...found });
  return withJson(async ({ checkEvent, openJsonDialog }) => {
    const { event, problem } = await checkEvent(text);
    if (event) use({ event, text });
    else openJsonDialog({ text, problem, use });
  });
}

/** Choose one of the source's saved or recent events. */
export function loadFromSource() {
  return withSaved((module) => module.openLoadDialog(useEvent));
}

/** Do something with what is saved for the source. */
export function withSaved(act) {
  return withModule(() => import("mapper/saved-events.js"), act);
}

function withJson(act) {
  return withModule(() => import("mapper/json-dialog.js"), act);
}
