// Strategies: seeded random choice, and schedules that are recorded and replayed by name.
#include <array>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "sim/explore/calm_explorer.h"
#include "sim/explore/random_explorer.h"
#include "sim/explore/recorder.h"
#include "sim/explore/replay_explorer.h"
#include "sim/gate.h"

namespace stalemate::sim::tests {
namespace {

constexpr std::array<Name, 4> orders{Name{"a"}, Name{"b"}, Name{"c"}, Name{"d"}};
constexpr std::array<Name, 3> deviations{Name{"nothing"}, Name{"cut", 1}, Name{"cut", 2}};

/// What `count` rounds of three decisions come to.
std::vector<std::int64_t> decisions(Explorer& explorer, int count) {
  Gate gate(explorer);
  std::vector<std::int64_t> taken;
  for (int round = 0; round < count; ++round) {
    taken.push_back(gate.choose({"order", round}, ChoiceKind::order, orders));
    taken.push_back(gate.choose({"fault", round}, ChoiceKind::deviation, deviations));
    taken.push_back(gate.choose_amount({"time", round}, 20, 10, 40, 5, "ms"));
  }
  return taken;
}

TEST_CASE("one seed is one schedule, another seed another", "[sim][explore]") {
  RandomExplorer first(5);
  RandomExplorer second(5);
  RandomExplorer other(6);
  const std::vector<std::int64_t> taken = decisions(first, 50);
  CHECK(decisions(second, 50) == taken);
  CHECK(decisions(other, 50) != taken);
}

TEST_CASE("a copy of a random explorer goes on like the original", "[sim][explore]") {
  RandomExplorer original(5);
  decisions(original, 10);
  RandomExplorer copy = original;
  CHECK(decisions(copy, 50) == decisions(original, 50));
}

TEST_CASE("random choice reaches every alternative", "[sim][explore]") {
  std::array<int, 4> orders_taken{};
  std::array<int, 3> deviations_taken{};
  std::array<int, 41> amounts_taken{};
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    RandomExplorer explorer(seed);
    const std::vector<std::int64_t> taken = decisions(explorer, 10);
    for (std::size_t index = 0; index < taken.size(); index += 3) {
      ++orders_taken[static_cast<std::size_t>(taken[index])];
      ++deviations_taken[static_cast<std::size_t>(taken[index + 1])];
      ++amounts_taken[static_cast<std::size_t>(taken[index + 2])];
    }
  }
  // Orders and amounts are uniform: 2000 draws over four and over seven.
  for (const int count : orders_taken) CHECK((count > 400 && count < 600));
  for (std::size_t amount = 10; amount <= 40; amount += 5) {
    CHECK((amounts_taken[amount] > 210 && amounts_taken[amount] < 370));
  }
  // Deviations are rare: between one in two and one in 64, by the seed.
  CHECK((deviations_taken[0] > 1500 && deviations_taken[0] < 1850));
  CHECK(deviations_taken[1] > 100);
  CHECK(deviations_taken[2] > 100);
}

TEST_CASE("how rare deviations are differs between seeds", "[sim][explore]") {
  int calm_seeds = 0;
  int stormy_seeds = 0;
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    RandomExplorer explorer(seed);
    const std::vector<std::int64_t> taken = decisions(explorer, 100);
    int struck = 0;
    for (std::size_t index = 1; index < taken.size(); index += 3) struck += taken[index] != 0;
    calm_seeds += struck < 5 ? 1 : 0;
    stormy_seeds += struck > 35 ? 1 : 0;
  }
  CHECK(calm_seeds > 5);
  CHECK(stormy_seeds > 5);
}

Schedule recorded(Explorer& explorer, int rounds) {
  Recorder recorder(explorer);
  decisions(recorder, rounds);
  return recorder.schedule();
}

TEST_CASE("a recorded schedule names each decision and what was taken", "[sim][explore]") {
  CalmExplorer calm;
  const Schedule schedule = recorded(calm, 1);
  REQUIRE(schedule.size() == 3);
  CHECK(schedule[0] == RecordedChoice{"order 0", "a", 4, true});
  CHECK(schedule[1] == RecordedChoice{"fault 0", "nothing", 3, true});
  CHECK(schedule[2] == RecordedChoice{"time 0", "20 ms", 7, true});

  RandomExplorer random(5);
  RandomExplorer same(5);
  const std::vector<std::int64_t> taken = decisions(same, 20);
  const Schedule longer = recorded(random, 20);
  REQUIRE(longer.size() == taken.size());
  for (std::size_t index = 0; index < taken.size(); ++index) {
    CHECK(longer[index].calm == (taken[index] == (index % 3 == 2 ? 20 : 0)));
  }
}

