// Answers the messages of reference.py, one JSON object a line:
//   {"define": task} -> the task's number, {"run": number} -> nanoseconds.
const path = require("node:path");
const readline = require("node:readline");

const packages = path.join(process.argv[2], "node_modules", "@segment");
const { transformBatch } = require(path.join(packages, "actions-core/dist/cjs/mapping-kit/index.js"));
const { parseFql, validate } = require(path.join(packages, "destination-subscriptions"));

const kinds = {
  map({ config, event, count }) {
    const events = Array.from({ length: count }, () => JSON.parse(JSON.stringify(event)));
    return () => transformBatch(config, events);
  },
  trigger({ fql, event, count }) {
    const events = Array.from({ length: count }, () => JSON.parse(JSON.stringify(event)));
    const trigger = parseFql(fql);
    return () => events.filter((each) => validate(trigger, each));
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
};

const tasks = [];

readline.createInterface({ input: process.stdin }).on("line", (line) => {
  const { define, run } = JSON.parse(line);
  if (define) {
    tasks.push({ ...define, once: kinds[define.kind](define) });
    console.log(tasks.length - 1);
    return;
  }
  const { once, repeats } = tasks[run];
  const startedAt = process.hrtime.bigint();
  for (let number = 0; number < repeats; number++) once();
  console.log(String(process.hrtime.bigint() - startedAt));
});
