// One schedule in two worlds: what is changed, what is taken over, and where the runs part.
#include "scenarios/compare/compare.h"

#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "model/describe.h"
#include "tests/compare/kept_schedules.h"

namespace stalemate::scenarios::tests {
namespace {

const Versions this_program{"1.2.3", "00112233445566ff"};

Change version(const std::string& name) { return {generation_key, name}; }

Comparison compared(const SavedSchedule& saved, const Changes& changes) {
  Result<Comparison> comparison = compare(saved, changes, this_program);
  if (!comparison) FAIL(comparison.error().message);
  return std::move(comparison).value();
}

std::string refused(const SavedSchedule& saved, const Change& change) {
  const Result<Comparison> comparison = compare(saved, {std::nullopt, change}, this_program);
  REQUIRE_FALSE(comparison.ok());
  return comparison.error().message;
}

std::string at_the_parting(const Comparison& comparison, std::size_t side) {
  REQUIRE(comparison.parting);
  const Side& here = comparison.sides[side];
  return model::describe(here.told.transcript.events.at(comparison.parting->event), here.config);
}

model::Verdict freshness(const Side& side) { return side.told.result.findings[0].verdict; }

TEST_CASE("the same handler twice parts nowhere, and is the run that replay shows", "[compare]") {
  for (const SavedSchedule& saved : all_seeds()) {
    INFO(saved.file);
    const Comparison plain = compared(saved, {});
    const std::string own = model::name(plain.own.config.handler.generation);
    const Comparison named = compared(saved, {version(own), version(own)});
    for (const Comparison* comparison : {&plain, &named}) {
      CHECK_FALSE(comparison->parting);
      CHECK(comparison->own.result.outcome == SavedOutcome::reproduced);
      for (const Side& side : comparison->sides) {
        CHECK(side.told.transcript == comparison->own.told.transcript);
        CHECK(side.followed == sim::Followed{saved.content.choices.size(), 0, 0, 0});
      }
    }
    CHECK(plain.sides[0].recorded);
    CHECK(plain.sides[0].title == "as recorded");
    CHECK(named.sides[1].title == own);
  }
}

TEST_CASE("before-425 and pull-425 part where the earlier one resolves early", "[compare]") {
  const Comparison comparison =
      compared(saved_seed(early_seed), {std::nullopt, version("pull-425")});
  CHECK(comparison.sides[0].title == "before-425");
  CHECK(comparison.sides[0].recorded);
  CHECK(comparison.sides[1].title == "pull-425");
  CHECK_FALSE(comparison.sides[1].recorded);

  // Up to the put all is alike; then the regeneration of one is over, that of the other is not.
  REQUIRE(comparison.parting);
  const Side& early = comparison.sides[0];
  CHECK(model::describe(early.told.transcript.events.at(comparison.parting->event - 1),
                        early.config) == "request 1: kv.put() called (the page, generation 1)");
  CHECK(at_the_parting(comparison, 0) == "request 1: the dedupe slot is freed (the page)");
  CHECK(at_the_parting(comparison, 1) == "request 1: put sent (the page, generation 1)");

  CHECK(freshness(comparison.sides[0]) == model::Verdict::violated);
  CHECK(freshness(comparison.sides[1]) == model::Verdict::holds);
  // A put that is waited for is not cut, so nothing asks what becomes of it.
  CHECK(comparison.sides[1].followed == sim::Followed{13, 0, 0, 1});
}

TEST_CASE("two versions that are both not the schedule's own", "[compare]") {
  const Comparison comparison =
      compared(saved_seed(early_seed), {version("vinext-0.0.26"), version("vinext-0.0.55")});
  CHECK(comparison.sides[0].config.handler.generation == model::Generation::vinext_0_0_26);
  CHECK(comparison.sides[1].config.handler.generation == model::Generation::vinext_0_0_55);
  CHECK_FALSE(comparison.sides[0].recorded);
  CHECK_FALSE(comparison.sides[1].recorded);
  CHECK(comparison.parting);
  CHECK(comparison.own.config.handler.generation == model::Generation::before_425);
  CHECK(comparison.own.result.outcome == SavedOutcome::reproduced);
}

TEST_CASE("two settings of one switch", "[compare]") {
  const Comparison comparison =
      compared(saved_seed(early_seed),
               {Change{"put_registered", "false"}, Change{"put_registered", "true"}});
  CHECK(comparison.sides[0].title == "put_registered=false");
  CHECK(comparison.sides[0].recorded);
  CHECK_FALSE(comparison.sides[1].recorded);
  CHECK_FALSE(comparison.sides[0].config.handler.put_registered);
  CHECK(comparison.sides[1].config.handler.put_registered);
  CHECK(freshness(comparison.sides[0]) == model::Verdict::violated);
  CHECK(freshness(comparison.sides[1]) == model::Verdict::holds);
  CHECK(at_the_parting(comparison, 1) == "request 1: waitUntil(promise)");

  // A number; and nothing else of the handler is touched.
  const Comparison lease =
      compared(saved_seed(early_seed), {std::nullopt, Change{"regeneration_lease_ms", "40000"}});
  CHECK(lease.sides[0].title == "as recorded");
  CHECK(lease.sides[1].config.handler.regeneration_lease_ms == 40'000);
  CHECK(lease.sides[1].config.handler.generation == model::Generation::before_425);
  CHECK_FALSE(lease.sides[1].config.handler.put_registered);
}

TEST_CASE("a change that no scenario may make is refused in one line", "[compare]") {
  const SavedSchedule saved = saved_seed(early_seed);
  CHECK(refused(saved, {"put_registerd", "true"})
            .starts_with(saved.file + " with put_registerd=true: /handler/put_registerd: unknown "
                                      "key \"put_registerd\" (nearest: \"put_registered\""));
  CHECK(refused(saved, {"put_registered", "maybe"}).find("allowed: true, false") !=
        std::string::npos);
  CHECK(refused(saved, {"put_registered", "1"}).find("allowed: true, false") != std::string::npos);
  CHECK(refused(saved, {"regeneration_lease_ms", "1.5"}).find("/handler/regeneration_lease_ms: ") !=
        std::string::npos);
  CHECK(refused(saved, {"router", "x\ny"}).find('\n') == std::string::npos);
  CHECK(refused(saved_seed(app_seed), version("vinext-0.0.26"))
            .find("vinext-0.0.26 has no ISR in its App Router") != std::string::npos);
}

TEST_CASE("a schedule that its own handler does not follow is compared, and found out",
          "[compare]") {
  SavedSchedule saved = saved_seed(early_seed);
  saved.content.choices.erase(saved.content.choices.begin());
  const Comparison comparison = compared(saved, {std::nullopt, version("pull-425")});
  CHECK(comparison.own.result.outcome == SavedOutcome::diverged);
  REQUIRE(comparison.own.result.divergence);
  CHECK(comparison.own.result.divergence->step == 0);
  // By label the other decisions still find their places.
  CHECK(comparison.sides[0].followed == sim::Followed{13, 0, 1, 0});
  CHECK(comparison.parting);
}

TEST_CASE("runs part at the first event that differs in anything, or where one ends", "[compare]") {
  const sim::TraceEvent event{1000, 3, 1, 2, 3};
  Transcript first;
  first.events = {event, event, event};
  first.decisions.resize(2);
  first.decisions[1].choice.label = "one";
  Transcript second = first;
  CHECK_FALSE(parting_of(first, second));
  CHECK_FALSE(parting_of({}, {}));

  for (const auto& change : std::vector<sim::TraceEvent>{{1001, 3, 1, 2, 3},
                                                         {1000, 4, 1, 2, 3},
                                                         {1000, 3, 0, 2, 3},
                                                         {1000, 3, 1, 1, 3},
                                                         {1000, 3, 1, 2, 0}}) {
    second.events[1] = change;
    REQUIRE(parting_of(first, second));
    CHECK(parting_of(first, second)->event == 1);
    CHECK(parting_of(first, second)->decision == 2);
  }
  second.decisions[1].choice.label = "other";
  CHECK(parting_of(first, second)->decision == 1);
  second.decisions = first.decisions;
  second.decisions[0].choice.taken = "another";
  CHECK(parting_of(first, second)->decision == 0);

  second.events = {event, event};
  CHECK(parting_of(first, second)->event == 2);
  CHECK(parting_of(second, first)->event == 2);
}

}  // namespace
}  // namespace stalemate::scenarios::tests
