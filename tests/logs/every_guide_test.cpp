// Every schedule of few deviations: what is left out because it comes too late would explain no
// more logs; and what is said to be complete is.
#include "scenarios/reproduce/every_guide.h"

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include <catch2/catch.hpp>
#include <rapidcheck.h>
#include <rapidcheck/catch.h>

#include "model/simulation.h"
#include "scenarios/reproduce/answers.h"
#include "scenarios/reproduce/log_world.h"
#include "scenarios/reproduce/reproduce.h"
#include "scenarios/reproduce/search.h"
#include "tests/logs/log_texts.h"

namespace stalemate::tests {

namespace {

using scenarios::EveryGuide;
using scenarios::Guide;
using scenarios::Smallest;

const std::string world_of_page = R"({
  "name": "my-page", "about": "A page.", "source": "https://example.com",
  "handler": {"generation": "vinext-0.0.55", "router": "pages"},
  "page": {"revalidate_ms": 60000},
  "latencies": {"kv_get": 10, "kv_put": [30, 3000], "kv_delete": 30, "kv_late_commit": 30,
                "render": [50, 3600]},
  "workload": [{"at": 0}], "expect": {"eventually-fresh": "holds"}
})";

/// A log, the world of one of its hypotheses, and runs of guides in it.
class Question {
 public:
  Question(const std::string& rows, const std::string& hypothesis)
      : scenario_(loaded(scenarios::load_scenario_from_text(world_of_page, "a.json"))),
        question_(loaded(scenarios::question_of(scenario_, scenario_.cells.front(),
                                                log_of("time_ms,url,state\n" + rows).seen, {}))),
        hypothesis_(named(hypothesis)),
        world_(
            loaded(scenarios::load_world(question_, scenarios::world_of(question_, hypothesis_)))),
        simulation_(config()),
        explorer_(question_.isolates, hypothesis_.most_faults),
        answers_(simulation_, config().workload.size(), &explorer_) {}

  const scenarios::GuidedExplorer& explorer() const { return explorer_; }
  std::uint32_t most_faults() const { return hypothesis_.most_faults; }

  EveryGuide::Ran run(const Guide& guide) {
    explorer_.begin(guide);
    answers_.begin();
    simulation_.run(explorer_, &answers_);
    const scenarios::Explained explained = scenarios::explained_by(answers_, question_, config());
    const bool all = explained.prefix == question_.seen.size();
    return {all && explorer_.faults() == hypothesis_.most_faults,
            scenarios::mendable_places(answers_, question_, explained)};
  }
  scenarios::ScheduleSearch search() const { return {question_, hypothesis_, config()}; }

 private:
  template <class T>
  static T loaded(scenarios::Result<T> result) {
    if (!result) FAIL(result.error().message);
    return std::move(result).value();
  }
  static scenarios::Hypothesis named(const std::string& name) {
    for (const scenarios::Hypothesis& one : scenarios::single_hypotheses()) {
      if (one.name == name) return one;
    }
    FAIL("no hypothesis " + name);
    return {};
  }
  const model::WorldConfig& config() const { return world_.cells.front().config; }

  scenarios::Scenario scenario_;
  scenarios::LogQuestion question_;
  scenarios::Hypothesis hypothesis_;
  scenarios::Scenario world_;
  model::Simulation simulation_;
  scenarios::GuidedExplorer explorer_;
  scenarios::Answers answers_;
};

struct Sweep {
  bool found = false;
  std::size_t runs = 0;
  bool twice = false;  // a whole guide was run again
};

/// Goes through all guides, with or without leaving out those that come too late.
Sweep sweep(Question& question, std::uint32_t genes, bool prunes) {
  EveryGuide every(question.explorer(), question.most_faults(), genes);
  Sweep sweep;
  std::set<std::vector<std::pair<std::uint64_t, std::int64_t>>> tried;
  const auto run = [&](const Guide& guide) {
    std::vector<std::pair<std::uint64_t, std::int64_t>> genes_of;
    for (const scenarios::Gene& gene : guide) genes_of.emplace_back(gene.place, gene.value);
    std::sort(genes_of.begin(), genes_of.end());
    if (guide.size() == genes && !tried.insert(genes_of).second) sweep.twice = true;
    ++sweep.runs;
    EveryGuide::Ran ran = question.run(guide);
    sweep.found = sweep.found || ran.explains;
    if (!prunes) ran.mendable = question.explorer().places().size();
    return ran;
  };
  every.go_on(genes, run, [] { return false; });
  CHECK((every.complete() == genes || sweep.found));
  return sweep;
}

