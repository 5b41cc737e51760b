// Answers {texts, trees, events} a line with what Segment gives for each: [[answers of a text …],
// [answers of a tree …]], an answer being 1, 0, or 2 where it fails.
const path = require("node:path");
const readline = require("node:readline");

const packages = path.join(process.argv[2], "node_modules", "@segment");
const { parseFql, validate } = require(path.join(packages, "destination-subscriptions"));

function answers(trigger, events) {
  return events.map((event) => {
    try {
      return Number(validate(trigger, event));
    } catch {
      return 2;
    }
  });
}

readline.createInterface({ input: process.stdin }).on("line", (line) => {
  const { texts, trees, events } = JSON.parse(line);
  console.log(
    JSON.stringify([
      texts.map((text) => answers(parseFql(text), events)),
      trees.map((tree) => (tree ? answers(tree, events) : [])),
    ]),
  );
});
