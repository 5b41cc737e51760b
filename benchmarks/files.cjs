// Maps a file of events to a file of payloads: node files.cjs <packages> <mapping> <events> <payloads>
const fs = require("node:fs");
const path = require("node:path");

const [, , folder, mappingFile, eventsFile, payloadsFile] = process.argv;
const packages = path.join(folder, "node_modules", "@segment");
const { transformBatch } = require(path.join(packages, "actions-core/dist/cjs/mapping-kit/index.js"));
const { parseFql, validate } = require(path.join(packages, "destination-subscriptions"));

const BATCH = 1000;
const { config, trigger } = JSON.parse(fs.readFileSync(mappingFile, "utf8"));
const tree = parseFql(trigger);
const lines = fs.readFileSync(eventsFile, "utf8").split("\n");
lines.pop(); // the file ends with a line's end
const output = fs.openSync(payloadsFile, "w");
for (let at = 0; at < lines.length; at += BATCH) {
  const events = lines.slice(at, at + BATCH).map((line) => JSON.parse(line));
  const payloads = transformBatch(config, events.filter((event) => validate(tree, event)));
  fs.writeSync(output, payloads.map((payload) => `${JSON.stringify(payload)}\n`).join(""));
}
