// Settling once, rejections, and who hears of them, against what node prints for the same
// JavaScript. See microtask_order_test.cpp for the notation.
#include <catch2/catch.hpp>

#include "tests/sim/lab.h"

namespace stalemate::sim::tests {
namespace {

// let res, rej; const p = new Promise((a, b) => { res = a; rej = b; });
// log_outcome(p); res(1); res(2); rej(3);
TEST_CASE("a promise settles once: later attempts are ignored", "[sim][promise]") {
  const auto fulfilled_first = [](Lab& lab) {
    const Promise<Number> promise = lab.kernel().pending<Number>();
    log_outcome(lab, promise);
    promise.fulfil({1});
    promise.fulfil({2});
    promise.reject({3});
  };
  CHECK(printed(fulfilled_first) == "v1");
  const auto rejected_first = [](Lab& lab) {
    const Promise<Number> promise = lab.kernel().pending<Number>();
    log_outcome(lab, promise);
    promise.reject({3});
    promise.fulfil({1});
    promise.reject({4});
  };
  CHECK(printed(rejected_first) == "c3");
}

// const q = new Promise(a => inner = a); res(q); res(2); rej(3); inner(9);
TEST_CASE("a promise resolved with another one is locked to it", "[sim][promise]") {
  const auto script = [](Lab& lab) {
    const Promise<Number> followed = lab.kernel().pending<Number>();
    const Promise<Number> promise = lab.kernel().pending<Number>();
    log_outcome(lab, promise);
    lab.kernel().resolve_with(promise.core(), followed.core());
    promise.fulfil({2});
    promise.reject({3});
    lab.kernel().resolve_with(promise.core(), lab.kernel().resolved(Number{4}).core());
    CHECK(promise.pending());
    followed.fulfil({9});
  };
  CHECK(printed(script) == "v9");
}

Promise<> throws(Lab& /*lab*/, std::uint32_t code) { co_return Rejection{code}; }
Promise<> throws_later(Lab& lab, std::uint32_t code) {
  co_await lab.kernel().resolved();
  co_return Rejection{code};
}
Promise<> returns_rejected_promise(Lab& lab, std::uint32_t code) {
  co_return lab.kernel().rejected<Done>({code});
}
Promise<> does_not_catch(Lab& lab) {
  const Tombstone scope(lab, "unwound");
  co_await throws_later(lab, 1);
  lab.log("never");
  co_return Done{};
}

TEST_CASE("a rejection passes through awaits until attempt() catches it", "[sim][promise]") {
  // const f = async () => { try { await g(); } catch (e) { log('c' + e); } }; f(); ticker(4);
  const auto around = [](Promise<> (*function)(Lab&, std::uint32_t)) {
    return printed([function](Lab& lab) {
      log_outcome(lab, function(lab, 1));
      ticker(lab, 4);
    });
  };
  // const g = async () => { throw 1; };
  CHECK(around(throws) == "c1 t1 t2 t3 t4");
  // const g = async () => { await null; throw 1; };
  CHECK(around(throws_later) == "t1 c1 t2 t3 t4");
  // const g = async () => Promise.reject(1);
  CHECK(around(returns_rejected_promise) == "t1 t2 c1 t3 t4");

  // const g = async () => { await null; throw 1; };
  // const m = async () => { await g(); log('never'); };
  const auto through = [](Lab& lab) {
    log_outcome(lab, does_not_catch(lab));
    ticker(lab, 4);
  };
  CHECK(printed(through) == "t1 unwound t2 c1 t3 t4");
}

Promise<> catches_twice(Lab& lab) {
  const Outcome<Done> first = co_await attempt(throws(lab, 5));
  lab.log("c", first.rejection.code);
  // This await stands outside try/catch again.
  co_await throws(lab, 6);
  lab.log("never");
  co_return Done{};
}

TEST_CASE("attempt() covers its own await and no other", "[sim][promise]") {
  const auto script = [](Lab& lab) { log_outcome(lab, catches_twice(lab)); };
  CHECK(printed(script) == "c5 c6");
}

// Promise.all([a, b, new Promise(() => {})]) with rb(2); ra(1);
TEST_CASE("Promise.all rejects with the first rejection, and waits for nothing then",
          "[sim][promise]") {
  const auto script = [](Lab& lab) {
    const std::array<AnyPromise, 3> promises{
        lab.kernel().pending<Done>(), lab.kernel().pending<Done>(), lab.kernel().pending<Done>()};
    log_outcome(lab, lab.kernel().all(promises));
    ticker(lab, 3);
    promises[1].reject({2});
    promises[0].reject({1});
  };
  CHECK(printed(script) == "t1 t2 c2 t3");
}

TEST_CASE("Promise.all waits for the last of its promises", "[sim][promise]") {
  Lab lab;
  const OwnerId owner = lab.owner();
  std::array<AnyPromise, 3> promises;
  lab.run_in(owner, [&] {
    for (AnyPromise& promise : promises) promise = lab.kernel().pending<Done>();
    log_outcome(lab, lab.kernel().all(promises));
  });
  const auto fulfil = [&](std::size_t index) {
    lab.run_in(owner, [&] { Promise<>(promises[index].core()).fulfil(Done{}); });
  };
  fulfil(2);
  fulfil(0);
  CHECK(lab.logged().empty());
  fulfil(1);
  CHECK(lab.logged() == "v");
}

// --- process.on('unhandledRejection')

/// The codes of the notices that nobody handled a rejection, and forgets them.
std::string unheard(Lab& lab) {
  std::string codes;
  for (const Notice& notice : lab.kernel().notices()) {
    if (notice.kind == unhandled_rejection_notice) codes += std::to_string(notice.rejection.code);
  }
  lab.kernel().notices().clear();
  return codes;
}

Promise<> catches_after(Lab& lab, std::int64_t turns, Promise<> promise) {
  for (std::int64_t turn = 0; turn < turns; ++turn) co_await lab.kernel().resolved();
  co_await attempt(promise);
  co_return Done{};
}

TEST_CASE("a rejection that nobody handles within the macro-step is noticed", "[sim][promise]") {
  Lab lab;
  const OwnerId owner = lab.owner();
  // Promise.reject(1);
  lab.run_in(owner, [&] { lab.kernel().rejected<Done>({1}); });
  CHECK(unheard(lab) == "1");
  // (async () => { await null; throw 4; })();
  lab.run_in(owner, [&] { throws_later(lab, 4); });
  CHECK(unheard(lab) == "4");
  // const p = Promise.reject(5); (async () => { await p; })();  Only the derived one is unheard.
  lab.run_in(owner, [&] { log_after(lab, lab.kernel().rejected<Done>({5}), "never"); });
  CHECK(unheard(lab) == "5");
  CHECK(lab.logged().empty());
}

TEST_CASE("a rejection that is handled some microtasks later is not noticed", "[sim][promise]") {
  Lab lab;
  const OwnerId owner = lab.owner();
  lab.run_in(owner, [&] { catches_after(lab, 5, lab.kernel().rejected<Done>({2})); });
  CHECK(unheard(lab).empty());
  // Promise.all([a, b]).catch(() => {}) handles both a and b.
  lab.run_in(owner, [&] {
    const std::array<AnyPromise, 2> both{lab.kernel().rejected<Done>({6}),
                                         lab.kernel().rejected<Done>({7})};
    log_outcome(lab, lab.kernel().all(both));
  });
  CHECK(unheard(lab).empty());
  CHECK(lab.logged() == "c6");
}

TEST_CASE("handling a rejection one macro-step later is too late for the notice",
          "[sim][promise]") {
  Lab lab;
  const OwnerId owner = lab.owner();
  Promise<> rejected;
  lab.run_in(owner, [&] { rejected = lab.kernel().rejected<Done>({3}); });
  CHECK(unheard(lab) == "3");
  lab.run_in(owner, [&] { log_outcome(lab, rejected); });
  CHECK(unheard(lab).empty());
  CHECK(lab.logged() == "c3");
}

TEST_CASE("watch() leaves a notice once, with what the promise came to", "[sim][promise]") {
  Lab lab;
  const OwnerId owner = lab.owner();
  Promise<> good;
  Promise<> bad;
  Notice wanted;
  wanted.kind = 7;
  lab.run_in(owner, [&] {
    good = lab.kernel().pending<Done>();
    bad = lab.kernel().pending<Done>();
    wanted.subject = 1;
    lab.kernel().watch(good, wanted);
    wanted.subject = 2;
    lab.kernel().watch(bad, wanted);
  });
  CHECK(lab.kernel().notices().empty());
  lab.run_in(owner, [&] {
    bad.reject({8});
    good.fulfil(Done{});
  });
  const auto& notices = lab.kernel().notices();
  REQUIRE(notices.size() == 2);
  CHECK((notices[0].kind == 7 && notices[0].subject == 2));
  CHECK(notices[0].state == PromiseState::rejected);
  CHECK(notices[0].rejection == Rejection{8});
  CHECK((notices[1].kind == 7 && notices[1].subject == 1));
  CHECK(notices[1].state == PromiseState::fulfilled);
}

}  // namespace
}  // namespace stalemate::sim::tests
