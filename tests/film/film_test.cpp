// The world at each step of a run.
#include "scenarios/film/film.h"

#include <algorithm>
#include <string>

#include <catch2/catch.hpp>

#include "scenarios/campaign/saved.h"
#include "scenarios/campaign/transcript.h"
#include "tests/compare/kept_schedules.h"
#include "tests/support/configs.h"

namespace stalemate::scenarios::tests {
namespace {

using model::EventKind;

struct Shown {
  SavedReplay run;
  Film film;

  const sim::TraceEvent& first_event_of(std::size_t frame) const {
    return run.told.transcript.events[film.frames[frame - 1].events_end];
  }
  bool tells(std::size_t frame, EventKind kind) const {
    for (std::size_t index = film.frames[frame - 1].events_end;
         index < film.frames[frame].events_end; ++index) {
      if (run.told.transcript.events[index].kind == static_cast<std::uint32_t>(kind)) return true;
    }
    return false;
  }
  /// The frame that tells it first.
  std::size_t frame_of(EventKind kind) const {
    for (std::size_t frame = 1; frame < film.frames.size(); ++frame) {
      if (tells(frame, kind)) return frame;
    }
    FAIL("no frame tells " << model::name(kind));
    return 0;
  }
};

const model::Finding& finding_of(const SavedReplay& run) {
  return run.told.result.findings[static_cast<std::size_t>(run.result.property)];
}

Shown shown(const std::string& name) {
  Result<SavedReplay> run = replay_saved(
      saved_in(std::string(STALEMATE_SOURCE_DIR) + "/scenarios/seeds/" + name + ".json"), {});
  REQUIRE(run.ok());
  auto film = film_of(run.value().config, run.value().result.property, finding_of(run.value()),
                      run.value().told.transcript);
  REQUIRE(film.has_value());
  return {std::move(run).value(), *std::move(film)};
}

TEST_CASE("the film of the seed bug: a slot is taken and freed, nothing is ever stored", "[film]") {
  const Shown seed = shown("pr-425--before-425-regeneration-only--eventually-fresh");
  const std::vector<Frame>& frames = seed.film.frames;
  REQUIRE(frames.size() == 9);
  CHECK_FALSE(seed.film.cut);
  CHECK(frames.front().events_end == 0);
  CHECK(frames.back().events_end == seed.run.told.transcript.events.size());
  for (const Frame& frame : frames) {
    REQUIRE(frame.store.size() == 1);
    CHECK(frame.store.front().present);
    CHECK(frame.store.front().expired);
    CHECK(frame.store.front().generation.isolate == 0);
  }
  const Frame& served = frames[seed.frame_of(EventKind::served_stale)];
  CHECK(served.slots == std::vector<FilmSlot>{{0, model::html_key, 1, false, false}});
  CHECK(served.contexts == std::vector<FilmContext>{{1, 0, model::ContextState::draining, 1}});
  CHECK(served.microtasks > 0);
  REQUIRE(served.due.size() >= 1);
  CHECK(served.due.front().request == 1);
  const Frame& dropped = frames[seed.frame_of(EventKind::put_cut_unsent)];
  CHECK(dropped.slots.empty());
  CHECK(dropped.contexts.empty());
  CHECK(dropped.in_flight.empty());
  REQUIRE(seed.film.loop_from.has_value());
  CHECK(seed.first_event_of(*seed.film.loop_from).kind ==
        static_cast<std::uint32_t>(EventKind::burst_started));
}

TEST_CASE("a strike is a step of its own, and the slot it leaves behind is orphaned", "[film]") {
  const Shown seed = shown("orphaned-slot--a-context-is-cut-at-any-point--eventually-fresh");
  const std::size_t cut = seed.frame_of(EventKind::context_cut);
  const Frame& frame = seed.film.frames[cut];
  CHECK(seed.first_event_of(cut).kind == static_cast<std::uint32_t>(EventKind::context_cut));
  CHECK(frame.at_us == seed.first_event_of(cut).at_us);
  REQUIRE(frame.slots.size() == 1);
  CHECK(frame.slots.front().orphaned);
  CHECK(frame.slots.front().request == 1);
  CHECK_FALSE(seed.film.frames[cut - 1].slots.front().orphaned);
  CHECK(seed.film.frames.back().slots.front().orphaned);
}

TEST_CASE("every kept schedule has a film of all its events, always the same", "[film]") {
  for (const SavedSchedule& saved : all_seeds()) {
    INFO(saved.file);
    const Result<SavedReplay> run = replay_saved(saved, {});
    REQUIRE(run.ok());
    const SavedReplay& told = run.value();
    const auto film =
        film_of(told.config, told.result.property, finding_of(told), told.told.transcript);
    REQUIRE(film.has_value());
    const bool goes_round = told.result.property == model::Property::eventually_fresh;
    CHECK(film->loop_from.has_value() == goes_round);
    for (std::size_t frame = 1; frame < film->frames.size(); ++frame) {
      CHECK(film->frames[frame - 1].events_end < film->frames[frame].events_end);
      CHECK(film->frames[frame].at_us ==
            told.told.transcript.events[film->frames[frame].events_end - 1].at_us);
    }
    if (goes_round) {
      CHECK(film->frames.back().events_end == told.told.transcript.events.size());
    } else {
      CHECK(film->frames.back().at_us == finding_of(told).at_us);
    }
    CHECK(film ==
          film_of(told.config, told.result.property, finding_of(told), told.told.transcript));
  }
}

TEST_CASE("isolates that stand by for a deploy take no part in the calm end of a film", "[film]") {
  model::WorldConfig config = stalemate::tests::stale_entry();
  stalemate::tests::lose_cut_puts(config);
  config.handler.generation = model::Generation::before_425;
  config.handler.put_registered = false;
  config.faults.set(model::Fault::deploy, 1);
  model::Simulation simulation(config);
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const ToldRun told = run_seed(simulation, Strategy::random, seed);
    const model::Finding& finding = told.result.findings.front();
    REQUIRE(finding.verdict == model::Verdict::violated);
    const auto film = film_of(config, model::Property::eventually_fresh, finding, told.transcript);
    REQUIRE(film.has_value());
    CHECK(film->loop_from.has_value());
  }
}

TEST_CASE("what did not happen is not shown", "[film]") {
  const Shown seed = shown("pr-425--before-425-regeneration-only--eventually-fresh");
  for (const std::size_t place : {0U, 9U, 20U, 32U}) {
    Transcript other = seed.run.told.transcript;
    other.events[place].detail += 7;
    CHECK_FALSE(film_of(seed.run.config, seed.run.result.property, finding_of(seed.run), other));
  }
  Transcript longer = seed.run.told.transcript;
  longer.events.pop_back();
  CHECK_FALSE(film_of(seed.run.config, seed.run.result.property, finding_of(seed.run), longer));
}

}  // namespace
}  // namespace stalemate::scenarios::tests
