// Promises between owners: results arrive as events of their own.
#include <array>

#include <catch2/catch.hpp>

#include "tests/sim/lab.h"

namespace stalemate::sim::tests {
namespace {

TEST_CASE("a settled promise of another owner, even a dead one, is awaited like one's own",
          "[sim][crossing]") {
  const OrphanPolicy policy = GENERATE(OrphanPolicy::hang, OrphanPolicy::reject);
  const bool dead = GENERATE(false, true);
  Lab lab(policy);
  const OwnerId creator = lab.owner();
  const OwnerId reader = lab.owner();
  Promise<Number> good;
  Promise<Number> bad;
  lab.run_in(creator, [&] {
    good = lab.kernel().resolved(Number{4});
    bad = lab.kernel().rejected<Number>({5});
  });
  if (dead) lab.kernel().kill(creator);
  lab.run_in(reader, [&] {
    log_outcome(lab, good);
    log_outcome(lab, bad);
    ticker(lab, 1);
  });
  CHECK(lab.logged() == "v4 c5 t1");
  CHECK(lab.kernel().events().empty());
}

TEST_CASE("the result of another owner's promise is an event of its own", "[sim][crossing]") {
  Lab lab;
  const OwnerId creator = lab.owner();
  const OwnerId reader = lab.owner();
  Promise<> promise;
  lab.run_in(creator, [&] {
    promise = sleeps(lab, 5);
    log_after(lab, promise, "creator");
  });
  lab.run_in(reader, [&] { log_after(lab, promise, "reader"); });
  CHECK(lab.kernel().pending_work(reader) == 1);
  lab.deliver_next();
  CHECK(lab.logged() == "creator");
  REQUIRE(lab.kernel().events().size() == 1);
  CHECK(lab.kernel().events()[0].kind == crossing_event);
  CHECK(lab.kernel().events()[0].owner == reader);
  CHECK(lab.kernel().events()[0].at_us == 5);
  CHECK(lab.kernel().pending_work(reader) == 1);
  lab.deliver_next();
  CHECK(lab.logged() == "creator reader");
  CHECK(lab.kernel().pending_work(reader) == 0);
}

TEST_CASE("Promise.all and return work with another owner's promise", "[sim][crossing]") {
  Lab lab;
  const OwnerId creator = lab.owner();
  const OwnerId reader = lab.owner();
  Promise<> promise;
  lab.run_in(creator, [&] { promise = sleeps(lab, 5); });
  lab.run_in(reader, [&] {
    const std::array<AnyPromise, 2> both{promise, lab.kernel().resolved()};
    log_after(lab, lab.kernel().all(both), "all");
    const Promise<> follower = lab.kernel().pending<Done>();
    lab.kernel().resolve_with(follower.core(), promise.core());
    log_after(lab, follower, "follower");
  });
  CHECK(lab.kernel().pending_work(reader) == 2);
  lab.deliver_all();
  CHECK(lab.logged() == "all follower");
  CHECK(lab.kernel().pending_work(reader) == 0);
}

TEST_CASE("who settles a promise does not run the code of whom it belongs to", "[sim][crossing]") {
  Lab lab;
  const OwnerId creator = lab.owner();
  const OwnerId settler = lab.owner();
  Promise<> promise;
  lab.run_in(creator, [&] {
    promise = lab.kernel().pending<Done>();
    log_after(lab, promise, "creator");
  });
  lab.run_in(settler, [&] {
    promise.fulfil(Done{});
    ticker(lab, 2);
  });
  CHECK(lab.logged() == "t1 t2");
  REQUIRE(lab.kernel().events().size() == 1);
  CHECK(lab.kernel().events()[0].owner == creator);
  lab.deliver_next();
  CHECK(lab.logged() == "t1 t2 creator");
}

TEST_CASE("reactions of a dead owner are dropped when its promise settles", "[sim][crossing]") {
  Lab lab;
  const OwnerId creator = lab.owner();
  const OwnerId settler = lab.owner();
  Promise<> promise;
  lab.run_in(creator, [&] {
    promise = lab.kernel().pending<Done>();
    log_after(lab, promise, "creator");
    const std::array<AnyPromise, 1> promises{promise};
    log_after(lab, lab.kernel().all(promises), "all");
  });
  lab.kernel().kill(creator);
  lab.run_in(settler, [&] { promise.fulfil(Done{}); });
  CHECK(promise.fulfilled());
  CHECK(lab.kernel().events().empty());
  CHECK(lab.logged().empty());
}

TEST_CASE("a result on its way to an owner that dies meanwhile is dropped", "[sim][crossing]") {
  Lab lab;
  const OwnerId creator = lab.owner();
  const OwnerId reader = lab.owner();
  Promise<> promise;
  lab.run_in(creator, [&] { promise = sleeps(lab, 5); });
  lab.run_in(reader, [&] { log_after(lab, promise, "reader"); });
  lab.deliver_next();
  REQUIRE(lab.kernel().events().size() == 1);
  lab.kernel().kill(reader);
  CHECK(lab.kernel().events().empty());
  CHECK(lab.logged().empty());
}

TEST_CASE("those who stop waiting leave the others in their order", "[sim][crossing]") {
  const std::size_t leaver = GENERATE(0U, 1U, 2U);
  Lab lab;
  const OwnerId creator = lab.owner();
  const std::array<OwnerId, 3> readers{lab.owner(), lab.owner(), lab.owner()};
  constexpr std::array<const char*, 3> words{"a", "b", "c"};
  Promise<> promise;
  lab.run_in(creator, [&] { promise = lab.kernel().pending<Done>(); });
  for (std::size_t index = 0; index < readers.size(); ++index) {
    lab.run_in(readers[index], [&] { log_after(lab, promise, words[index]); });
  }
  lab.kernel().kill(readers[leaver]);
  lab.run_in(creator, [&] { log_after(lab, promise, "d"); });
  lab.run_in(creator, [&] { promise.fulfil(Done{}); });
  lab.deliver_all();
  const std::array<const char*, 3> left{"d b c", "d a c", "d a b"};
  CHECK(lab.logged() == left[leaver]);
}

TEST_CASE("who settles another owner's promise that it waits for is not left with work",
          "[sim][crossing]") {
  Lab lab;
  const OwnerId creator = lab.owner();
  const OwnerId reader = lab.owner();
  Promise<> promise;
  lab.run_in(creator, [&] { promise = lab.kernel().pending<Done>(); });
  lab.run_in(reader, [&] { log_after(lab, promise, "reader"); });
  CHECK(lab.kernel().pending_work(reader) == 1);
  lab.run_in(reader, [&] { promise.fulfil(Done{}); });
  CHECK(lab.logged() == "reader");
  CHECK(lab.kernel().events().empty());
  CHECK(lab.kernel().pending_work(reader) == 0);
}

}  // namespace
}  // namespace stalemate::sim::tests
