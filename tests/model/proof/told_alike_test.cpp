// States that are told alike go on alike: whatever can happen in the one can happen in the other,
// and leads to states that are told alike again.
//
// A proof follows only the first of such states. Here each later one is tried as well, one step
// far; if no two of them ever part in a step, they never part at all.
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <catch2/catch.hpp>

#include "model/chance.h"
#include "model/proof/burst_world.h"
#include "model/vinext/kv_cache_handler.h"
#include "sim/explore/odometer.h"
#include "sim/explore/random_explorer.h"
#include "tests/model/check_cases.h"
#include "tests/model/proof/made_worlds.h"
#include "tests/model/proof/small_worlds.h"
#include "tests/model/proof/walks.h"
#include "tests/support/configs.h"

namespace stalemate::model {
namespace {

/// Where a step leads, and which properties it violates.
struct Ahead {
  std::uint64_t fingerprint = 0;
  bool out_of_bounds = false;
  unsigned violated = 0;
  // Where isolates are told apart, and the step leads to rest.
  std::optional<std::pair<RestState, Round>> end;

  auto operator<=>(const Ahead&) const = default;
};

/// Follows bursts, and looks at what can happen in a state again when it is met again.
class SecondLook {
 public:
  /// @param dropped values of this type are not recorded; nullptr: all are
  SecondLook(const ProofConfig& config, sim::Teller dropped) : world_(config) {
    world_.observer().ignored = dropped;
  }

  BurstWorld& world() { return world_; }
  /// Follows all ways through a burst from where the world stands, until two states have parted or
  /// there are more states than that.
  void follow(std::size_t state_limit) {
    ++bursts_;
    std::vector<std::vector<std::byte>> open;
    meet(open, true);
    for (; !open.empty() && parted_by_.empty(); state_limit--) {
      if (state_limit == 0) {
        ++cut_short_;
        return;
      }
      const std::vector<std::byte> here = std::move(open.back());
      open.pop_back();
      for_steps(here, [&](const sim::Name&) { meet(open, false); });
    }
  }
  int looked_again() const { return looked_again_; }
  /// Bursts that follow() was called for, and those that it did not follow to the end.
  int bursts() const { return bursts_; }
  int cut_short() const { return cut_short_; }
  /// A step that only one of two states has that are told alike; empty: there was none.
  const std::string& parted_by() const { return parted_by_; }

 private:
  static constexpr int looks_at_most = 8;

  using Steps = std::map<Ahead, sim::Name>;  // and what a step is called

  struct Known {
    Steps ahead;
    int looks = 0;
  };

  /// @param begins whether the burst begins here; else it is over when the world is at rest
  void meet(std::vector<std::vector<std::byte>>& open, bool begins) {
    const std::uint64_t name = world_.fingerprint();
    if (world_.out_of_bounds() || world_.clock_exhausted()) return;
    if (world_.at_rest() && !begins) return;
    const auto [place, is_new] = known_.try_emplace(name);
    Known& known = place->second;
    if (known.looks == looks_at_most) return;
    ++known.looks;
    std::vector<std::byte> here;
    world_.arena().save(here);
    Steps ahead;
    for_steps(here, [&](const sim::Name& step) {
      Ahead next = this->ahead();
      // What nobody can tell from no step at all may be under way or not.
      if (next.fingerprint == name && next.violated == 0) return;
      ahead.emplace(std::move(next), step);
    });
    world_.arena().restore(here);
    if (is_new) {
      known.ahead = std::move(ahead);
      open.push_back(std::move(here));
    } else {
      ++looked_again_;
      part(known.ahead, ahead);
      part(ahead, known.ahead);
    }
  }

  void part(const Steps& some, const Steps& others) {
    for (const auto& [where, step] : some) {
      if (!others.contains(where) && parted_by_.empty()) parted_by_ = step.str();
    }
  }

  Ahead ahead() {
    Ahead ahead;
    ahead.out_of_bounds = world_.out_of_bounds();
    if (ahead.out_of_bounds) return ahead;
    ahead.fingerprint = world_.fingerprint();
    const Findings& findings = world_.world().runtime().findings();
    for (std::size_t property = 0; property < property_count; ++property) {
      if (findings[property].verdict == Verdict::violated) ahead.violated |= 1U << property;
    }
    if (world_.at_rest() && !world_.config().bounds.exchange_isolates) {
      ahead.end = {world_.rest(), world_.round()};
    }
    return ahead;
  }

  template <class Visit>
  void for_steps(const std::vector<std::byte>& here, const Visit& visit) {
    const auto stand_here = [&] {
      world_.arena().restore(here);
      world_.fingerprint();
      return world_.offers();
    };
    const std::uint32_t offers = stand_here();
    sim::Odometer odometer;
    for (std::uint32_t offer = 0; offer < offers; ++offer) {
      odometer.clear();
      do {
        stand_here();
        const sim::Name step = world_.name_of(offer);
        world_.take(offer, odometer);
        visit(step);
      } while (odometer.next());
    }
  }

