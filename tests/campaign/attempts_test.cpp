// What is done with the time that a budget leaves over.
#include "scenarios/campaign/attempts.h"

#include <limits>
#include <optional>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "scenarios/campaign/campaign.h"
#include "scenarios/campaign/proving.h"
#include "scenarios/proof/estimate.h"
#include "tests/campaign/small_scenario.h"
#include "tests/scenarios/examples.h"

namespace stalemate::scenarios::tests {
namespace {

Attempt attempt(const char* stem, double thread_seconds) {
  Attempt attempt;
  attempt.stem = stem;
  attempt.thread_seconds = thread_seconds;
  return attempt;
}

std::string next_of(Attempts& attempts, double thread_seconds) {
  const auto next = attempts.next(thread_seconds);
  return next ? next->stem : "none";
}

TEST_CASE("what a budget leaves over is for the smallest proofs first", "[campaign][proof]") {
  constexpr double any = std::numeric_limits<double>::infinity();
  Attempts attempts;
  CHECK(next_of(attempts, any) == "none");
  for (const auto& [stem, seconds] : {std::pair{"large", 60.0}, {"one", 3.0}, {"other", 3.0}}) {
    attempts.add(attempt(stem, seconds));
  }
  attempts.add(attempt("small", 0.5));
  CHECK(next_of(attempts, any) == "small");
  CHECK(next_of(attempts, 3) == "one");  // as the file has them
  CHECK(next_of(attempts, 3) == "other");
  // It is known to be larger than all that is left.
  CHECK(next_of(attempts, 59) == "none");
  CHECK(attempts.size() == 1);
  CHECK(next_of(attempts, 60) == "large");
}

TEST_CASE("several threads have several seconds until a deadline", "[campaign][proof]") {
  const Stopwatch stopwatch;
  const Deadline deadline(stopwatch, 1e9);
  CHECK(deadline.thread_seconds(3).value() > 2e9);
  CHECK_FALSE(Deadline{}.thread_seconds(3));
}

/// A proof by the estimate of about 30,000 transitions, where there are 46,690.
Inputs large_inputs() { return small_inputs("/faults", R"({"context_cut": 2, "disconnect": 2})"); }

double seconds_for(double transitions) {
  const Inputs inputs = large_inputs();
  const model::WorldConfig& world = inputs.scenarios.front().cells.front().config;
  return transitions / transitions_a_second(model::proof_config(world, {}));
}

CheckedProof proof_worth(double thread_seconds, const Deadline& deadline = {},
                         Prove prove = Prove::fitting) {
  const TemporaryFolder folder;
  const Inputs inputs = large_inputs();
  const Scenario& scenario = inputs.scenarios.front();
  const Archive archive = archive_in(folder.path());
  Options options;
  options.prove = prove;
  const std::atomic<bool> never{false};
  return prove_if_it_fits({scenario,
                           scenario.cells.front(),
                           options,
                           archive.versions,
                           folder.path(),
                           "cell",
                           deadline,
                           never,
                           {},
                           thread_seconds});
}

TEST_CASE("a proof may take twice what its estimate was held to", "[campaign][proof]") {
  const CheckedProof proof = proof_worth(seconds_for(30'000));
  CHECK(proof.result.standing == ProofStanding::decided);
  CHECK_FALSE(proof.wants);
}

TEST_CASE("a proof that did not fit is worth another attempt with at least twice as much",
          "[campaign][proof]") {
  const CheckedProof far = proof_worth(seconds_for(5'000));
  CHECK(far.result.standing == ProofStanding::too_large);
  CHECK(far.wants.value() > seconds_for(20'000));
  CHECK(far.wants.value() < seconds_for(46'690));
  const CheckedProof nearly = proof_worth(seconds_for(25'000));
  CHECK(nearly.result.standing == ProofStanding::too_large);
  CHECK(nearly.wants.value() == Approx(seconds_for(50'000)));
  const Stopwatch stopwatch;
  const CheckedProof late = proof_worth(1, Deadline(stopwatch, 0), Prove::always);
  CHECK(late.result.standing == ProofStanding::cut_short);
  CHECK(late.wants == 2.0);
}

TEST_CASE("what did not fit is proved with what a budget leaves over", "[campaign][proof]") {
  const TemporaryFolder folder;
  const Inputs inputs = large_inputs();
  Observer nobody;
  const std::atomic<bool> never{false};
  const auto cells = [&](std::optional<double> budget_seconds, double proof_seconds) {
    Options options;
    options.seeds = 50;
    options.budget_seconds = budget_seconds;
    options.proof_seconds = proof_seconds;
    return run_campaign(inputs, options, archive_in(folder.path()), nobody, never)
        .scenarios.front()
        .cells;
  };
  const double little = seconds_for(20'000);
  CHECK(cells({}, little).front().proof.standing == ProofStanding::too_large);
  const std::vector<CellResult> with_the_rest = cells(3600, little);
  const std::vector<CellResult> at_once = cells({}, seconds_for(200'000));
  REQUIRE(with_the_rest.size() == at_once.size());
  for (std::size_t cell = 0; cell < at_once.size(); ++cell) {
    INFO(at_once[cell].name);
    CHECK(with_the_rest[cell].name == at_once[cell].name);
    CHECK(with_the_rest[cell].schedules == 50);
    CHECK(with_the_rest[cell].proof.standing == ProofStanding::decided);
    CHECK(with_the_rest[cell].proof.eventually_fresh.verdict ==
          at_once[cell].proof.eventually_fresh.verdict);
    for (std::size_t index = 0; index < at_once[cell].properties.size(); ++index) {
      const PropertyResult& late = with_the_rest[cell].properties[index];
      CHECK(late.proved);
      CHECK(late.proved == at_once[cell].properties[index].proved);
      CHECK(late.found == at_once[cell].properties[index].found);
      CHECK(late.outcome == at_once[cell].properties[index].outcome);
    }
  }
}

}  // namespace
}  // namespace stalemate::scenarios::tests
