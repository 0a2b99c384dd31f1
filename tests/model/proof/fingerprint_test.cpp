// Two states within a burst that have different futures have different fingerprints.
//
// Each pair differs in one thing. The steps that lead there are taken one by one.
#include <catch2/catch.hpp>

#include "model/proof/burst_world.h"
#include "sim/explore/calm_explorer.h"
#include "tests/support/configs.h"

namespace stalemate::model {
namespace {

/// A burst whose steps a test takes; decisions within a step are calm.
class DrivenBurst {
 public:
  explicit DrivenBurst(const WorldConfig& config, const ProofBounds& bounds = {})
      : burst_(proof_config(config, bounds)) {
    burst_.start();
  }
  DrivenBurst(const WorldConfig& config, const RestState& state)
      : burst_(proof_config(config, {})) {
    burst_.start(state);
  }

  BurstWorld& burst() { return burst_; }
  const World& world() const { return burst_.world(); }

  void arrival(std::uint32_t request = 0, std::uint32_t isolate = 0) {
    take([&](const BurstWorld::Action& action) {
      return action.kind == BurstWorld::Step::arrival && action.detail == request &&
             action.subject == isolate;
    });
  }
  /// Of what is under way, by age.
  void event(std::uint32_t place = 0) {
    take([place](const BurstWorld::Action& action) {
      return action.kind == BurstWorld::Step::event && action.subject == place;
    });
  }
  /// A get arrives, and so does its answer.
  void get(std::uint32_t place = 0) {
    event(place);
    const auto events = world().kernel().events();
    std::uint32_t newest = 0;
    for (std::uint32_t at = 0; at < events.size(); ++at) {
      if (events[at].sequence > events[newest].sequence) newest = at;
    }
    event(newest);
  }
  void clock_moves() {
    take([](const BurstWorld::Action& action) { return is_clock(action); });
  }
  /// Until it stands there, or just behind.
  void clock_reaches(std::int64_t milliseconds) {
    while (world().kernel().now_us() < sim::from_milliseconds(milliseconds)) clock_moves();
  }
  void clock_passes(std::int64_t milliseconds) {
    while (world().kernel().now_us() <= sim::from_milliseconds(milliseconds)) clock_moves();
  }
  bool clock_may_move() {
    burst_.fingerprint();
    for (std::uint32_t offer = burst_.offers(); offer-- > 0;) {
      if (is_clock(burst_.action_of(offer))) return true;
    }
    return false;
  }
  std::uint64_t fingerprint() { return burst_.fingerprint(); }

 private:
  static bool is_clock(const BurstWorld::Action& action) {
    return action.kind == BurstWorld::Step::pass || action.kind == BurstWorld::Step::reach;
  }
  template <class Wanted>
  void take(const Wanted& wanted) {
    burst_.fingerprint();
    const std::uint32_t offers = burst_.offers();
    for (std::uint32_t offer = 0; offer < offers; ++offer) {
      if (!wanted(burst_.action_of(offer))) continue;
      burst_.take(offer, calm_);
      return;
    }
    FAIL("not offered");
  }

