/**
 * Suggests event fields for destination fields that have no value yet, with the reasons in words.
 * Everything is worked out from names, types and the sample's values; nothing leaves the page.
 */

import { nameOf } from "mapper/document.js";
import { isGroup } from "mapper/paths.js";
import { isWaiting } from "mapper/row-state.js";
import { bareName, expectedType, indexOf, nameFit } from "mapper/search.js";

const LOOKED_AT = 2000;
const SURE_POINTS = 6;
const LEAST_POINTS = 3;
const SAME_NAME = 100;
const SOME_WORDS = 25;

// Names that mean the same to most tools; a field of one is a good guess for a field of the other.
const SAME_MEANING = [
  ["email", "emailaddress", "mail"],
  ["phone", "phonenumber", "mobile", "mobilephone", "telephone", "tel"],
  ["firstname", "givenname", "forename", "fname"],
  ["lastname", "surname", "familyname", "lname"],
  ["userid", "externalid", "customerid", "contactid", "externaluserid"],
  ["postalcode", "postcode", "zip", "zipcode"],
  ["region", "state", "province"],
  ["birthday", "birthdate", "dateofbirth", "dob"],
  ["company", "companyname", "organization", "organisation"],
  ["createdat", "created", "signupdate", "signedupat"],
  ["language", "locale"],
  ["website", "url", "homepage"],
  ["amount", "total", "revenue"],
];
const MEANING = new Map(SAME_MEANING.flatMap((names, at) => names.map((name) => [name, at])));

const SHAPES = [
  { kind: "email", words: "looks like an e-mail address", test: /^[^\s@]+@[^\s@]+\.[^\s@]+$/ },
  { kind: "url", words: "looks like a web address", test: /^https?:\/\/\S+$/ },
  { kind: "date", words: "looks like a date", test: /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}|$)/ },
  { kind: "phone", words: "looks like a phone number", test: /^\+?[\d\s().-]{7,20}$/ },
];
const TYPE_WORDS = {
  number: "a number",
  "true/false": "true or false",
  object: "an object",
  list: "a list",
};
const KIND_OF_FORMAT = { email: "email", uri: "url", date: "date", "date-time": "date" };

/**
 * The best event field for each row without a value, surest first within the order of the rows.
 *
 * `flag` is the path of the trigger's audience flag, or "".
 * Shape: [{row, field: {path: "traits.email", …}, reasons: ["same name"], isSure: true}]
 */
export function suggest(event, rows, flag = "") {
  const fields = indexOf(event).slice(0, LOOKED_AT);
  const guesses = rows.filter(isWaiting).flatMap((row) => guessesFor(row, fields, flag));
  const rank = ({ points, field }) => points - field.depth / 10;
  guesses.sort((one, other) => rank(other) - rank(one));
  const chosen = new Map();
  const used = new Set();
  for (const guess of guesses) {
    const isTaken = used.has(guess.field) && !guess.isSure;
    if (chosen.has(guess.row.id) || isTaken) continue;
    chosen.set(guess.row.id, guess);
    used.add(guess.field);
  }
  return rows.filter((row) => chosen.has(row.id)).map((row) => chosen.get(row.id));
}

function guessesFor(row, fields, flag) {
  const asked = { row, expected: expectedType(row.field), kind: kindOf(row) };
  return fields
    .filter((field) => fits(field, asked.expected))
    .map((field) => guess(asked, field, flag))
    .filter(({ points, reasons }) => points >= LEAST_POINTS && reasons.length);
}

/** A value of another type is no suggestion; a number may become text. */
function fits(field, expected) {
  if (field.type === "null") return false;
  if (isGroup(field)) return field.type === expected;
  if (expected === "" || expected === field.type) return true;
  return expected === "text" && field.type === "number";
}

function guess({ row, expected, kind }, field, flag) {
  const reasons = [];
  let points = 0;
  const because = (gain, words) => {
    points += gain;
    reasons.push(words);
  };
  const isFlag = expected === "true/false" && field.path === flag;
  if (isFlag) because(6, "is this mapping's audience flag");
  nameReason(row, field, because);
  const shape = kind && SHAPES.find((one) => one.kind === kind);
  if (shape && field.type === "text" && shape.test.test(field.value)) because(3, shape.words);
  if (reasons.length && expected !== "" && expected !== "text" && !isFlag)
    because(1, `is ${TYPE_WORDS[expected]}`);
  return { row, field, reasons, isSure: points >= SURE_POINTS, points };
}

function nameReason(row, field, because) {
  const fit = nameFit(field.key, row);
  const meaning = MEANING.get(bareName(field.key));
  const names = [row.key, row.field?.label ?? ""].map(bareName);
  if (fit === SAME_NAME) because(6, "has the same name");
  else if (meaning !== undefined && names.some((name) => MEANING.get(name) === meaning))
    because(6, `is another name for ${nameOf(row)}`);
  else if (fit >= SOME_WORDS) because(3, "shares words with its name");
}

/** What kind of text a row wants, by its format or its name; "" when nothing tells. */
function kindOf(row) {
  const format = KIND_OF_FORMAT[row.field?.format] ?? "";
  if (format || row.field?.type === "datetime") return format || "date";
  const isPhone = MEANING.get(bareName(row.key)) === MEANING.get("phone");
  return isPhone ? "phone" : "";
}
