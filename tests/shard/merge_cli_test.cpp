// `check --shard` and `merge`: the parts make up the whole, byte for byte, or are refused.
#include <algorithm>
#include <filesystem>
#include <map>
#include <string>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "tests/reports/workplace.h"
#include "tests/scenarios/schema_validator.h"

namespace stalemate::reports::tests {
namespace {

namespace fs = std::filesystem;
using scenarios::tests::changed;
using scenarios::tests::read_text;
using scenarios::tests::write_text;

/// A scenario of three cells: one differs, one is vacuous, one is as expected; a violation that
/// nothing is said of beside one that is expected; and a saved schedule for each violated property.
class ShardPlace : public Workplace {
 public:
  ShardPlace() {
    std::string odd = changed(scenarios::tests::small_scenario_text(), "/name", "\"odd\"");
    odd = changed(odd, "/matrix/what strikes/one cut/expect/eventually-fresh", "\"holds\"");
    odd = changed(odd, "/matrix/what strikes/never cut",
                  R"({"sometimes": ["context-cut"], "workload": [{"at": 1}]})");
    write_text(file("odd.json"), odd);
    REQUIRE(run({"check", "small.json", "--seeds", "60", "--prove", "never", "--out", "first"})
                .exit_code == 0);
    fs::create_directory(file("seeds"));
    for (const fs::directory_entry& entry : fs::directory_iterator(file("first/schedules"))) {
      if (entry.path().extension() == ".json") {
        fs::copy(entry.path(), fs::path(file("seeds")) / entry.path().filename());
      }
    }
    const std::string cut = read_text(file("seeds/small--one-cut--eventually-fresh.json"));
    write_text(file("seeds/small--diverged.json"), changed(cut, "/choices/0/label", "\"else\""));
  }

