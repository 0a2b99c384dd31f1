// Scenarios that are drafted from logs.
#include "scenarios/log/draft.h"

#include <string>

#include <catch2/catch.hpp>

#include "tests/logs/hidden_run.h"
#include "tests/logs/log_texts.h"

namespace stalemate::tests {

namespace {

scenarios::Scenario loaded_draft(const scenarios::log::Log& log) {
  const scenarios::log::Draft draft = draft_of(log);
  auto loaded = scenarios::load_scenario_from_text(draft.text, "draft.json");
  if (!loaded) FAIL(loaded.error().message << "\n" << draft.text);
  CHECK_FALSE(draft.guesses.empty());
  return std::move(loaded).value();
}

}  // namespace

TEST_CASE("a draft has the log's requests, colos, artifacts and time of life", "[logs]") {
  const auto log = log_of(
      "time_ms,url,state,colo,age\n1000000,/b,MISS,FRA,0\n1040000,/b.rsc,HIT,AMS,40\n"
      "1047000,/b,HIT,FRA,47\n1062000,/b,STALE,FRA,62\n");
  const scenarios::Scenario scenario = loaded_draft(log);
  CHECK(scenario.name == "page-b");
  const model::WorldConfig& config = scenario.cells.front().config;
  CHECK(config.isolates_per_colo == std::vector<std::uint32_t>{1, 1});
  CHECK(config.handler.router == model::Router::app);
  CHECK(config.page.revalidate_ms == 60'000);
  REQUIRE(config.workload.size() == 4);
  CHECK(config.workload[1].artifact == model::Artifact::rsc);
  CHECK(config.workload[1].delay.typical_us == 40'000'000);
  CHECK(config.workload[3].delay.typical_us == 62'000'000);
}

TEST_CASE("whatever log there is, its draft loads", "[logs]") {
  for (std::uint64_t seed = 1; seed <= 12; ++seed) loaded_draft(log_of(hidden_run(seed).log));
  // Names of all kinds, times long apart, more colos than a scenario may have, many lines.
  loaded_draft(log_of("time_ms,url,state\n1,/,HIT\n"));
  loaded_draft(log_of("time_ms,url,state\n1,/\xc3\xa4\xe2\x82\xac--x/,STALE\n"));
  loaded_draft(log_of("time_ms,url,state\n1,/" + std::string(500, 'a') + ",STALE\n"));
  loaded_draft(log_of("time_ms,state\n1,HIT\n9000000000000,HIT\n"));
  std::string text = "time_ms,state,colo\n";
  for (int index = 0; index < 300; ++index) {
    text += std::to_string(index * 1000) + (index % 2 == 0 ? ",HIT,C" : ",STALE,C") +
            std::to_string(index % 7) + "\n";
  }
  loaded_draft(log_of(text));
}

}  // namespace stalemate::tests
