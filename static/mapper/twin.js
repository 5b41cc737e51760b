/** The twin of the test event: the same moment as the other event type tells it. */

import { nameOf } from "mapper/document.js";
import { useEvent } from "mapper/event.js";
import { need } from "mapper/h.js";
import { reasonOf, send } from "mapper/http.js";
import { counted } from "mapper/paths.js";
import { eventText } from "mapper/preview.js";
import { say, toast } from "mapper/say.js";
import { state, subscribe } from "mapper/store.js";
import { showStrip } from "mapper/strip.js";
import { readTrigger, TYPE_NAMES } from "mapper/trigger-tree.js";

const OTHER_TYPE = { identify: "track", track: "identify" };
const MOST_NAMES = 6;

let awaited = null; // the twin whose preview is to be told of, and the answer before it
let toldType = null; // of the mapping: once it is switched, what was told of its fields is over

/** Turn the test event into its twin, or a twin back into its original. */
export async function open() {
  const original = state.doc.event;
  if (original.twinOf) return takeBack(original.twinOf);
  const { key } = readTrigger(state.doc.trigger);
  const named = key ? `,"audience_key":${JSON.stringify(key)}` : "";
  const body = `{"event":${eventText(original)}${named}}`;
  try {
    const { event } = await send("POST", state.boot.urls.twin_event, { body });
    if (original !== state.doc.event) return;
    const name = `${TYPE_NAMES[event.type]} twin`;
    const twin = { name, origin: "twin", id: null, event, twinOf: original };
    awaited = { twin, before: state.preview.answer };
    useEvent(twin);
  } catch (error) {
    toast(reasonOf(error));
  }
}

function takeBack(original) {
  closeStrip();
  useEvent(original);
}

/** Once the twin's preview is there: which mapped fields are empty in it. */
function tellOfTwin() {
  const { doc, preview } = state;
  const { eventType } = readTrigger(doc.trigger);
  if (doc.event?.origin !== "twin" || eventType !== toldType) closeStrip();
  if (!awaited || preview.status !== "ready" || preview.answer === awaited.before) return;
  const { twin } = awaited;
  awaited = null;
  if (doc.event !== twin) return;
  toldType = eventType;
  const empty = doc.rows.filter(
    (row) => row.value !== undefined && preview.answer.fields[row.key]?.state === "no_value",
  );
  const text = twinText(twin, empty);
  showStrip({ text, buttons: [backButton(twin)], about: "twin" });
  say(text);
}

function twinText({ name }, empty) {
  if (!empty.length) return `In the ${name}, every mapped field has a value.`;
  const names = empty.slice(0, MOST_NAMES).map(nameOf).join(", ");
  const verb = empty.length === 1 ? "has" : "have";
  const more = empty.length > MOST_NAMES ? ", …" : "";
  return `In the ${name}, ${counted(empty.length, "field")} ${verb} no value: ${names}${more}.`;
}

/** The trigger bar offers the other way: to switch the mapping to the twin's type. */
function backButton({ twinOf }) {
  return [`Back to the ${TYPE_NAMES[twinOf.event.type]} event`, () => takeBack(twinOf)];
}

function closeStrip() {
  if (need("#strip").dataset.about === "twin") showStrip(null);
}

subscribe(tellOfTwin);
