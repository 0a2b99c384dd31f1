// What Workers have beside the standards' first pages: keys, timers as objects, the isolate's own
// listeners, and Node's modules that packages are made of.
import assert from "node:assert/strict";
import test from "node:test";
import { bundle } from "./bundles.mjs";
import { Simulator } from "./simulator.mjs";

const simulator = new Simulator(bundle("npm:vinext@0.0.30", "pages"));
simulator.isolate();
const evaluate = (text) => simulator.evaluate(text);
const settled = async (body) => JSON.parse(JSON.stringify(await evaluate(`(async () => { ${body} })()`)));

test("what newer engines have is there", async () => {
  const seen = await settled(`
    const said = [];
    const stack = new DisposableStack();
    stack.use({ [Symbol.dispose]: () => said.push("used") });
    stack.defer(() => said.push("deferred"));
    stack.dispose();
    await new AsyncDisposableStack().disposeAsync();
    const { error, suppressed } = new SuppressedError(1, 2);
    return [said.join(), error, suppressed, Math.f16round(1.337), Iterator.concat([1], [2]).toArray().length];`);
  assert.deepEqual(seen, ["deferred,used", 1, 2, 1.3369140625, 2]);
});

test("the console shows what JSON has no words for", () => {
  const said = (values) => {
    evaluate(`console.log(${values})`);
    return simulator.logged.at(-1);
  };
  assert.equal(said(`"%s is %d%% of %o", "a", 5, { b: 1 }, "more"`), `log: a is 5% of {"b":1} more`);
  assert.equal(said(`new Map([["a", 1n]]), new Set([1])`), `log: {"Map(1)":[["a","1n"]]} {"Set(1)":[1]}`);
  assert.equal(said(`{ error: new TypeError("no") }`), `log: {"error":"TypeError: no"}`);
  const error = said(`new AggregateError([new Error("one"), "two"], "all", { cause: new Error("why") })`);
  assert.match(error, /^log: AggregateError: all\n[^]*; because of Error: why\n[^]*; because of Error: one\n[^]*; because of two$/);
  assert.match(said(`(() => { const e = new Error("own"); e.cause = e; return e; })()`), /^log: Error: own/);
});
