// Orphans, pending promises of dead owners: what those who wait for them get, as the policy says.
#include <array>

#include <catch2/catch.hpp>

#include "tests/sim/lab.h"

namespace stalemate::sim::tests {
namespace {

struct Orphan {
  explicit Orphan(OrphanPolicy policy) : lab(policy), creator(lab.owner()), reader(lab.owner()) {
    lab.run_in(creator, [this] { promise = sleeps(lab, 5); });
  }

  Lab lab;
  OwnerId creator;
  OwnerId reader;
  Promise<> promise;
};

TEST_CASE("under hang, an orphan is waited for for ever, and counts as work", "[sim][crossing]") {
  const bool awaited_before_death = GENERATE(true, false);
  Orphan orphan(OrphanPolicy::hang);
  Lab& lab = orphan.lab;
  const auto await_it = [&] {
    lab.run_in(orphan.reader, [&] { log_outcome(lab, orphan.promise); });
  };
  if (awaited_before_death) await_it();
  lab.kernel().kill(orphan.creator);
  if (!awaited_before_death) await_it();
  CHECK(lab.kernel().events().empty());
  CHECK(lab.kernel().pending_work(orphan.reader) == 1);
  CHECK(lab.logged().empty());
}

TEST_CASE("under reject, awaiting an orphan rejects at once", "[sim][crossing]") {
  Orphan orphan(OrphanPolicy::reject);
  Lab& lab = orphan.lab;
  lab.kernel().kill(orphan.creator);
  lab.run_in(orphan.reader, [&] {
    log_outcome(lab, orphan.promise);
    ticker(lab, 1);
  });
  CHECK(lab.logged() == "c99 t1");
  CHECK(lab.kernel().pending_work(orphan.reader) == 0);
  // The promise itself stays as it is, and nobody is told of an unhandled rejection.
  CHECK(orphan.promise.pending());
  CHECK(lab.kernel().notices().empty());
}

TEST_CASE("under reject, those who wait already are rejected by an event when the creator dies",
          "[sim][crossing]") {
  Orphan orphan(OrphanPolicy::reject);
  Lab& lab = orphan.lab;
  lab.run_in(orphan.reader, [&] { log_outcome(lab, orphan.promise); });
  lab.kernel().kill(orphan.creator);
  CHECK(lab.logged().empty());
  REQUIRE(lab.kernel().events().size() == 1);
  CHECK(lab.kernel().events()[0].owner == orphan.reader);
  lab.deliver_next();
  CHECK(lab.logged() == "c99");
  CHECK(lab.kernel().pending_work(orphan.reader) == 0);
  CHECK(lab.kernel().notices().empty());
}

/// const all_of = (p) => Promise.all([p, Promise.resolve()]);
Promise<> all_of(Lab& lab, const Promise<>& promise) {
  const std::array<AnyPromise, 2> both{promise, lab.kernel().resolved()};
  return lab.kernel().all(both);
}

/// async function passed_on(p) { return p; }
Promise<> passed_on(Lab& lab, const Promise<>& promise) {
  const Promise<> follower = lab.kernel().pending<Done>();
  lab.kernel().resolve_with(follower.core(), promise.core());
  return follower;
}

TEST_CASE("under reject, Promise.all and return that wait already are rejected as an await is",
          "[sim][crossing]") {
  const bool still_referred_to = GENERATE(true, false);
  Orphan orphan(OrphanPolicy::reject);
  Lab& lab = orphan.lab;
  lab.run_in(orphan.reader, [&] {
    log_outcome(lab, all_of(lab, orphan.promise));
    log_outcome(lab, passed_on(lab, orphan.promise));
  });
  CHECK(lab.kernel().pending_work(orphan.reader) == 2);
  // That nothing else refers to the promise any more must make no difference.
  if (!still_referred_to) orphan.promise = {};
  lab.kernel().kill(orphan.creator);
  CHECK(lab.logged().empty());
  REQUIRE(lab.kernel().events().size() == 2);
  CHECK(lab.kernel().events()[0].owner == orphan.reader);
  lab.deliver_next();
  CHECK(lab.logged() == "c99");
  CHECK(lab.kernel().pending_work(orphan.reader) == 1);
  lab.deliver_next();
  CHECK(lab.logged() == "c99 c99");
  CHECK(lab.kernel().pending_work(orphan.reader) == 0);
  CHECK(lab.kernel().notices().empty());
}

TEST_CASE("under hang, Promise.all and return wait for an orphan for ever", "[sim][crossing]") {
  Orphan orphan(OrphanPolicy::hang);
  Lab& lab = orphan.lab;
  lab.run_in(orphan.reader, [&] {
    log_outcome(lab, all_of(lab, orphan.promise));
    log_outcome(lab, passed_on(lab, orphan.promise));
  });
  lab.kernel().kill(orphan.creator);
  CHECK(lab.kernel().events().empty());
  CHECK(lab.kernel().pending_work(orphan.reader) == 2);
  lab.kernel().kill(orphan.reader);
  CHECK(lab.logged().empty());
}

/// async function f(p, word) { try { await p; } catch { log(word); } }
Promise<> log_rejection(Lab& lab, Promise<> promise, const char* word) {
  const Outcome<Done> outcome = co_await attempt(promise);
  if (outcome.failed()) lab.log(word);
  co_return Done{};
}

TEST_CASE("orphans are rejected in the order in which the waits for them began",
          "[sim][crossing]") {
  Orphan orphan(OrphanPolicy::reject);
  Lab& lab = orphan.lab;
  const OwnerId early = lab.owner();
  const OwnerId gone = lab.owner();
  Promise<> second;
  lab.run_in(orphan.creator, [&] { second = sleeps(lab, 9); });
  // Neither the order of owners nor that of promises counts.
  lab.run_in(early, [&] { log_rejection(lab, all_of(lab, second), "first"); });
  lab.run_in(orphan.reader, [&] { log_rejection(lab, orphan.promise, "second"); });
  lab.run_in(gone, [&] {
    log_rejection(lab, orphan.promise, "never");
    log_rejection(lab, all_of(lab, orphan.promise), "never");
  });
  lab.run_in(early, [&] { log_rejection(lab, orphan.promise, "third"); });
  lab.run_in(orphan.reader, [&] { log_rejection(lab, passed_on(lab, second), "fourth"); });
  lab.kernel().kill(gone);
  lab.kernel().kill(orphan.creator);
  lab.deliver_all();
  CHECK(lab.logged() == "first second third fourth");
  CHECK(lab.kernel().pending_work(early) == 0);
  CHECK(lab.kernel().pending_work(orphan.reader) == 0);
}

TEST_CASE("a rejected orphan rejects what follows it, also for a third owner", "[sim][crossing]") {
  Orphan orphan(OrphanPolicy::reject);
  Lab& lab = orphan.lab;
  const OwnerId third = lab.owner();
  Promise<> follower;
  lab.run_in(orphan.reader, [&] { follower = passed_on(lab, orphan.promise); });
  lab.run_in(third, [&] { log_outcome(lab, all_of(lab, follower)); });
  lab.kernel().kill(orphan.creator);
  lab.deliver_all();
  CHECK(lab.logged() == "c99");
  CHECK(follower.rejected());
  CHECK(lab.kernel().pending_work(third) == 0);
}

TEST_CASE("the death of a third owner rejects nothing", "[sim][crossing]") {
  Orphan orphan(OrphanPolicy::reject);
  Lab& lab = orphan.lab;
  const OwnerId third = lab.owner();
  lab.run_in(orphan.reader, [&] { log_outcome(lab, all_of(lab, orphan.promise)); });
  lab.kernel().kill(third);
  lab.deliver_all();
  CHECK(lab.logged() == "v");
  CHECK(lab.kernel().pending_work(orphan.reader) == 0);
}

TEST_CASE("an await that does not catch passes the orphan's rejection on", "[sim][crossing]") {
  Orphan orphan(OrphanPolicy::reject);
  Lab& lab = orphan.lab;
  lab.run_in(orphan.reader, [&] { log_outcome(lab, log_after(lab, orphan.promise, "never")); });
  lab.kernel().kill(orphan.creator);
  lab.deliver_all();
  CHECK(lab.logged() == "c99");
}

TEST_CASE("under reject, the world hears of an orphan that it watches for a live owner",
          "[sim][crossing]") {
  Orphan orphan(OrphanPolicy::reject);
  Lab& lab = orphan.lab;
  const bool watcher_dies = GENERATE(false, true);
  Notice notice;
  notice.kind = 7;
  lab.run_in(orphan.reader, [&] { lab.kernel().watch(orphan.promise, notice); });
  CHECK(lab.kernel().pending_work(orphan.reader) == 0);
  if (watcher_dies) lab.kernel().kill(orphan.reader);
  lab.kernel().kill(orphan.creator);
  CHECK(lab.kernel().notices().empty());
  lab.deliver_all();
  REQUIRE(lab.kernel().notices().size() == (watcher_dies ? 0U : 1U));
  if (watcher_dies) return;
  CHECK(lab.kernel().notices()[0].kind == 7);
  CHECK(lab.kernel().notices()[0].rejection == orphaned);
}

}  // namespace
}  // namespace stalemate::sim::tests