  BurstWorld burst_;
  sim::CalmExplorer calm_;
};

TEST_CASE("a render that has read its data is told from one that still reads", "[model][proof]") {
  WorldConfig config = tests::empty_store();
  config.latencies.origin_read = tests::fixed(5);
  DrivenBurst burst(config);
  burst.arrival();
  burst.get();
  const std::uint64_t reading = burst.fingerprint();
  burst.event();
  CHECK(burst.fingerprint() != reading);
  CHECK_FALSE(burst.burst().at_rest());
}

ProofBounds ordered_renders() {
  ProofBounds bounds;
  bounds.renders_unordered = false;
  return bounds;
}

TEST_CASE("which of two renders is the newer one is told while both read", "[model][proof]") {
  WorldConfig config = tests::empty_store();
  config.handler.router = Router::app;
  config.latencies.origin_read = tests::fixed(5);
  config.workload = {tests::at(0), tests::for_rsc(tests::at(0))};
  const auto fingerprint_when_first = [&config](std::uint32_t first, const ProofBounds& bounds) {
    DrivenBurst burst(config, bounds);
    burst.arrival(0);
    burst.arrival(1);
    burst.get(first);
    burst.get();
    return burst.fingerprint();
  };
  const ProofBounds ordered = ordered_renders();
  CHECK(fingerprint_when_first(0, ordered) != fingerprint_when_first(1, ordered));
  // Where no write is ever late, both are newer than what was there, and that is all that counts.
  CHECK(fingerprint_when_first(0, {}) == fingerprint_when_first(1, {}));
  config.faults.set(Fault::context_cut, 1);
  CHECK(fingerprint_when_first(0, {}) != fingerprint_when_first(1, {}));
}

TEST_CASE("it is told how many requests an isolate has had", "[model][proof]") {
  WorldConfig config = tests::empty_store();
  tests::preload(config, -500);
  config.isolates_per_colo = {2};
  ProofBounds bounds;
  bounds.requests_per_burst = 3;
  const auto fingerprint_when_first_at = [&](std::uint32_t isolate) {
    DrivenBurst burst(config, bounds);
    burst.arrival(0, isolate);
    burst.arrival(0, 1);
    burst.get();  // the first has its HIT and is gone
    CHECK(burst.world().runtime().live_contexts() == 1);
    return burst.fingerprint();
  };
  CHECK(fingerprint_when_first_at(0) != fingerprint_when_first_at(1));
}

TEST_CASE("it is told whether what is stored is newer than what was when the round began",
          "[model][proof]") {
  const ProofConfig config = proof_config(tests::stale_entry(), ordered_renders());
  const auto fingerprint_when_stored = [&config](std::uint32_t at_start, std::uint32_t late) {
    BurstWorld burst(config);
    burst.start();
    RestState state = burst.rest();
    RestState::LateWrite write;
    write.value = state.store[html_key].value;
    write.value->render = late;
    state.late_writes.push_back(write);
    state.store[html_key].value->render = at_start;
    burst.start(state);
    burst.fingerprint();
    REQUIRE(burst.offers() > 0);
    REQUIRE(burst.step_of(0) == BurstWorld::Step::event);
    sim::CalmExplorer calm;
    burst.take(0, calm);  // the late write is stored
    CHECK(burst.rest().late_writes.empty());
    return burst.fingerprint();
  };
  CHECK(fingerprint_when_stored(0, 1) != fingerprint_when_stored(1, 0));
}

/// Whether a state tells if a request got its entry before the clock moved, or after.
bool is_told_when_the_entry_came(const WorldConfig& config) {
  DrivenBurst early(config);
  early.arrival();
  early.get();
  early.clock_moves();
  DrivenBurst late(config);
  late.arrival();
  late.clock_moves();
  late.get();
  return early.fingerprint() != late.fingerprint();
}

TEST_CASE("it is told when a context reaches the limit, where other lengths are near",
          "[model][proof]") {
  WorldConfig config = tests::stale_app_entry();
  config.page.revalidate_ms = 10'000;
  tests::preload(config, -5000, Artifact::rsc);  // a deadline, so that the clock may move
  REQUIRE(proof_config(config, ProofBounds{}).limit_is_told());
  // With the entry it serves it STALE, and drains from then on.
  CHECK(is_told_when_the_entry_came(config));
}

TEST_CASE("it is told which context began to drain first, where the limit may end one",
          "[model][proof]") {
  WorldConfig config = tests::stale_app_entry();
  config.page.revalidate_ms = 60'000;
  tests::preload(config, -5000, Artifact::rsc);  // passes, and is told no more then
  REQUIRE_FALSE(proof_config(config, ProofBounds{}).limit_may_strike());
  CHECK_FALSE(is_told_when_the_entry_came(config));
  config.faults.set(Fault::render_hangs, 1);
  REQUIRE_FALSE(proof_config(config, ProofBounds{}).limit_is_told());
  CHECK(is_told_when_the_entry_came(config));
}

/// A page with a tag. Its rsc is due in 0.3 s and its html in 1.2 s, so that the clock may move.
WorldConfig tagged(Generation generation) {
  WorldConfig config = tests::stale_app_entry();
  config.handler.generation = generation;
  config.page.tags = 1;
  config.page.revalidate_ms = 2000;
  tests::preload(config, -1200);
  tests::preload(config, -300, Artifact::rsc);
  config.workload = {tests::at(0), tests::at(0, ArrivalKind::revalidate_tag)};
  return config;
}

TEST_CASE("it is told until when the marker that is being read will be believed",
          "[model][proof]") {
  const WorldConfig config = tagged(GENERATE(Generation::vinext_0_0_30, Generation::vinext_0_0_55));
  // With the entry, its marker is asked for.
  CHECK(is_told_when_the_entry_came(config));
}

TEST_CASE("it is told until when an invalidation will be remembered", "[model][proof]") {
  const WorldConfig config = tagged(Generation::vinext_0_0_55);
  DrivenBurst early(config);
  early.arrival(1);
  early.clock_passes(300);
  DrivenBurst late(config);
  late.clock_reaches(300);
  late.arrival(1);
  late.clock_passes(300);
  CHECK(early.fingerprint() != late.fingerprint());
}

// --- what was before, where it is judged

/// A page that may be invalidated, html or its tag; nothing is stored.
WorldConfig judged_page(bool judged) {
  WorldConfig config = tests::empty_store();
  config.handler.generation = Generation::vinext_0_0_55;
  config.handler.router = Router::app;
  config.page.tags = 1;
  config.workload = {tests::at(0), tests::at(0, ArrivalKind::revalidate_tag)};
  config.entries_judged = judged;
  return config;
}

TEST_CASE("it is told which renders an invalidation under way is about",
          "[model][proof][properties]") {
  const auto with_render_first = [](bool first, bool judged) {
    DrivenBurst burst(judged_page(judged));
    if (!first) burst.arrival(1);
    burst.arrival(0);
    burst.get(first ? 0 : 1);
    if (first) burst.arrival(1);
    return burst.fingerprint();
  };
  CHECK(with_render_first(true, false) == with_render_first(false, false));
  CHECK(with_render_first(true, true) != with_render_first(false, true));
}

/// The same page, stored and fresh, and not to be served to who arrives after this.
RestState forbidden_from(const WorldConfig& config, DeadlineCode from) {
  WorldConfig stored = config;
  tests::preload(stored, -30'000);
  RestState state = DrivenBurst(stored).burst().rest();
  state.isolates[0].forbidden = {{0, from}};
  return state;
}

TEST_CASE("it is told what a request must not be served", "[model][proof][properties]") {
  const WorldConfig config = judged_page(true);
  constexpr DeadlineCode past = 0;
  constexpr DeadlineCode now = 1;
  const auto when_it = [&](bool arrives_first, DeadlineCode from) {
    DrivenBurst burst(config, forbidden_from(config, from));
    if (arrives_first) burst.arrival();
    burst.clock_moves();
    if (!arrives_first) burst.arrival();
    return burst.fingerprint();
  };
  // In the end it is past either way; whoever was there before may be served it.
  CHECK(when_it(false, past) == when_it(false, now));
  CHECK(when_it(true, past) != when_it(true, now));
}

TEST_CASE("it is told what the request of a late delete had read", "[model][proof][properties]") {
  const WorldConfig config = judged_page(true);
  const auto with_read = [&config](std::optional<std::uint32_t> read) {
    RestState state = forbidden_from(config, 0);
    state.isolates[0].forbidden.clear();
    state.store[html_key].value->render = 1;
    RestState::LateWrite late;
    late.put = false;
    late.read = read;
    state.late_writes.push_back(late);
    return DrivenBurst(config, state).fingerprint();
  };
  CHECK(with_read(0) != with_read(1));
  CHECK(with_read(1) != with_read(std::nullopt));
}

// --- the clock

TEST_CASE("where the clock is plain it does not pass the limit of a draining context",
          "[model][proof]") {
  WorldConfig config = tests::stale_entry();
  config.page.revalidate_ms = 60'000;
  REQUIRE(proof_config(config, ProofBounds{}).clock_is_plain());
  DrivenBurst burst(config);
  burst.arrival();
  burst.get();  // STALE: it drains from here on
  while (burst.world().kv().store().at(html_key).value.generation.render == 0) burst.event();
  REQUIRE_FALSE(burst.burst().at_rest());
  // What it has stored is due again in a minute, and it ends within half of one.
  CHECK_FALSE(burst.clock_may_move());
}

TEST_CASE("the clock moves on from an instant while a context drains that is to end soon after",
          "[model][proof]") {
  WorldConfig config = tests::stale_app_entry();
  config.page.revalidate_ms = 60'000;
  config.kv.read_cache = true;  // for as long: there is one length, and the clock is not plain
  config.workload = {tests::at(0), tests::for_rsc(tests::at(0))};
  tests::preload(config, -3000, Artifact::rsc);
  REQUIRE_FALSE(proof_config(config, ProofBounds{}).clock_is_plain());
  REQUIRE_FALSE(proof_config(config, ProofBounds{}).limit_is_told());
  DrivenBurst burst(config);
  const auto now_ms = [&burst] { return sim::to_milliseconds(burst.world().kernel().now_us()); };
  burst.clock_reaches(3000);
  burst.arrival(1);
  burst.event();  // read and cached, and not answered yet
  burst.arrival();
  burst.get(1);
  while (burst.world().kv().store().at(html_key).value.generation.render == 0) burst.event(1);
  burst.clock_passes(3000);
  burst.event();  // the answer: STALE, so that it drains from here on
  while (burst.world().runtime().live_contexts() > 1) burst.event();
  const std::int64_t ends_until_ms = now_ms() + 60'000;
  burst.clock_reaches(63'000);  // what was stored is due
  REQUIRE(now_ms() == 63'000);
  REQUIRE(burst.clock_may_move());
  burst.clock_moves();
  CHECK(now_ms() > 63'000);
  CHECK(now_ms() < ends_until_ms);
}

TEST_CASE("instants so close that the clock finds no way between them are told", "[model][proof]") {
  const auto exhausted = [](std::int64_t fresh_for_ms) {
    WorldConfig config = tests::stale_app_entry();
    config.kv.read_cache = true;  // another length: the clock is not plain
    tests::preload(config, -1000);
    tests::preload(config, -fresh_for_ms, Artifact::rsc);
    DrivenBurst burst(config);
    burst.fingerprint();
    return burst.burst().clock_exhausted();
  };
  CHECK(exhausted(1));
  CHECK_FALSE(exhausted(500));
}

}  // namespace
}  // namespace stalemate::model
