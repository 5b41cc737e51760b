// Answers the messages of reference.py, one JSON object a line:
//   {"define": task} -> the task's number, {"run": number, "times": times} -> microseconds of processor time,
//   {"figure": task} -> it.
const path = require("node:path");
const readline = require("node:readline");

const packages = path.join(process.argv[2], "node_modules", "@segment");
const core = path.join(packages, "actions-core", "dist", "cjs");
const { transformBatch } = require(path.join(core, "mapping-kit", "index.js"));
const { removeEmptyValues } = require(path.join(core, "remove-empty-values.js"));
const { validateSchema } = require(path.join(core, "schema-validation.js"));
const { fieldsToJsonSchema } = require(path.join(core, "destination-kit", "fields-to-jsonschema.js"));
const { parseFql, validate } = require(path.join(packages, "destination-subscriptions"));

const parsed = (value) => JSON.parse(JSON.stringify(value));
const copies = (event, count) => Array.from({ length: count }, () => parsed(event));

const kinds = {
  map({ config, event, count }) {
    const events = copies(event, count);
    return () => transformBatch(config, events);
  },
  trigger({ fql, event, count }) {
    const events = copies(event, count);
    const trigger = parseFql(fql);
    return () => events.filter((each) => validate(trigger, each));
  },
  // As an action's executeBatch does it for the events that match.
  pipeline({ fql, config, fields, event, count }) {
    const events = copies(event, count);
    const trigger = parseFql(fql);
    const schema = fieldsToJsonSchema(fields);
    return () => {
      const matching = events.filter((each) => validate(trigger, each));
      for (const mapped of transformBatch(config, matching)) {
        const payload = removeEmptyValues(mapped, schema);
        validateSchema(payload, schema, { schemaKey: "benchmark:order", exempt: ["dynamicAuthSettings"] });
      }
    };
  },
  bytes({ fql, config, event, count }) {
    const text = JSON.stringify(event);
    const trigger = parseFql(fql);
    return () => {
      let written = 0;
      for (let number = 0; number < count; number++) {
        const each = JSON.parse(text);
        if (validate(trigger, each)) written += JSON.stringify(transformBatch(config, [each])[0]).length;
      }
      return written;
    };
  },
  // There is no compile step: each transformBatch checks its config before the first event.
  check({ config, count }) {
    return () => {
      for (let number = 0; number < count; number++) transformBatch(config, []);
    };
  },
  parse({ fql, count }) {
    return () => {
      for (let number = 0; number < count; number++) parseFql(fql);
    };
  },
};

const figures = {
  // Bytes of heap for so many configs, as they come out of JSON.
  heap({ config, count }) {
    const before = process.memoryUsage().heapUsed;
    const kept = copies(config, count);
    return Math.round((process.memoryUsage().heapUsed - before) / kept.length) * kept.length;
  },
};

const tasks = [];

readline.createInterface({ input: process.stdin }).on("line", (line) => {
  const { define, run, times, figure } = JSON.parse(line);
  if (figure) {
    console.log(figures[figure.kind](figure));
    return;
  }
  if (define) {
    tasks.push(kinds[define.kind](define));
    console.log(tasks.length - 1);
    return;
  }
  const before = process.cpuUsage();
  for (let number = 0; number < times; number++) tasks[run]();
  const { user, system } = process.cpuUsage(before);
  console.log(user + system);
});
