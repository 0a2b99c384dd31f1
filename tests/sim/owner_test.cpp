// Owners: what dies with one, and that nothing of it runs again.
#include <array>
#include <vector>

#include <catch2/catch.hpp>

#include "tests/sim/lab.h"

namespace stalemate::sim::tests {
namespace {

Promise<> sleeps_with_tombstone(Lab& lab, Microseconds delay_us) {
  const Tombstone scope(lab, "destroyed");
  co_await lab.kernel().sleep(delay_us);
  lab.log("resumed");
  co_return Done{};
}

TEST_CASE("killing an owner destroys its frames without resuming them", "[sim][owner]") {
  Lab lab;
  const OwnerId doomed = lab.owner();
  const OwnerId other = lab.owner();
  Promise<> never;
  lab.run_in(doomed, [&] {
    never = sleeps_with_tombstone(lab, 5);
    log_outcome(lab, never);
  });
  lab.run_in(other, [&] { log_after(lab, lab.kernel().sleep(6), "other"); });
  lab.kernel().kill(doomed);
  // Destructors of locals have run, and nothing else: no code after an await, no catch.
  CHECK(lab.logged() == "destroyed");
  CHECK(never.pending());
  CHECK_FALSE(lab.kernel().alive(doomed));
  lab.deliver_all();
  CHECK(lab.logged() == "destroyed other");
  CHECK(never.pending());
}

TEST_CASE("killing an owner drops its events and leaves those of others", "[sim][owner]") {
  Lab lab;
  const OwnerId doomed = lab.owner();
  const OwnerId other = lab.owner();
  lab.kernel().post(1, first_world_event, doomed, 1);
  lab.kernel().post(2, first_world_event, other, 2);
  lab.kernel().post(3, first_world_event, nobody, 3);
  lab.kernel().post(4, first_world_event, doomed, 4);
  lab.run_in(doomed, [&] { lab.kernel().sleep(5); });
  lab.kernel().kill(doomed);
  REQUIRE(lab.kernel().events().size() == 2);
  CHECK(lab.kernel().events()[0].subject == 2);
  CHECK(lab.kernel().events()[1].subject == 3);
}

TEST_CASE("an identity is not reused: the slot is, the serial is not", "[sim][owner]") {
  Lab lab;
  const OwnerId first = lab.owner(11);
  CHECK(lab.kernel().label(first) == 11);
  lab.kernel().kill(first);
  const OwnerId second = lab.owner(12);
  CHECK(second.slot == first.slot);
  CHECK(second.serial != first.serial);
  CHECK(lab.kernel().alive(second));
  CHECK_FALSE(lab.kernel().alive(first));
  CHECK(lab.kernel().label(second) == 12);
  CHECK(lab.kernel().pending_work(second) == 0);
  CHECK(lab.kernel().alive(nobody));
}

TEST_CASE("a promise of a dead owner stays pending although its slot lives again", "[sim][owner]") {
  Lab lab;
  const OwnerId doomed = lab.owner();
  Promise<> never;
  lab.run_in(doomed, [&] { never = sleeps_with_tombstone(lab, 5); });
  lab.kernel().kill(doomed);
  const OwnerId next = lab.owner();
  REQUIRE(next.slot == doomed.slot);
  // To the newcomer it is an orphan, not a promise of its own.
  lab.run_in(next, [&] { log_outcome(lab, never); });
  CHECK(lab.kernel().pending_work(next) == 1);
  lab.deliver_all();
  CHECK(lab.logged() == "destroyed");
}

TEST_CASE("work of a dead owner may end without effect", "[sim][owner]") {
  Lab lab;
  const OwnerId doomed = lab.owner();
  const OwnerId other = lab.owner();
  lab.kernel().begin_work(doomed);
  lab.kernel().begin_work(other);
  lab.kernel().kill(doomed);
  lab.kernel().end_work(doomed);
  CHECK(lab.kernel().pending_work(other) == 1);
  lab.kernel().end_work(other);
  CHECK(lab.kernel().pending_work(other) == 0);
}

// --- nothing leaks

Promise<> waits_for_both(Lab& lab, Promise<> own, Promise<> foreign) {
  const std::array<AnyPromise, 2> both{own, foreign};
  co_await lab.kernel().all(both);
  co_return Done{};
}
Promise<> returns_foreign(Lab& /*lab*/, Promise<> foreign) { co_return foreign; }

Promise<> catches_and_goes_on(Lab& lab) {
  co_await attempt(lab.kernel().rejected<Done>({1}));
  co_await lab.kernel().sleep(1'000'000);
  co_return Done{};
}

/// Functions that end by themselves, each in its way.
void run_to_the_end(Lab& lab) {
  ticker(lab, 3);
  log_outcome(lab, returns_foreign(lab, lab.kernel().resolved()));
  log_outcome(lab, log_after(lab, lab.kernel().rejected<Done>({1}), "never"));
  const std::array<AnyPromise, 2> both{lab.kernel().resolved(), lab.kernel().rejected<Done>({2})};
  log_outcome(lab, lab.kernel().all(both));
}

/// Two owners with all that can be pending between them, killed in one order or the other.
void tangle_and_kill(Lab& lab, bool first_one_first) {
  const OwnerId first = lab.owner();
  const OwnerId second = lab.owner();
  Promise<> shared;
  lab.run_in(first, [&] {
    shared = sleeps_with_tombstone(lab, 1'000'000);
    log_outcome(lab, shared);
    lab.kernel().watch(shared, Notice{});
    lab.kernel().rejected<Done>({1});
  });
  lab.run_in(second, [&] {
    log_after(lab, shared, "never");
    returns_foreign(lab, shared);
    waits_for_both(lab, lab.kernel().sleep(1'000'000), shared);
    log_outcome(lab, lab.kernel().pending<Number>());
    catches_and_goes_on(lab);
    run_to_the_end(lab);
  });
  lab.kernel().kill(first_one_first ? first : second);
  while (!lab.kernel().events().empty() && lab.kernel().events()[0].kind == crossing_event) {
    lab.deliver_next();
  }
  shared = {};
  lab.kernel().kill(first_one_first ? second : first);
  lab.kernel().notices().clear();
}

TEST_CASE("killing every owner gives all of its memory back", "[sim][owner]") {
  const OrphanPolicy policy = GENERATE(OrphanPolicy::hang, OrphanPolicy::reject);
  const bool first_one_first = GENERATE(true, false);
  Lab lab(policy);
  for (int round = 0; round < 3; ++round) tangle_and_kill(lab, first_one_first);
  // Sanitizers see each block and look for leaks themselves; else the arena must not grow.
  const std::size_t used = lab.arena().used();
  for (int round = 0; round < 100; ++round) tangle_and_kill(lab, first_one_first);
  CHECK(lab.arena().used() == used);
  CHECK(lab.kernel().events().empty());
}

TEST_CASE("a kernel that ends in the middle gives all of its memory back", "[sim][owner]") {
  Arena arena(std::size_t{4} << 20);
  const auto run_and_break_off = [&arena] {
    Kernel kernel(arena, OrphanPolicy::reject, orphaned);
    const OwnerId first = kernel.create_owner(0);
    const OwnerId second = kernel.create_owner(0);
    Promise<> shared;
    kernel.enter(first, 0);
    shared = kernel.sleep(5);
    kernel.leave();
    kernel.enter(second, 0);
    const std::array<AnyPromise, 1> promises{shared};
    const Promise<> waiting = kernel.all(promises);
    kernel.leave();
    shared = {};
  };
  for (int round = 0; round < 3; ++round) run_and_break_off();
  const std::size_t used = arena.used();
  for (int round = 0; round < 100; ++round) run_and_break_off();
  CHECK(arena.used() == used);
}

}  // namespace
}  // namespace stalemate::sim::tests
