/** Says of a preview's answer whether the payload would go out, and if not, why. */

import { counted } from "mapper/paths.js";

/** What is said when nothing speaks against it. */
export const READY = "Ready: the trigger matches and every field fits.";

const OUTCOMES = [
  { prefix: "Not ready", codes: ["required"], has: "no value", isRequired: true },
  { prefix: "Would be refused", codes: ["type"], has: "the wrong type" },
  { prefix: "Would be refused", codes: ["unknown_field"], has: "no place there" },
  { prefix: "Would be refused", codes: null, has: "a value that is not accepted" },
];

/**
 * One sentence, the first thing to mend: the trigger, then what is missing, then what is wrong; ""
 * where there is no payload to speak of.
 *
 * Shape: {trigger: {matches: true}, problems: [{pointer: "/payload/email", code: "type"}]} →
 *   "Would be refused: 1 field has the wrong type."
 */
export function verdictOf(answer) {
  if (!answer?.trigger) return "";
  const problems = answer.problems ?? [];
  if (problems.some(({ pointer }) => !isOfPayload(pointer))) return "";
  if (!answer.trigger.matches) return "Not sent: the trigger does not match this event.";
  for (const outcome of OUTCOMES) {
    const places = new Set(problems.filter((one) => isOf(outcome, one)).map((one) => one.pointer));
    if (places.size) return sentence(outcome, places.size);
  }
  return (answer.payload ?? null) === null ? "" : READY;
}

function isOfPayload(pointer) {
  return pointer === "/payload" || pointer.startsWith("/payload/");
}

function isOf({ codes }, { code }) {
  return codes === null || codes.includes(code);
}

function sentence({ prefix, has, isRequired }, count) {
  const fields = counted(count, isRequired ? "required field" : "field");
  return `${prefix}: ${fields} ${count === 1 ? "has" : "have"} ${has}.`;
}