TEST_CASE("replaying a schedule takes the same decisions", "[sim][explore]") {
  RandomExplorer random(5);
  RandomExplorer same(5);
  const Schedule schedule = recorded(random, 20);
  ReplayExplorer replay(schedule);
  CHECK(decisions(replay, 20) == decisions(same, 20));
  replay.finish();
  CHECK_FALSE(replay.divergence());
}

TEST_CASE("alternatives are found by name wherever they stand now", "[sim][explore]") {
  const Schedule schedule{{"order", "c", 4, false}};
  ReplayExplorer replay(schedule);
  Gate gate(replay);
  constexpr std::array<Name, 4> moved{Name{"c"}, Name{"b"}, Name{"a"}, Name{"d"}};
  CHECK(gate.choose({"order"}, ChoiceKind::order, moved) == 0);
  replay.finish();
  CHECK_FALSE(replay.divergence());
}

/// Replays the schedule for one round and returns where and how it diverged.
Divergence divergence_of(const Schedule& schedule) {
  ReplayExplorer replay(schedule);
  const std::vector<std::int64_t> taken = decisions(replay, 1);
  replay.finish();
  REQUIRE(replay.divergence());
  // From there on all is calm.
  const std::array<std::int64_t, 3> calm{0, 0, 20};
  for (std::size_t index = replay.divergence()->step; index < taken.size(); ++index) {
    CHECK(taken[index] == calm[index]);
  }
  return *replay.divergence();
}

TEST_CASE("a divergence says the first step that differs, and what was expected there",
          "[sim][explore]") {
  const RecordedChoice order{"order 0", "d", 4, false};
  const RecordedChoice fault{"fault 0", "cut 2", 3, false};
  const RecordedChoice amount{"time 0", "40 ms", 7, false};
  const std::string fault_found =
      "\"fault 0\" with 3 alternatives (\"nothing\", \"cut 1\", \"cut 2\")";

  SECTION("the label has changed") {
    const Divergence it = divergence_of({order, {"flaw 0", "cut 2", 3, false}, amount});
    CHECK(it.step == 1);
    CHECK(it.expected == "\"flaw 0\" with 3 alternatives, \"cut 2\" taken");
    CHECK(it.found == fault_found);
  }
  SECTION("the number of alternatives has changed") {
    const Divergence it = divergence_of({order, {"fault 0", "cut 2", 4, false}, amount});
    CHECK(it.step == 1);
    CHECK(it.expected == "\"fault 0\" with 4 alternatives, \"cut 2\" taken");
    CHECK(it.found == fault_found);
  }
  SECTION("the alternative is gone") {
    const Divergence it = divergence_of({order, {"fault 0", "cut 9", 3, false}, amount});
    CHECK(it.step == 1);
    CHECK(it.expected == "\"fault 0\" with 3 alternatives, \"cut 9\" taken");
    CHECK(it.found == fault_found);
  }
  SECTION("the schedule is too short") {
    const Divergence it = divergence_of({order, fault});
    CHECK(it.step == 2);
    CHECK(it.expected == "the end of the schedule");
    CHECK(it.found ==
          "\"time 0\" with 7 alternatives (\"20 ms\", \"10 ms\", \"15 ms\", \"25 ms\", \"30 ms\", "
          "\"35 ms\", ...)");
  }
  SECTION("the schedule is too long") {
    const Divergence it = divergence_of({order, fault, amount, {"order 1", "b", 4, false}});
    CHECK(it.step == 3);
    CHECK(it.expected == "\"order 1\" with 4 alternatives, \"b\" taken");
    CHECK(it.found == "the end of the run");
  }
  SECTION("only the first divergence is told") {
    const Divergence it = divergence_of({{"x", "d", 4, false}, {"y", "e", 9, false}});
    CHECK(it.step == 0);
  }
}

}  // namespace
}  // namespace stalemate::sim::tests