std::string row(int second, const char* state) {
  return std::to_string(1'000'000 + second * 1000) + ",/p," + state + "\n";
}

}  // namespace

TEST_CASE("leaving out what comes too late loses no explanation", "[logs]") {
  rc::prop("pruned and unpruned sweeps find alike", [] {
    const auto state = rc::gen::element<const char*>("MISS", "HIT", "STALE");
    const auto gap = rc::gen::element(1, 5, 61);
    std::string rows = row(0, *state);
    int second = 0;
    for (int line = 0; line < 2; ++line) rows += row(second += *gap, *state);
    const auto cause =
        *rc::gen::element<std::string>("nothing", "context-cut", "put-5xx", "render-hangs");
    Question question(rows, cause);
    const std::uint32_t genes = cause == "nothing" ? 2 : 1;
    const Sweep pruned = sweep(question, genes, true);
    const Sweep whole = sweep(question, genes, false);
    RC_CLASSIFY(whole.found);
    RC_CLASSIFY(pruned.runs < whole.runs);
    RC_ASSERT(pruned.found == whole.found);
    RC_ASSERT(pruned.runs <= whole.runs);
    RC_ASSERT(!whole.twice);
  });
}

TEST_CASE("one fault explains what no two delays do", "[logs]") {
  const std::string stuck = row(0, "STALE") + row(20, "STALE") + row(40, "STALE");
  Question cut(stuck, "context-cut");
  CHECK(sweep(cut, 1, true).found);
  Question calm(stuck, "nothing");
  const Sweep none = sweep(calm, 2, true);
  CHECK_FALSE(none.found);
  CHECK(none.runs > 20);
}

TEST_CASE("what takes two delays is found with two genes, not with one", "[logs]") {
  // A slow render and a slow put: the regeneration is not done when the second request comes.
  Question calm(row(0, "STALE") + row(6, "STALE"), "nothing");
  CHECK_FALSE(sweep(calm, 1, true).found);
  CHECK(sweep(calm, 2, true).found);
}

TEST_CASE("that a schedule is the smallest is said when all smaller ones were tried", "[logs]") {
  const auto never = [] { return false; };
  Question question(row(0, "STALE") + row(6, "STALE"), "nothing");
  scenarios::ScheduleSearch search = question.search();
  search.spend(5000, never);
  REQUIRE(search.found());
  search.make_small(never);
  CHECK(search.show_smallest(0, never) == Smallest{});
  CHECK(search.show_smallest(1'000'000, [] { return true; }) == Smallest{});
  REQUIRE(search.show_smallest(1'000'000, never) == Smallest{true, false});
  CHECK(search.best().deviations == 2);  // as the sweep above says
  // What goes wrong has to: there is nothing to try.
  Question cut(row(0, "STALE") + row(20, "STALE") + row(40, "STALE"), "context-cut");
  scenarios::ScheduleSearch one_fault = cut.search();
  one_fault.spend(5000, never);
  REQUIRE(one_fault.found());
  one_fault.make_small(never);
  REQUIRE(one_fault.best().deviations == 1);
  CHECK(one_fault.show_smallest(0, never) == Smallest{true, false});
  CHECK(one_fault.show_smallest(1000, never) == Smallest{true, true});
}

TEST_CASE("it stops when it must, and goes on from there", "[logs]") {
  Question question(row(0, "HIT") + row(5, "MISS"), "nothing");
  EveryGuide every(question.explorer(), 0, 2);
  std::size_t runs = 0;
  const auto run = [&](const Guide& guide) {
    ++runs;
    return question.run(guide);
  };
  every.go_on(2, run, [&runs] { return runs >= 3; });
  CHECK(runs == 3);
  CHECK(every.complete() == 0);
  every.go_on(1, run, [] { return false; });
  CHECK(every.complete() == 1);
  const std::size_t of_one = runs;
  every.go_on(2, run, [] { return false; });
  CHECK(every.complete() == 2);
  CHECK(runs > of_one);
  CHECK(runs == sweep(question, 2, true).runs);
}

}  // namespace stalemate::tests
