/** Says of a preview's answer why the payload would not go out; "" when nothing speaks against it. */

import { counted } from "mapper/paths.js";

const OUTCOMES = [
  { prefix: "Not ready", codes: ["required"], has: "no value", isRequired: true },
  { prefix: "Would be refused", codes: ["type"], has: "the wrong type" },
  { prefix: "Would be refused", codes: ["unknown_field"], has: "no place there" },
  { prefix: "Would be refused", codes: null, has: "a value that is not accepted" },
];

/**
 * One sentence, the first thing to mend: the trigger, then what is missing, then what is wrong.
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
  return "";
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