  ProgramRun check(const std::string& out, const std::vector<std::string>& more = {}) const {
    std::vector<std::string> arguments{"check",          "small.json", "odd.json", "--seeds", "40",
                                       "--save-samples", "3",          "--out",    out};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run(arguments);
  }
  /// @return the folders of all shards
  std::vector<std::string> check_shards(std::size_t count) const {
    std::vector<std::string> folders;
    for (std::size_t number = 1; number <= count; ++number) {
      folders.push_back("part" + std::to_string(number));
      check(folders.back(), {"--shard", std::to_string(number) + "/" + std::to_string(count)});
    }
    return folders;
  }
  ProgramRun merge(std::vector<std::string> folders, const std::string& out) const {
    folders.insert(folders.begin(), "merge");
    folders.insert(folders.end(), {"--out", out});
    return run(folders);
  }
  void refused(const ProgramRun& outcome, const std::string& words) const {
    INFO(outcome.output << outcome.errors);
    CHECK(outcome.exit_code == 2);
    CHECK(is_one_line_error(outcome));
    CHECK(outcome.errors.find(words) != std::string::npos);
    CHECK_FALSE(fs::exists(file("no")));
  }
};

/// Every file below a folder, with what is in it.
std::map<std::string, std::string> files_below_folder(const std::string& folder) {
  std::map<std::string, std::string> files;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    files[entry.path().lexically_relative(folder).string()] = read_text(entry.path().string());
  }
  return files;
}

void check_merged(std::size_t count) {
  const ShardPlace place;
  const ProgramRun whole = place.check("whole");
  CHECK(whole.exit_code == 4);  // a saved schedule diverged
  const auto wanted = files_below_folder(place.file("whole"));
  CHECK(wanted.count("report.json") == 1);
  CHECK(wanted.size() > 25);  // certificates, schedules with their originals, samples
  fs::rename(place.file("whole"), place.file("kept"));
  std::vector<std::string> folders = place.check_shards(count);
  std::reverse(folders.begin(), folders.end());  // in any order
  // Where the unsharded reports were, since they name their folder.
  const ProgramRun merged = place.merge(folders, "whole");
  INFO(merged.errors);
  CHECK(merged.exit_code == whole.exit_code);
  CHECK(merged.output == whole.output);
  const auto found = files_below_folder(place.file("whole"));
  for (const auto& [name, text] : wanted) {
    CAPTURE(name);
    const auto same = found.find(name);
    REQUIRE(same != found.end());
    CHECK(same->second == text);
  }
  CHECK(found.size() == wanted.size());
}

TEST_CASE("one shard is the whole", "[reports][cli][shard][whole]") { check_merged(1); }
TEST_CASE("two shards make up the whole", "[reports][cli][shard]") { check_merged(2); }
TEST_CASE("three shards make up the whole", "[reports][cli][shard][whole]") { check_merged(3); }
TEST_CASE("four shards make up the whole", "[reports][cli][shard][whole]") { check_merged(4); }
TEST_CASE("five shards make up the whole", "[reports][cli][shard][whole]") { check_merged(5); }
TEST_CASE("more shards than cells make up the whole", "[reports][cli][shard][whole]") {
  check_merged(7);
}

TEST_CASE("a shard claims no more than it ran", "[reports][cli][shard]") {
  const ShardPlace place;
  const ProgramRun shard = place.check("part", {"--shard", "2/4"});
  CHECK(shard.output.find("shard 2 of 4: 1 of 5 cells, 1 of 3 saved schedules.\n") !=
        std::string::npos);
  CHECK(shard.output.find("the whole is judged by stalemate merge") != std::string::npos);
  const std::string report = read_text(place.file("part/report.json"));
  CHECK(scenarios::tests::SchemaValidator("../../reports/report").complaint(report) == "");
  CHECK(nlohmann::json::parse(report)["shard"]["cells_in_all"] == 5);
  CHECK(read_text(place.file("part/junit.xml")).find("name=\"stalemate, shard 2 of 4: 1 of 5") !=
        std::string::npos);

  // One that is dealt nothing is not vacuous, but for an empty folder no shard passes.
  const ProgramRun nothing = place.check("part", {"--shard", "7/7"});
  INFO(nothing.output);
  CHECK(nothing.exit_code == 0);
  CHECK(nothing.output.find("shard 7 of 7: 0 of 5 cells") != std::string::npos);
  fs::create_directory(place.file("empty"));
  CHECK(place.run({"check", "empty", "--shard", "1/2", "--out", "part"}).exit_code == 5);
}

TEST_CASE("shards that do not make up one whole are refused", "[reports][cli][shard]") {
  const ShardPlace place;
  const std::vector<std::string> parts = place.check_shards(3);
  place.refused(place.merge({"part1", "part3"}, "no"), "shard 2 of 3 is missing");
  place.refused(place.merge({"part1", "part2", "part2", "part3"}, "no"),
                "part2/shard.json: is shard 2 of 3, and so is part2/shard.json");
  place.refused(place.merge({"part1", "part2", "first"}, "no"), "first/shard.json: cannot be");
  place.refused(place.merge({"part1", "part2", "part3"}, "part2"), "part2: holds the reports of");
  place.refused(place.run({"merge"}), "DIR is required");
  place.check("other", {"--shard", "3/3", "--prove", "never"});
  place.refused(place.merge({"part1", "part2", "other"}, "no"),
                "other/shard.json: is of another check than part1/shard.json: --prove differ");
  place.check("other", {"--shard", "3/4"});
  place.refused(place.merge({"part1", "part2", "other"}, "no"), "the number of shards differ");
  write_text(place.file("odd.json"),
             changed(read_text(place.file("odd.json")), "/about", "\"Something else.\""));
  place.check("other", {"--shard", "3/3"});
  place.refused(place.merge({"part1", "part2", "other"}, "no"), "the scenario odd.json differ");
  for (const std::string shard :
       {"0/2", "3/2", "1/0", "1", "/", "1/x", "-1/2", "1/1001", "1/2/3"}) {
    place.refused(place.check("no", {"--shard", shard}), "--shard cannot be");
  }
  place.refused(place.check("no", {"--shard", ""}), "--shard needs i/n");
  place.refused(place.check("no", {"--save-samples", "99999999999999999999"}), "--save-samples");
}

TEST_CASE("what somebody else put into shard.json is told with its place",
          "[reports][cli][shard]") {
  const ShardPlace place;
  const std::vector<std::string> parts = place.check_shards(1);
  const std::string good = read_text(place.file("part1/shard.json"));
  struct Row {
    const char* pointer;
    const char* value;
    const char* words;
  };
  const std::string cut = "/scenarios/0/cells/1";
  const Row rows[] = {
      {"/format", "\"else\"", "/format: \"else\" is not of this program"},
      {"/format_version", "1", "/format_version: 1 is not of this program"},
      {"/model_hash", "\"0123456789abcdef\"", "/model_hash: \"0123456789abcdef\" is not of this"},
      {"/options/seeds", "-1", "/options/seeds: -1 is out of range"},
      {"/options/seeds", "1e99", "/options/seeds: "},
      {"/options/seeds", "9007199254740993", "/options: seeds beyond"},
      {"/options/strategy", "\"best\"", "/options/strategy: "},
      {"/options/samples", "10001", "/options: more samples of a cell"},
      {"/options/shard/number", "2", "/options: no such part"},
      {"/options/shard/count", "0", "/options: no such part"},
      {"/options/more", "1", "unknown key \"more\""},
      {"/documents", "{}", "/documents: is no list"},
      {"/documents/0/page/tags", "9", "/documents/0/page/tags: 9 is out of range"},
      {"/documents/1", "delete", "/scenarios: a list of 2; allowed: as many as /documents, 1"},
      {"/saved", "[]", "/saved: a list of 0; allowed: the part's share of 3, 3"},
      {"/saved/1/divergence", R"({"step": 1, "expected": "a", "found": "b"})", "/saved/1: "},
      {"/saved/1/outcome", "\"diverged\"", "/saved/1: diverged, and does not say where"},
      {"/saved/0/trace_hash", "\"12\"", "/saved/0/trace_hash: \"12\" is no hash"},
      {"/interrupted", "1", "/interrupted: 1 is not a truth value"},
      {"/scenarios/0/cells/0", "delete", "/scenarios/0/cells: a list of 1"},
      {"/scenarios/0/cells/0/name", "\"x\"", "/scenarios/0/cells/0/name: \"x\""},
      {"/scenarios/0/cells/0/schedules", "41", "/scenarios/0/cells/0/schedules: 41 schedules"},
      {"/scenarios/0/cells/0/unmet_marks", "[\"context-cut\"]", "marks that the cell names"},
      {"/scenarios/0/cells/0/proof/transitions", "\"x\"", "is no such number"},
      {"/scenarios/0/cells/0/proof/verdicts", "[]", "verdicts: a list of 0; allowed: 5"},
      {"/scenarios/0/cells/0/proof/certificate", "\"../x.json\"", "is no file of reports"},
      {"/scenarios/0/cells/1/properties/0", "delete", "no eventually-fresh where it belongs"},
      {"/scenarios/0/cells/1/properties/0/counts", "[1, 2, 3, 4]", "they do not add up"},
      {"/scenarios/0/cells/1/properties/0/counts", "[41, 0, 0, 0]", "they do not add up"},
      {"/scenarios/0/cells/1/properties/0/counts", "[40, 0, 0, 0]", "not those that were counted"},
      {"/scenarios/0/cells/1/properties/0/counts", "[9223372036854775807, 2, 1, 1]", "add up"},
      {"/scenarios/0/cells/1/properties/0/violations/0/seed", "99", "seed 99; allowed: 40 from 1"},
      {"/scenarios/0/cells/1/properties/0/violations/0/steps", "99", "is said to give trace"},
      {"/scenarios/0/cells/1/properties/0/violations/0/schedule_file",
       "\"schedules/../../secret.json\"", "is no file of reports"},
      {"/scenarios/0/cells/1/properties/0/violations/0/schedule_file", "\"schedules/no.json\"",
       "schedules/no.json: cannot be opened"},
      {"/scenarios/0/cells/1/properties/0/violations/0/schedule_file", "\"\"",
       "shrunk, and in no file"},
      {"/scenarios/0/cells/1/properties/0/violations/0/schedule_file",
       "\"schedules/small--one-cut--no-orphaned-regeneration-slot.json\"", "does not replay as"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.pointer, row.value);
    write_text(place.file("part1/shard.json"), changed(good, row.pointer, row.value));
    const ProgramRun outcome = place.merge({"part1"}, "no");
    place.refused(outcome, row.words);
    CHECK(outcome.errors.starts_with("stalemate: part1/shard.json: "));
  }
  write_text(place.file("part1/shard.json"), good.substr(0, good.size() / 2));
  place.refused(place.merge({"part1"}, "no"), "part1/shard.json:1:");
  write_text(place.file("part1/shard.json"), good);
  CHECK(place.merge({"part1"}, "yes").exit_code == 4);
}

TEST_CASE("interrupted shards make the whole interrupted", "[reports][cli][shard]") {
  const ShardPlace place;
  for (const std::string number : {"1", "2"}) {
    const ProgramRun cut =
        interrupt_program({"check", "small.json", "odd.json", "--seeds", "1000000000", "--prove",
                           "never", "--shard", number + "/2", "--out", "part" + number},
                          place.file("."), "cells to check");
    CHECK(cut.exit_code == 130);
  }
  const ProgramRun merged = place.merge({"part1", "part2"}, "merged");
  INFO(merged.output << merged.errors);
  CHECK(merged.exit_code == 130);
  CHECK(merged.output.find("interrupted (exit code 130)") != std::string::npos);
}

}  // namespace
}  // namespace stalemate::reports::tests
