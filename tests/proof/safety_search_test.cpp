// The way to a state in which a safety property is violated: that it is one, that no other takes
// fewer requests and faults, and that a certificate with another one is refused.
#include "scenarios/proof/safety_search.h"

#include <algorithm>
#include <functional>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "reports/proof_report.h"
#include "tests/proof/proved_cells.h"

namespace stalemate::scenarios::tests {
namespace {

using model::Property;

constexpr auto slot = Property::no_orphaned_regeneration_slot;
constexpr auto uncovered = Property::no_uncovered_write;
constexpr auto not_deleted = Property::no_fresh_entry_deleted;

const std::optional<CertifiedWay>& way_of(const Certificate& certificate, Property property) {
  return certificate.ways[static_cast<std::size_t>(property)];
}

struct Cost {
  std::uint32_t requests = 0;
  std::uint32_t faults = 0;

  bool operator==(const Cost&) const = default;
};

Cost cost_of(const SafetyWay& way) {
  Cost cost{way.last.cost.requests, way.last.cost.faults};
  for (const model::BurstPath& path : way.stem) {
    cost.requests += path.cost.requests;
    cost.faults += path.cost.faults;
  }
  return cost;
}

TEST_CASE("a safety property that is violated is shown with the fewest requests and faults",
          "[proof][verdicts][slow]") {
  const auto shown = [](const ProvedCell& cell, Property property) {
    const auto way = way_to_violation(cell.proof, cell.config, property);
    REQUIRE(way);
    CHECK(way->fewest);
    return *way;
  };
  CHECK(cost_of(shown(proved(doomed), slot)) == Cost{1, 0});
  CHECK(cost_of(shown(proved(stuck), uncovered)) == Cost{1, 0});
  CHECK_FALSE(way_to_violation(proved(healing).proof, proved(healing).config, slot));
  const Scenario cuts = shipped_scenario("orphaned-slot.json");
  CHECK(cost_of(shown(prove_cell(cuts, cuts.cells.front().name), slot)) == Cost{1, 1});
}

TEST_CASE("a way to a violation may lead through several bursts", "[proof][verdicts][slow]") {
  // First the tag is invalidated; then a request deletes what another render has stored by then.
  const ProvedCell cell = tagged_page("app");
  const auto way = way_to_violation(cell.proof, cell.config, not_deleted);
  REQUIRE(way);
  CHECK(way->fewest);
  CHECK(way->stem.size() == 1);
  CHECK(cost_of(*way) == Cost{2, 0});
  CHECK(way_of(cell.certificate, not_deleted)->stem.size() == 1);
  CHECK(problems_of_counterexamples(cell.certificate, "test", test_versions()).empty());
}

TEST_CASE("within limits a way is not called the shortest, or not found",
          "[proof][verdicts][slow]") {
  const ProvedCell cell = tagged_page("app");
  PriceLimits limits;
  limits.must_stop = [] { return true; };
  CHECK_FALSE(way_to_violation(cell.proof, cell.config, not_deleted, limits));
  bool cut_short = false;
  for (std::uint64_t most = 1; most <= 100'000; most *= 2) {
    limits = PriceLimits{};
    limits.of_all = most;
    const auto way = way_to_violation(cell.proof, cell.config, not_deleted, limits);
    cut_short = cut_short || !way || !way->fewest;
    if (way) CHECK((!way->fewest || cost_of(*way) == Cost{2, 0}));
  }
  CHECK(cut_short);
}

TEST_CASE("a certificate with another way to a violation is refused", "[proof][tampering][slow]") {
  const ProvedCell cell = tagged_page("app");
  const auto index = static_cast<std::size_t>(not_deleted);
  const std::vector<std::pair<const char*, std::function<void(Certificate&)>>> tamperings{
      {"without its last step", [&](Certificate& c) { c.ways[index]->steps.pop_back(); }},
      {"without any step", [&](Certificate& c) { c.ways[index]->steps.clear(); }},
      {"without its first burst", [&](Certificate& c) { c.ways[index]->stem.clear(); }},
      {"from another state", [&](Certificate& c) { c.ways[index]->stem[0].from = 1; }},
      {"to another state", [&](Certificate& c) { c.ways[index]->stem[0].to = 0; }},
      {"through a state that is not there",
       [&](Certificate& c) { c.ways[index]->stem[0].to = 1U << 30; }},
      {"through a round in which nothing happens",
       [&](Certificate& c) {
         c.ways[index]->stem.insert(c.ways[index]->stem.begin(), {0, 0, {}});
       }},
      {"with an offer that there is not",
       [&](Certificate& c) { c.ways[index]->steps.back().front() = 1000; }},
      {"with an answer too many",
       [&](Certificate& c) { c.ways[index]->steps.back().push_back(0); }},
  };
  for (const auto& [name, apply] : tamperings) {
    INFO(name);
    Certificate certificate = cell.certificate;
    apply(certificate);
    const auto flaws = problems_of_counterexamples(certificate, "test", test_versions());
    REQUIRE(flaws.size() == 1);
    CHECK(flaws[0].line == line_beginning(certificate, "\"no-fresh-entry-deleted\": {"));
  }
  Certificate certificate = cell.certificate;
  certificate.ways[static_cast<std::size_t>(slot)] = certificate.ways[index];
  const auto flaws = problems_of_counterexamples(certificate, "test", test_versions());
  REQUIRE(flaws.size() == 1);
  CHECK(flaws[0].what == "a way to what is never violated");
}

TEST_CASE("steps are told with the request that their events name", "[proof][verdicts][slow]") {
  const ProvedCell proved =
      small_cell(R"("handler": {"generation": "vinext-0.0.55"}, "faults": {"render_hangs": 1})");
  const auto config = config_of(proved.certificate, "test");
  REQUIRE(config.ok());
  bool second_is_told = false;
  for (const ToldRound& round :
       tell(*way_of(proved.certificate, slot), proved.certificate, config.value())) {
    for (const ToldStep& step : round.steps) {
      if (!step.choice.starts_with("the limit ends the context of request ")) continue;
      const std::uint32_t request = step.events.front().subject;
      CHECK(step.choice == "the limit ends the context of request " + std::to_string(request));
      second_is_told = second_is_told || request > 1;
    }
  }
  CHECK(second_is_told);
}

TEST_CASE("a report tells the way to a violation, step by step", "[proof][verdicts][slow]") {
  const ProvedCell cell = tagged_page("app");
  CellProof proof;
  proof.file = "some.json";
  proof.proof = cell.proof;
  proof.certificate = cell.certificate;
  const std::string report = reports::proof_report(proof, {});
  INFO(report);
  CHECK(report.find("no-fresh-entry-deleted: violated in some state (2 requests, 0 faults, ") !=
        std::string::npos);
  CHECK(report.find("replay some.json") != std::string::npos);
  const std::string told = reports::counterexample_report(cell.certificate, "some.json", {});
  INFO(told);
  const std::size_t head = told.find("no-fresh-entry-deleted: 2 requests, 0 faults, ");
  CHECK(head != std::string::npos);
  CHECK(told.find("NEWER entry", head) != std::string::npos);
  CHECK(told.find("it proves") == std::string::npos);

  // Where there are times, they are what is replayed.
  auto& kept = proof.timed[static_cast<std::size_t>(not_deleted)].emplace();
  kept.timed.problem = "no reason";
  CHECK(reports::proof_report(proof, {}).find("    not with times: no reason") !=
        std::string::npos);
  kept = {};
  kept.file = "with-times.json";
  kept.timed.joined = 1;
  const std::string with_times = reports::proof_report(proof, {});
  CHECK(with_times.find("replay with-times.json") != std::string::npos);
  CHECK(with_times.find("replay some.json") == std::string::npos);
  CHECK(with_times.find("needs 1 step in the very millisecond") != std::string::npos);

  proof.certificate.ways = {};
  CHECK(reports::proof_report(proof, {}).find("no way there was found") != std::string::npos);
  const std::string untold = reports::counterexample_report(proof.certificate, "some.json", {});
  INFO(untold);
  CHECK(untold.find("it proves") == std::string::npos);
  CHECK(untold.find("no-fresh-entry-deleted: violated") != std::string::npos);
}

}  // namespace
}  // namespace stalemate::scenarios::tests
