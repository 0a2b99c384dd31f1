// What reads a cell from a file again loads its program, or says why it cannot; and no certificate
// speaks of one.
#include <atomic>
#include <cstdlib>
#include <string>

#include <catch2/catch.hpp>

#include "model/js/script.h"
#include "scenarios/campaign/campaign.h"
#include "scenarios/campaign/saved.h"
#include "scenarios/certificate/told.h"
#include "scenarios/format/load.h"
#include "scenarios/shard/merge.h"
#include "tests/campaign/small_scenario.h"
#include "tests/programs/named_program.h"
#include "tests/proof/proved_cells.h"
#include "tests/scenarios/examples.h"

namespace stalemate::scenarios::tests {
namespace {

/// Nothing can be kept, so that no program can be made: neither by node nor of a file.
class NoCache {
 public:
  NoCache() {
    if (const char* before = std::getenv(variable)) before_ = before;
    ::setenv(variable, "/dev/null/cache", 1);
  }
  ~NoCache() {
    if (before_.empty()) {
      ::unsetenv(variable);
    } else {
      ::setenv(variable, before_.c_str(), 1);
    }
  }
  NoCache(const NoCache&) = delete;
  NoCache& operator=(const NoCache&) = delete;

 private:
  static constexpr const char* variable = "STALEMATE_CACHE";
  std::string before_;
};

const std::string reason =
    model::scripts_run() ? "/dev/null/cache: cannot be written" : "built without JavaScript";

TEST_CASE("the programs of a shard's cells are loaded with it", "[programs][shard]") {
  const NoCache no_cache;
  const TemporaryFolder folder;
  const Archive archive = archive_in(folder.path());
  Inputs inputs;
  inputs.scenarios = {with_program(
      load_scenario_from_text(named_program_scenario, "named.json").value(), "not there")};
  Observer nobody;
  const std::atomic<bool> never{false};
  Options options;
  options.seeds = 2;
  const CampaignResult result = run_campaign(inputs, options, archive, nobody, never);
  write_text(folder.file("shard.json"),
             shard_text(result, inputs.scenarios, archive.versions, folder.path()));
  const Result<ShardFile> shard = load_shard(folder.path(), archive.versions);
  if (!shard) FAIL(shard.error().message);
  REQUIRE(shard.value().scenarios.front().cells.size() == 2);
  for (const Cell& cell : shard.value().scenarios.front().cells) {
    REQUIRE(cell.config.handler.program);
    CHECK(cell.config.handler.program->failure.find(reason) != std::string::npos);
  }
}

TEST_CASE("a saved schedule of a program that cannot be loaded is bad input", "[programs]") {
  const NoCache no_cache;
  const Scenario scenario = load_scenario_from_text(named_program_scenario, "named.json").value();
  SavedSchedule saved;
  saved.file = "saved.json";
  saved.content.cell = "none";
  saved.content.property = "eventually-fresh";
  saved.content.verdict = "violated";
  saved.content.scenario_document = scenario.document;
  const Result<SavedReplay> replay = replay_saved(saved, {});
  REQUIRE_FALSE(replay);
  CHECK(replay.error().message.starts_with("saved.json: handler ./own.mjs: "));
  CHECK(replay.error().message.find(reason) != std::string::npos);
}

TEST_CASE("no certificate speaks of a program", "[programs][proof]") {
  const NoCache no_cache;
  Certificate certificate = prove_cell(small_scenario(), "nothing").certificate;
  REQUIRE(verify_all(certificate).accepted());
  certificate.document = changed(certificate.document, "/handler/generation", "\"./own.mjs\"");
  CHECK(told(verify_all(certificate)).find("a handler in JavaScript is never proved") !=
        std::string::npos);
  const auto config = config_of(certificate, "c.json");
  REQUIRE_FALSE(config);
  CHECK(config.error().message ==
        "c.json: /cell: the embedded scenario has no such cell that can be proved");
}

}  // namespace
}  // namespace stalemate::scenarios::tests
