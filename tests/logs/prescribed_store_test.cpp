// What a scenario says of the store at the start holds as of the first request, whenever that was.
#include <string>

#include <catch2/catch.hpp>

#include "reports/reproduction_report.h"
#include "scenarios/reproduce/every_interleaving.h"
#include "scenarios/reproduce/reproduce.h"
#include "tests/logs/log_texts.h"
#include "tests/logs/usual_page.h"

namespace stalemate::tests {

namespace {

/// Of a page whose entry is fresh for a second at the start.
struct Prescribed {
  explicit Prescribed(const std::string& rows)
      : log(log_of("time,state\n" + rows)), scenario(scenario_of(page())) {
    auto asked = scenarios::question_of(scenario, scenario.cells.front(), log.seen, {});
    if (!asked) FAIL(asked.error().message);
    question = std::move(asked).value();
  }
  Prescribed(const Prescribed&) = delete;
  Prescribed& operator=(const Prescribed&) = delete;

  static nlohmann::json page() {
    nlohmann::json page = usual_page();
    page["page"]["entries"]["html"] = {{"fresh_for_ms", 1000}};
    return page;
  }

  scenarios::Reproduction explained() const {
    auto found = scenarios::reproduce({question, 500, [] { return false; }});
    REQUIRE(found);
    return std::move(found).value();
  }

  scenarios::log::Log log;
  scenarios::Scenario scenario;
  scenarios::LogQuestion question;
};

}  // namespace

TEST_CASE("clocks are uncertain about what is prescribed of the store as well", "[logs]") {
  // The first request came two seconds after its line says, the second one as long before.
  const Prescribed late(
      "2026-11-17T10:00:00.000Z,HIT\n2026-11-17T10:00:03.400Z,HIT\n"
      "2026-11-17T10:00:36.000Z,STALE\n2026-11-17T10:01:01.000Z,HIT\n");
  const auto found = late.explained();
  REQUIRE_FALSE(found.causes.empty());
  CHECK(found.causes.front().hypothesis.name == "nothing");
  CHECK_FALSE(found.rules_out("nothing"));
  // And the other way round: it may have become stale before the second line.
  const Prescribed early("2026-11-17T10:00:00.000Z,HIT\n2026-11-17T10:00:00.100Z,STALE\n");
  CHECK(early.explained().causes.front().hypothesis.name == "nothing");
}

TEST_CASE("what clocks cannot explain of a prescribed store is ruled out", "[logs]") {
  // Fresh for a second, and clocks are wrong by two at most, either way.
  const auto found =
      Prescribed("2026-11-17T10:00:00.000Z,HIT\n2026-11-17T10:00:06.000Z,HIT\n").explained();
  CHECK(found.rules_out("nothing"));
}

TEST_CASE("a report names what the store was said to hold", "[logs]") {
  const Prescribed asked("2026-11-17T10:00:00.000Z,HIT\n2026-11-17T10:00:20.000Z,MISS\n");
  auto found = asked.explained();
  found.causes.clear();
  const reports::ReproductionSubject subject{asked.log, asked.question, found, {}, {}};
  const std::string text = reports::reproduction_text(subject, "", {});
  CHECK(text.find("page.entries") != std::string::npos);
  CHECK(text.find("what that shows") == std::string::npos);
}

}  // namespace stalemate::tests
