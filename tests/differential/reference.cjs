// Answers a batch of cases, one JSON list a line, with one JSON list of answers.
// An answer is {value}, {} where that is undefined, or {error: [texts], name}.
const path = require("node:path");
const readline = require("node:readline");

const packages = path.join(process.argv[2], "node_modules", "@segment");
const core = path.join(packages, "actions-core", "dist", "cjs");
const { get } = require(path.join(core, "get.js"));
const { transform, transformBatch } = require(path.join(core, "mapping-kit", "index.js"));
const validate = require(path.join(core, "mapping-kit", "validate.js")).default;
const { removeEmptyValues } = require(path.join(core, "remove-empty-values.js"));
const { validateSchema } = require(path.join(core, "schema-validation.js"));
const { fieldsToJsonSchema } = require(path.join(core, "destination-kit", "fields-to-jsonschema.js"));
const subscriptions = require(path.join(packages, "destination-subscriptions"));

console.warn = () => {}; // a schema may be odd

const copy = (value) => JSON.parse(JSON.stringify(value));

function attempt(run) {
  try {
    return { value: run() };
  } catch (error) {
    const errors = error[Symbol.iterator] ? [...error] : [error];
    return { error: errors.map(({ message }) => message), name: error.name };
  }
}

// What the check says of each directive as {x: directive}, and of each object with a root directive
// as a mapping, wherever it is: the check itself does not look into lists, literals and the like.
function* directivesAlone(config, pointer) {
  if (config === null || typeof config !== "object") return;
  if (!Array.isArray(config) && Object.keys(config).some((key) => key.startsWith("@"))) {
    const { error } = attempt(() => validate({ x: copy(config) }));
    if (error) yield [pointer, "/x", error];
  }
  if (Object.keys(config).includes("__segment_internal_directive")) {
    const { error } = attempt(() => transformBatch(copy(config), []));
    if (error) yield [pointer, "", error];
  }
  for (const [key, inner] of Object.entries(config)) yield* directivesAlone(inner, `${pointer}/${key}`);
}

const kinds = {
  path({ event, path: text }) {
    return attempt(() => get(event, text));
  },
  mapping({ config, events }) {
    return {
      runs: events.map((event) => attempt(() => transform(copy(config), event))),
      batch: attempt(() => transformBatch(copy(config), events)),
      check: attempt(() => transformBatch(copy(config), [])),
      alone: [...directivesAlone(config, "")],
    };
  },
  liquid({ template, event, zone = "UTC" }) {
    process.env.TZ = zone; // node reads it again
    return attempt(() => transform({ out: { "@liquid": template } }, event).out);
  },
  payload({ fields, payloads }) {
    if (payloads.some((payload) => payload === null || payload.constructor !== Object)) {
      throw new Error("a payload is an object");
    }
    const schema = fieldsToJsonSchema(fields);
    const check = (payload, isRoot) => {
      const kept = removeEmptyValues(copy(payload), schema, isRoot);
      try {
        validateSchema(kept, schema, { exempt: ["dynamicAuthSettings"] });
      } catch ({ message }) {
        if (message.startsWith("schema is invalid")) throw new Error(message);
        return { error: [message] };
      }
      return { value: kept };
    };
    return {
      single: payloads.map((payload) => check(payload, true)),
      batch: payloads.map((payload) => check(payload)),
    };
  },
  trigger({ fql, events }) {
    const tree = subscriptions.parseFql(fql);
    return { answers: events.map((event) => attempt(() => subscriptions.validate(tree, event))) };
  },
  tree({ tree, events }) {
    return { answers: events.map((event) => attempt(() => subscriptions.validate(tree, event))) };
  },
};

// {broken} is for a case that is none, as shrinking makes them.
function answer(question) {
  try {
    return kinds[question.kind](question);
  } catch ({ message }) {
    return { broken: message };
  }
}

readline.createInterface({ input: process.stdin }).on("line", (line) => {
  console.log(JSON.stringify(JSON.parse(line).map(answer)));
});
