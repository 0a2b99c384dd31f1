// The lanes of runs that are known, and how they are drawn.
#include "reports/html/lanes.h"

#include <algorithm>
#include <string>

#include <catch2/catch.hpp>

#include "reports/html/steps.h"
#include "reports/html/timeline_svg.h"
#include "scenarios/campaign/saved.h"
#include "tests/compare/kept_schedules.h"
#include "tests/proof/proved_cells.h"
#include "tests/support/golden.h"

namespace stalemate::reports::html::tests {
namespace {

using scenarios::tests::saved_in;

struct KnownRun {
  scenarios::SavedReplay run;
  scenarios::Film film;
  Lanes lanes;

  const Bar* bar(BarKind kind) const {
    const auto found = std::ranges::find(lanes.bars, kind, &Bar::kind);
    return found == lanes.bars.end() ? nullptr : &*found;
  }
  const Mark* mark(MarkKind kind) const {
    const auto found = std::ranges::find(lanes.marks, kind, &Mark::kind);
    return found == lanes.marks.end() ? nullptr : &*found;
  }
};

KnownRun known_run(const scenarios::SavedSchedule& saved) {
  auto run = scenarios::replay_saved(saved, {});
  REQUIRE(run.ok());
  const scenarios::SavedReplay& told = run.value();
  const auto property = told.result.property;
  const model::Finding& finding = told.told.result.findings[static_cast<std::size_t>(property)];
  auto film = scenarios::film_of(told.config, property, finding, told.told.transcript);
  REQUIRE(film.has_value());
  const auto no_return = scenarios::point_of_no_return(told.config, property, told.told.transcript);
  Lanes lanes = lanes_of(*film, told.told.transcript, told.config, no_return);
  return {std::move(run).value(), *std::move(film), std::move(lanes)};
}

KnownRun known_run(const std::string& name) {
  return known_run(
      saved_in(std::string(STALEMATE_SOURCE_DIR) + "/scenarios/seeds/" + name + ".json"));
}

TEST_CASE("the seed bug on lanes: both puts are dropped, the entry stays expired",
          "[reports][html]") {
  const KnownRun seed = known_run("pr-425--before-425-regeneration-only--eventually-fresh");
  const Lanes& lanes = seed.lanes;
  REQUIRE(lanes.lanes.size() == 5);
  CHECK(lanes.lanes[1].title == "isolate 1");
  CHECK(std::ranges::count(lanes.marks, MarkKind::dropped, &Mark::kind) == 2);
  CHECK(std::ranges::count(lanes.marks, MarkKind::clean_end, &Mark::kind) == 2);
  CHECK(std::ranges::count(lanes.marks, MarkKind::answer_stale, &Mark::kind) == 2);
  CHECK(seed.mark(MarkKind::committed) == nullptr);
  CHECK(seed.mark(MarkKind::cut) == nullptr);
  CHECK(seed.bar(BarKind::put_sent) == nullptr);
  REQUIRE(seed.bar(BarKind::put_queued) != nullptr);
  CHECK(seed.bar(BarKind::put_queued)->label == "put of request 1");
  CHECK(seed.bar(BarKind::entry_fresh) == nullptr);
  REQUIRE(seed.bar(BarKind::entry_expired) != nullptr);
  CHECK(seed.bar(BarKind::entry_expired)->label == "generation 0, expired");
  // The second request is drawn in the panel of the loop, in the first row like the first.
  CHECK(lanes.seam < lanes.bands.back().to);
  for (const Lane& lane : lanes.lanes) CHECK(lane.rows == 1);
  // Nothing has to go wrong: it is too late from the beginning.
  CHECK(lanes.no_return == lanes.bands.front().from);
  CHECK(lanes.deviations.empty());
}

TEST_CASE("a context that is cut, its slot, and after what it was too late", "[reports][html]") {
  const KnownRun seed = known_run("orphaned-slot--a-context-is-cut-at-any-point--eventually-fresh");
  REQUIRE(seed.mark(MarkKind::cut) != nullptr);
  CHECK(seed.mark(MarkKind::cut)->label == "CONTEXT CUT");
  REQUIRE(seed.bar(BarKind::slot_orphaned) != nullptr);
  CHECK(seed.bar(BarKind::slot_orphaned)->label == "slot ORPHANED: request 1 is dead");
  CHECK(seed.bar(BarKind::slot_orphaned)->to == seed.lanes.bands.back().to);
  REQUIRE(seed.lanes.deviations.size() == 1);
  CHECK(seed.lanes.deviations.front().goes_wrong);
  REQUIRE(seed.lanes.no_return.has_value());
  CHECK(*seed.lanes.no_return == seed.lanes.deviations.front().at);
  CHECK(*seed.lanes.no_return < seed.mark(MarkKind::cut)->at);
  // The later request renders nothing, and it is said why.
  REQUIRE(seed.mark(MarkKind::refused) != nullptr);
  CHECK(seed.mark(MarkKind::refused)->label == "no regeneration: slot taken");
  CHECK(seed.mark(MarkKind::refused)->at > seed.lanes.seam);
}

TEST_CASE("a put that is committed after its context died is drawn late until then",
          "[reports][html]") {
  const scenarios::Scenario scenario = scenarios::tests::shipped_scenario("pr-425.json");
  const auto cell =
      std::ranges::find(scenario.cells, "before #425 / neither", &scenarios::Cell::name);
  REQUIRE(cell != scenario.cells.end());
  model::Simulation simulation(cell->config);
  std::size_t late = 0;
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    const scenarios::ToldRun told =
        scenarios::run_seed(simulation, scenarios::Strategy::random, seed);
    if (!told.result.occurred(model::EventKind::put_committed_late)) continue;
    ++late;
    INFO("seed " << seed);
    const auto property = model::Property::eventually_fresh;
    const auto film =
        scenarios::film_of(cell->config, property, told.result.findings[0], told.transcript);
    REQUIRE(film.has_value());
    const Lanes lanes = lanes_of(*film, told.transcript, cell->config, std::nullopt);
    const auto mark = std::ranges::find(lanes.marks, MarkKind::committed_late, &Mark::kind);
    REQUIRE(mark != lanes.marks.end());
    const auto bar = std::ranges::find_if(lanes.bars, [&](const Bar& one) {
      return one.kind == BarKind::put_late && one.to == mark->at && one.row == mark->row;
    });
    REQUIRE(bar != lanes.bars.end());
    CHECK(bar->from < bar->to);
    CHECK(lanes.no_return == std::nullopt);
  }
  CHECK(late > 0);
}

TEST_CASE("no two bars of a row overlap, and all lies within the bands", "[reports][html]") {
  for (const scenarios::SavedSchedule& saved : scenarios::tests::all_seeds()) {
    INFO(saved.file);
    const KnownRun run = known_run(saved);
    const double end = run.lanes.bands.back().to;
    for (const Bar& bar : run.lanes.bars) {
      CHECK(bar.from >= 0);
      CHECK(bar.to <= end);
      CHECK(bar.from <= bar.to);
      CHECK(bar.row < run.lanes.lanes[bar.lane].rows);
      if (bar.kind == BarKind::render) continue;  // lies within a context's
      for (const Bar& other : run.lanes.bars) {
        const bool same_row = &other != &bar && other.kind != BarKind::render &&
                              other.lane == bar.lane && other.row == bar.row;
        if (same_row) CHECK((other.to <= bar.from || other.from >= bar.to));
      }
    }
    for (const Mark& mark : run.lanes.marks) {
      CHECK(mark.at >= 0);
      CHECK(mark.at <= end);
    }
  }
}

TEST_CASE("the steps of the seed bug as a list", "[reports][html]") {
  const KnownRun seed = known_run("pr-425--before-425-regeneration-only--eventually-fresh");
  stalemate::tests::check_golden(
      "tests/reports/golden/steps.html",
      steps_list(seed.film, seed.run.told.transcript, seed.run.config, "seed", true));
}

TEST_CASE("the loop of the seed bug as a drawing", "[reports][html]") {
  const KnownRun seed = known_run("pr-425--before-425-regeneration-only--eventually-fresh");
  Panel loop{*seed.film.loop_from, seed.film.frames.size() - 1, "seed", "loop", "Timeline", true};
  stalemate::tests::check_golden("tests/reports/golden/loop.svg", timeline_svg(seed.lanes, loop));
}

}  // namespace
}  // namespace stalemate::reports::html::tests
