// What vitest found, beside what expected.txt says: node outcomes.mjs OUTCOMES EXPECTED
import { readFileSync } from "node:fs";
import { basename, dirname } from "node:path";

const [outcomes, expected] = process.argv.slice(2);
const found = new Map();
for (const file of JSON.parse(readFileSync(outcomes, "utf8")).testResults) {
  const name = `${basename(file.name, ".test.ts")} | ${basename(dirname(file.name))}`;
  // A file that could not be run has no tests; that is no failure of the handler.
  const test = file.assertionResults.length === 1 ? file.assertionResults[0] : undefined;
  const said = test?.failureMessages[0]?.split("\n")[0] ?? file.message;
  found.set(name, test?.status === "passed" ? "passes" : said);
}

let bad = 0;
let good = 0;
for (const line of readFileSync(expected, "utf8").split("\n")) {
  if (line === "" || line.startsWith("#")) continue;
  const [schedule, handler, outcome] = line.split(" | ");
  const said = found.get(`${schedule} | ${handler}`) ?? "was not run";
  found.delete(`${schedule} | ${handler}`);
  const failure = `AssertionError: ${outcome === "fails" ? "" : outcome}`;
  const as_expected = outcome === "passes" ? said === outcome : said.startsWith(failure);
  if (as_expected) good++;
  else {
    bad++;
    console.log(`${schedule} on ${handler}: expected "${outcome}", found: ${said}`);
  }
}
for (const name of found.keys()) {
  bad++;
  console.log(`${name}: not in the list`);
}
console.log(`exports run by vitest: ${good} as expected, ${bad} not`);
process.exitCode = bad === 0 && good > 0 ? 0 : 1;
