// The order in which code after an await runs, against what node prints for the same JavaScript.
//
// Above each test stands the JavaScript, and behind it the line that node 20 printed. `ticker(n)`
// is the yardstick: it logs t1, t2, ... one turn of the microtask queue after the other.
#include <catch2/catch.hpp>

#include "tests/sim/lab.h"

namespace stalemate::sim::tests {
namespace {

// let r; const p = new Promise(x => r = x);
// log_after(p, 'a'); log_after(p, 'b'); log_after(p, 'c'); log('sync'); r(); log('after');
TEST_CASE("reactions run first come first served, after the code that settles", "[sim][promise]") {
  const auto script = [](Lab& lab) {
    const Promise<> promise = lab.kernel().pending<Done>();
    log_after(lab, promise, "a");
    log_after(lab, promise, "b");
    log_after(lab, promise, "c");
    lab.log("sync");
    promise.fulfil(Done{});
    lab.log("after");
  };
  CHECK(printed(script) == "sync after a b c");
}

Promise<> inner(Lab& lab, const char* before, const char* after) {
  lab.log(before);
  co_await lab.kernel().resolved();
  lab.log(after);
  co_return Done{};
}
Promise<> outer(Lab& lab, const char* word, const char* before, const char* after) {
  co_await lab.kernel().resolved();
  lab.log(word);
  inner(lab, before, after);
  co_return Done{};
}

// const inner = async n => { log(n + '0'); await null; log(n + '1'); };
// const outer = async n => { await null; log(n); inner(n); };
// outer('a'); outer('b');
TEST_CASE("a microtask queued by a microtask runs behind those that wait", "[sim][promise]") {
  const auto script = [](Lab& lab) {
    outer(lab, "a", "a0", "a1");
    outer(lab, "b", "b0", "b1");
  };
  CHECK(printed(script) == "a a0 b b0 a1 b1");
}

Promise<> three_parts(Lab& lab, Promise<> settled) {
  lab.log("f0");
  co_await settled;
  lab.log("f1");
  co_await settled;
  lab.log("f2");
  co_return Done{};
}

// const s = Promise.resolve();
// const f = async () => { log('f0'); await s; log('f1'); await s; log('f2'); };
// ticker(3); f(); log('sync');
TEST_CASE("an async function runs to its first await at once; each await takes a turn",
          "[sim][promise]") {
  const auto script = [](Lab& lab) {
    ticker(lab, 3);
    three_parts(lab, lab.kernel().resolved());
    lab.log("sync");
  };
  CHECK(printed(script) == "f0 sync t1 f1 t2 f2 t3");
}

Promise<> returns_value(Lab& /*lab*/) { co_return Done{}; }
Promise<> returns_settled_promise(Lab& lab) { co_return lab.kernel().resolved(); }
Promise<> returns_awaited_promise(Lab& lab) {
  co_await lab.kernel().resolved();
  co_return Done{};
}
Promise<> returns_promise_of_promise(Lab& lab) { co_return returns_settled_promise(lab); }
Promise<> three_turns(Lab& lab) {
  co_await lab.kernel().resolved();
  co_await lab.kernel().resolved();
  co_await lab.kernel().resolved();
  co_return Done{};
}
Promise<> returns_pending_promise(Lab& lab) { co_return three_turns(lab); }

/// const f = async () => { await g(); log('f'); }; f(); ticker(9);
std::string printed_around(Promise<> (*function)(Lab&)) {
  return printed([function](Lab& lab) {
    log_after(lab, function(lab), "f");
    ticker(lab, 6);
  });
}

TEST_CASE("return of a promise takes the turns that it takes in JavaScript", "[sim][promise]") {
  // const g = async () => {};
  CHECK(printed_around(returns_value) == "f t1 t2 t3 t4 t5 t6");
  // const g = async () => { return await Promise.resolve(); };
  CHECK(printed_around(returns_awaited_promise) == "t1 f t2 t3 t4 t5 t6");
  // const g = async () => Promise.resolve();
  CHECK(printed_around(returns_settled_promise) == "t1 t2 f t3 t4 t5 t6");
  // const h = async () => Promise.resolve(); const g = async () => h();
  CHECK(printed_around(returns_promise_of_promise) == "t1 t2 t3 f t4 t5 t6");
  // const h = async () => { await null; await null; await null; }; const g = async () => h();
  CHECK(printed_around(returns_pending_promise) == "t1 t2 t3 t4 f t5 t6");
}

Promise<> all_of_two(Lab& lab) {
  const std::array<AnyPromise, 2> settled{lab.kernel().resolved(), lab.kernel().resolved()};
  return lab.kernel().all(settled);
}
Promise<> all_of_none(Lab& lab) { return lab.kernel().all({}); }
Promise<> all_of_late_ones(Lab& lab) {
  const std::array<AnyPromise, 2> late{three_turns(lab), returns_awaited_promise(lab)};
  return lab.kernel().all(late);
}

TEST_CASE("Promise.all takes the turns that it takes in JavaScript", "[sim][promise]") {
  // const g = () => Promise.all([Promise.resolve(), Promise.resolve()]);
  CHECK(printed_around(all_of_two) == "t1 f t2 t3 t4 t5 t6");
  // const g = () => Promise.all([]);
  CHECK(printed_around(all_of_none) == "f t1 t2 t3 t4 t5 t6");
  // const h = async n => { for (let i = 0; i < n; i++) await null; };
  // const g = () => Promise.all([h(3), h(1)]);
  CHECK(printed_around(all_of_late_ones) == "t1 t2 t3 t4 f t5 t6");
}

Promise<> late_waiter(Lab& lab, Promise<> promise) {
  co_await lab.kernel().resolved();
  log_after(lab, promise, "late");
  co_return Done{};
}

// let r; const p = new Promise(x => r = x);
// const late = async () => { await null; log_after(p, 'late'); };
// log_after(p, 'a'); late(); r(); ticker(3);
TEST_CASE("an await that begins after the promise has settled queues up behind", "[sim][promise]") {
  const auto script = [](Lab& lab) {
    const Promise<> promise = lab.kernel().pending<Done>();
    log_after(lab, promise, "a");
    late_waiter(lab, promise);
    promise.fulfil(Done{});
    ticker(lab, 3);
  };
  CHECK(printed(script) == "a t1 late t2 t3");
}

}  // namespace
}  // namespace stalemate::sim::tests