  BurstWorld world_;
  std::map<std::uint64_t, Known> known_;
  int bursts_ = 0;
  int cut_short_ = 0;
  int looked_again_ = 0;
  std::string parted_by_;
};

/// Bursts from states at rest along a walk, each as the walk has come there and built anew.
void follow_a_walk(SecondLook& look, std::uint64_t seed, int rests, std::size_t state_limit) {
  BurstWorld& world = look.world();
  sim::RandomExplorer random(seed);
  world.start();
  std::vector<std::byte> here;
  for (int rest = 0; rest < rests; ++rest) {
    world.arena().save(here);
    const RestState state = world.rest();
    look.follow(state_limit);
    world.start(state);
    look.follow(state_limit);
    world.arena().restore(here);
    if (!walk(world, random, 1)) return;
  }
}

TEST_CASE("states that are told alike go on alike", "[model][proof][random][slow]") {
  int looked_again = 0;
  int worlds = 0;
  int bursts = 0;
  int cut_short = 0;
  check_cases(100, [&] {
    const SmallWorld world = *any_small_world();
    const ProofConfig config = proof_config(world.config, world.bounds);
    if (!fingerprints_are_canonical(config)) return;
    SecondLook look(config, nullptr);
    follow_a_walk(look, world.seed, 6, 1500);
    RC_ASSERT(look.parted_by() == "");
    looked_again += look.looked_again();
    bursts += look.bursts();
    cut_short += look.cut_short();
    ++worlds;
  });
  INFO(worlds << " worlds, in which " << looked_again << " states were met again; " << bursts
              << " bursts, " << cut_short << " of them cut short");
  CHECK(worlds > 60);
  CHECK(looked_again > 50'000);
  CHECK(bursts - cut_short > 300);
}

bool is_noticed(const ProofConfig& config, sim::Teller dropped) {
  SecondLook look(config, dropped);
  follow_a_walk(look, 1, 6, 10'000);
  return !look.parted_by().empty();
}
bool is_noticed(const WorldConfig& world, sim::Teller dropped) {
  return is_noticed(proof_config(world, ProofBounds{}), dropped);
}

TEST_CASE("states part that are told alike if something that was read is not recorded",
          "[model][proof][slow]") {
  CHECK(is_noticed(tests::failing_render(), sim::tell<FaultTaken>));
  CHECK(is_noticed(tests::failing_render(), sim::tell<RenderId>));
  CHECK(is_noticed(tests::failing_render(), sim::tell<CacheData>));
  CHECK(is_noticed(tests::invalidated_page(), sim::tell<ClockDeadline>));
  CHECK(is_noticed(tests::invalidated_page(), sim::tell<ClockReading>));
  // Later versions hand on when the entry was stored, which tells as much.
  WorldConfig handled_by_0_0_30 = tests::invalidated_page();
  handled_by_0_0_30.handler.generation = Generation::vinext_0_0_30;
  CHECK(is_noticed(handled_by_0_0_30, sim::tell<KvRead>));
  CHECK_FALSE(is_noticed(tests::failing_render(), nullptr));
  CHECK_FALSE(is_noticed(tests::two_hangs(), nullptr));
  CHECK_FALSE(is_noticed(tests::invalidated_page(), nullptr));
  // An entry of a long life is no younger than the run.
  WorldConfig long_lived = tests::invalidated_page();
  tests::preload(long_lived, -130'000);
  CHECK_FALSE(is_noticed(long_lived, nullptr));
}

TEST_CASE("it is told which of several faults has struck, and not which of those left",
          "[model][proof][slow]") {
  WorldConfig world = tests::failing_render();
  world.faults.set(Fault::revalidate_zero, 1);
  CHECK_FALSE(is_noticed(world, nullptr));
  world = tests::stored_again();
  world.faults.set(Fault::revalidate_zero, 1);
  CHECK_FALSE(is_noticed(world, nullptr));
}

TEST_CASE("states part that are told alike if it is not told what may be stored again",
          "[model][proof][slow]") {
  WorldConfig copies = tests::stored_again();
  copies.isolates_per_colo = {1, 1};
  copies.kv.read_cache = true;
  for (const WorldConfig& world : {tests::stored_again(), copies}) {
    const ProofConfig config = proof_config(world, ProofBounds{});
    CHECK_FALSE(is_noticed(config, nullptr));
    // Each tells what the other one does, but for entries of the same instant.
    ProofConfig without = config;
    without.renders_count_as_read = false;
    without.stamps_count = false;
    CHECK(is_noticed(without, nullptr));
  }
}

}  // namespace
}  // namespace stalemate::model
