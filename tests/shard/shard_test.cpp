// Which part of a check owns what, and that what a part writes down is all that its reports tell.
#include <atomic>
#include <filesystem>

#include <catch2/catch.hpp>

#include "reports/console.h"
#include "reports/junit.h"
#include "reports/report_json.h"
#include "scenarios/campaign/campaign.h"
#include "scenarios/shard/merge.h"
#include "tests/campaign/small_scenario.h"
#include "tests/reports/hand_made.h"
#include "tests/scenarios/examples.h"

namespace stalemate::scenarios::tests {
namespace {

TEST_CASE("every index belongs to one shard, and shares add up", "[shard]") {
  for (std::uint32_t count = 1; count <= 9; ++count) {
    for (std::uint64_t all = 0; all <= 20; ++all) {
      std::uint64_t sum = 0;
      for (std::uint32_t number = 1; number <= count; ++number) {
        const Shard shard{number, count};
        std::uint64_t owned = 0;
        for (std::uint64_t index = 0; index < all; ++index) owned += shard.owns(index) ? 1 : 0;
        CHECK(shard.share_of(all) == owned);
        sum += owned;
      }
      CHECK(sum == all);
    }
  }
}

/// All that is told of a result.
std::string told(const CampaignResult& result, const Versions& versions) {
  const reports::Style style;
  return reports::console_report(result, versions, style, true) +
         reports::junit_report(result, style) + reports::json_report(result, versions);
}

/// A shard of the small scenario with everything that can be in one, in `folder`.
CampaignResult run_shard(const Inputs& inputs, const std::string& folder, Options options,
                         const Versions& versions) {
  options.seeds = 60;
  options.shrink_budget = 2000;
  const Archive archive{folder + "/schedules", folder + "/certificates", versions,
                        [](const Violation&) { return "found"; }, folder};
  REQUIRE_FALSE(prepare_folder(archive.folder).has_value());
  REQUIRE_FALSE(prepare_folder(archive.certificates).has_value());
  Observer nobody;
  const std::atomic<bool> never{false};
  CampaignResult result = run_campaign(inputs, options, archive, nobody, never);
  write_text(folder + "/shard.json", shard_text(result, inputs.scenarios, versions, folder));
  return result;
}

TEST_CASE("a shard is read as it was written, whatever is in it", "[shard]") {
  const TemporaryFolder folder;
  const Versions versions{"0.0.0", "0123456789abcdef"};
  const Inputs inputs = small_inputs("", "");
  Options options;
  options.budget_seconds = 1000.5;
  CampaignResult result = run_shard(inputs, folder.path(), options, versions);
  REQUIRE(result.scenarios.front().cells.size() == 2);
  const Result<ShardFile> same = load_shard(folder.path(), versions);
  if (!same) FAIL(same.error().message);
  CHECK(told(same.value().result, versions) == told(result, versions));

  // What no run of ours shows.
  CellResult& cell = result.scenarios.front().cells.front();
  cell.non_determinism = NonDeterminism{7, 1, ~std::uint64_t{0}, "\x01 odd \"\xC3\xA4\"\n"};
  cell.unmet_marks = {model::EventKind::served_stale};
  cell.remarks.refusal = {2, 3, "fetch is not simulated"};
  cell.remarks.hang = {1, 9, "request 2 waits"};
  cell.remarks.error = {3, 1, "TypeError: \x02 (a.mjs:1:2)"};
  cell.proof.standing = ProofStanding::too_large;
  cell.proof.reason = "about 1.5 million transitions";
  cell.proof.transitions = 1.5e6 + 0.1;
  for (PropertyResult& property : cell.properties) {
    property.proved.reset();
    property.outcome = Outcome::vacuous;
  }
  result.interrupted = true;
  result.problems = {"a: cannot be written"};
  result.empty_folders = {"empty"};
  result.saved_in_all = 2;
  result.saved = reports::tests::hand_made_result().saved;
  write_text(folder.file("shard.json"),
             shard_text(result, inputs.scenarios, versions, folder.path()));
  const Result<ShardFile> odd = load_shard(folder.path(), versions);
  if (!odd) FAIL(odd.error().message);
  CHECK(told(odd.value().result, versions) == told(result, versions));
  // Written again it is the same: no field is lost on either way.
  CHECK(shard_text(odd.value().result, odd.value().scenarios, versions, folder.path()) ==
        read_text(folder.file("shard.json")));
}

TEST_CASE("shards of another program are refused", "[shard]") {
  const TemporaryFolder folder;
  const Versions versions{"0.0.0", "0123456789abcdef"};
  run_shard(small_inputs("", ""), folder.path(), {}, versions);
  const Result<ShardFile> other = load_shard(folder.path(), {"0.0.1", "0123456789abcdef"});
  REQUIRE_FALSE(other.ok());
  CHECK(other.error().message ==
        folder.path() +
            "/shard.json: /version: \"0.0.0\" is not of this program; allowed: \"0.0.1\"");
}

TEST_CASE("a schedule that was not written is still told by a merge", "[shard]") {
  const TemporaryFolder folder;
  const Versions versions{"0.0.0", "0123456789abcdef"};
  const Inputs inputs = small_inputs("", "");
  CampaignResult result = run_shard(inputs, folder.path(), {}, versions);
  for (PropertyResult& property : result.scenarios.front().cells[1].properties) {
    for (Violation& violation : property.violations) {
      violation.schedule_file.clear();
      violation.shrunk.reset();
    }
  }
  write_text(folder.file("shard.json"),
             shard_text(result, inputs.scenarios, versions, folder.path()));
  Result<ShardFile> shard = load_shard(folder.path(), versions);
  if (!shard) FAIL(shard.error().message);
  std::vector<ShardFile> shards;
  shards.push_back(std::move(shard).value());
  const Result<Merged> merged = merge_shards(std::move(shards), folder.path());
  REQUIRE(merged.ok());
  CHECK(told(merged.value().result, versions) == told(result, versions));
}

}  // namespace
}  // namespace stalemate::scenarios::tests
