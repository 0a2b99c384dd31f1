// What of a schedule is not calm, found again by its label.
#include "sim/explore/deviations.h"

#include <catch2/catch.hpp>

#include "model/simulation.h"
#include "sim/explore/random_explorer.h"
#include "sim/explore/recorder.h"
#include "tests/model/run_comparison.h"
#include "tests/model/sample_worlds.h"

namespace stalemate::sim {
namespace {

TEST_CASE("names are taken apart as they were put together", "[sim][explore]") {
  const std::int64_t number =
      GENERATE(no_number, std::int64_t{0}, std::int64_t{7}, std::int64_t{1234567});
  const Name name{"time of a get of request", number};
  CHECK(split_name(name.str()).is(name));
  CHECK(split_name(name.str()).str() == name.str());
  CHECK_FALSE(split_name(name.str()).is({"time of a get of request", 8}));
  CHECK(split_name("nothing") == SplitName{"nothing", no_number});
  CHECK(split_name("take 007") == SplitName{"take 007", no_number});
  CHECK(split_name("take -1") == SplitName{"take -1", no_number});
}

TEST_CASE("an amount is a number and its unit", "[sim][explore]") {
  CHECK(amount_in("15 ms") == 15);
  CHECK(amount_in("0 ms") == 0);
  CHECK(amount_in("isolate 2") == no_number);
  CHECK(amount_in("15") == no_number);
  CHECK(amount_in("15 ms more") == no_number);
}

TEST_CASE("every amount is found again", "[sim][explore]") {
  const std::int64_t typical = GENERATE(2, 6, 12);
  for (std::int64_t amount = 2; amount <= 12; amount += 2) {
    const Schedule schedule{{"delay", std::to_string(amount) + " ms", 6, amount == typical}};
    const std::vector<Deviation> deviations = deviations_of(schedule);
    CHECK(deviations.size() == (amount == typical ? 0U : 1U));
    DeviationExplorer explorer(deviations);
    CHECK(Gate(explorer).choose_amount({"delay"}, typical, 2, 12, 2, "ms") == amount);
  }
  const std::vector<Deviation> none_such = deviations_of({{"delay", "5 ms", 6, false}});
  DeviationExplorer explorer(none_such);
  CHECK(Gate(explorer).choose_amount({"delay"}, typical, 2, 12, 2, "ms") == typical);
}

TEST_CASE("a deviation strikes when its label is asked as often as before", "[sim][explore]") {
  const Name what[] = {{"nothing"}, {"a cut, request", 3}};
  const Schedule schedule{{"strike", "nothing", 2, true},
                          {"strike", "nothing", 2, true},
                          {"strike", "a cut, request 3", 2, false}};
  const std::vector<Deviation> deviations = deviations_of(schedule);
  DeviationExplorer explorer(deviations);
  Gate gate(explorer);
  const auto ask = [&](const char* label) {
    return gate.choose({label}, ChoiceKind::deviation, what);
  };
  CHECK(ask("strike") == 0);
  CHECK(ask("another") == 0);
  CHECK(ask("strike") == 0);
  CHECK(ask("strike") == 1);
  CHECK(ask("strike") == 0);
}

TEST_CASE("in its own world a schedule's deviations lead to the same run", "[sim][explore]") {
  for (const model::SampleWorld& sample : model::sample_worlds()) {
    INFO(sample.name);
    model::Simulation simulation(sample.config);
    for (std::uint64_t seed = 1; seed <= (Arena::can_snapshot ? 20U : 4U); ++seed) {
      INFO("seed " << seed);
      RandomExplorer random(seed);
      Recorder recorder(random);
      const model::RunResult recorded = simulation.run(recorder);
      const std::vector<Deviation> deviations = deviations_of(recorder.schedule());
      DeviationExplorer explorer(deviations);
      REQUIRE(model::same(simulation.run(explorer), recorded));
    }
  }
}

}  // namespace
}  // namespace stalemate::sim
