// Saved schedules: the round trip, everything that can be wrong with one, and failing disks.
#include "scenarios/format/schedule_file.h"

#include <csignal>

#include <catch2/catch.hpp>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "scenarios/format/file.h"
#include "scenarios/format/json.h"
#include "tests/scenarios/examples.h"
#include "tests/scenarios/schema_validator.h"

namespace stalemate::scenarios::tests {
namespace {

using Catch::Contains;
using Catch::StartsWith;

std::string schedule_error(const std::string& text) {
  const Result<ScheduleFile> schedule = load_schedule_from_text(text, "run.json");
  return schedule ? "no error" : schedule.error().message;
}

// Any file that grows beyond the limit fails, as on a full disk.
class SmallFiles {
 public:
  explicit SmallFiles(rlim_t bytes) : signal_(std::signal(SIGXFSZ, SIG_IGN)) {
    ::getrlimit(RLIMIT_FSIZE, &limit_);
    const rlimit small{bytes, limit_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &small);
  }
  SmallFiles(const SmallFiles&) = delete;
  SmallFiles& operator=(const SmallFiles&) = delete;
  ~SmallFiles() {
    ::setrlimit(RLIMIT_FSIZE, &limit_);
    std::signal(SIGXFSZ, signal_);
  }

 private:
  rlimit limit_{};
  void (*signal_)(int);
};

TEST_CASE("a schedule survives the round trip", "[scenarios]") {
  const TemporaryFolder folder;
  const std::string path = folder.file("run.json");
  ScheduleFile schedule = example_schedule();
  SECTION("as it is") {}
  SECTION("with all that a corpus wants to know") {
    schedule.provenance = {"a-bug_1.json", "https://example.org/1", "holds", "2024-02-29"};
  }
  SECTION("of a handler in JavaScript") { schedule.program_sha256 = std::string(64, 'a'); }
  SECTION("without choices") { schedule.choices.clear(); }
  SECTION("with odd text") {
    schedule.choices[0] = {"\"quoted\" \\ \xC3\xA4 / ~", "{}", 4294967295U, false};
    schedule.seed = 0;
  }
  const auto failed = save_schedule(path, schedule);
  if (failed) FAIL(failed->message);
  CHECK(folder.count_files() == 1);
  const Result<ScheduleFile> loaded = load_schedule(path);
  if (!loaded) FAIL(loaded.error().message);
  CHECK(loaded.value() == schedule);
  CHECK(SchemaValidator("schedule").complaint(read_text(path)) == "");

  const Result<Scenario> scenario = embedded_scenario(loaded.value(), path);
  REQUIRE(scenario.ok());
  CHECK(scenario.value().hash == schedule.scenario_hash);
  CHECK(scenario.value().path == schedule.scenario_path);
}

TEST_CASE("a choice stands on a line of its own", "[scenarios]") {
  const std::string text = schedule_text(example_schedule());
  CHECK_THAT(text, Contains("\n    {\"label\": \"kv put latency 3\", \"take\": \"80 ms\", "
                            "\"of\": 76},\n"));
  CHECK_THAT(text, Contains("\n    {\"label\": \"context cut 2\", \"take\": \"now\", \"of\": 2, "
                            "\"calm\": false},\n"));
  CHECK_THAT(text, Contains("\"seed\": \"18446744073709551615\",\n"));
}

TEST_CASE("a strange path does not lose a schedule", "[scenarios]") {
  const TemporaryFolder folder;
  const std::string path = folder.file("run.json");
  ScheduleFile schedule = example_schedule();
  schedule.scenario_path = "odd\n\xff.json";
  CHECK_FALSE(save_schedule(path, schedule).has_value());
  const Result<ScheduleFile> loaded = load_schedule(path);
  REQUIRE(loaded.ok());
  CHECK(loaded.value().scenario_path == "odd\\u000a\xEF\xBF\xBD.json");
}

TEST_CASE("what could not be loaded is not saved", "[scenarios]") {
  const TemporaryFolder folder;
  ScheduleFile schedule = example_schedule();
  schedule.cell = "no such cell";
  const auto failed = save_schedule(folder.file("run.json"), schedule);
  REQUIRE(failed.has_value());
  CHECK_THAT(failed->message, StartsWith("not saved, as it could not be loaded: "));
  CHECK(folder.count_files() == 0);
}

TEST_CASE("a schedule cut short anywhere is an error", "[scenarios]") {
  const std::string text = schedule_text(example_schedule());
  REQUIRE(schedule_error(text) == "no error");
  // Without the last line break it is still complete.
  REQUIRE(schedule_error(text.substr(0, text.size() - 1)) == "no error");
  for (std::size_t length = 0; length + 1 < text.size(); ++length) {
    const std::string error = schedule_error(text.substr(0, length));
    if (error.rfind("run.json:", 0) == 0 && error.find("not JSON") != std::string::npos) continue;
    FAIL("cut after " << length << " bytes: " << error);
  }
}

TEST_CASE("bad schedules are told with their place", "[scenarios]") {
  struct Row {
    std::string pointer;
    std::string value;
    std::string place;
    std::string what;
  };
  const Row rows[] = {
      {"/format", "2", "/format",
       "2 is no format of this version (saved by stalemate \"0.1.0\"); allowed: 1"},
      {"/format", "1.0", "/format", "1.0 is no format"},
      {"/format", "delete", "top level", "the key \"format\" is missing"},
      {"/name", "\"../x\"", "/name", "\"../x\" cannot be one; allowed: letters, digits, '.'"},
      {"/name", "\"\"", "/name", "is empty"},
      {"/source", "\"http://a.example/\"", "/source", "cannot be one; allowed: https://..."},
      {"/expected", "\"fails\"", "/expected", "allowed: holds, violated, uncached, undecided"},
      {"/date_found", "\"2026-02-30\"", "/date_found", "cannot be one; allowed: a date as YYYY"},
      {"/date_found", "\"26-02-03\"", "/date_found", "cannot be one"},
      {"/date_found", "20260203", "/date_found", "20260203 is not text"},
      {"/stalemate_version", "7", "/stalemate_version", "7 is not text"},
      {"/model_hash", "\"0123\"", "/model_hash", "is no hash; allowed: 16 digits of 0-9 and a-f"},
      {"/trace_hash", "\"0123456789ABCDEF\"", "/trace_hash", "is no hash"},
      {"/scenario_hash", "\"0123456789abcdef\"", "/scenario_hash",
       "is not that of the embedded scenario"},
      {"/scenario_name", "\"other\"", "/scenario_name", "is not that of the embedded scenario"},
      {"/cell", "\"pull-425 / one cutt\"", "/cell", "(nearest: \"pull-425 / one cut\""},
      {"/program_sha256", "\"ABC\"", "/program_sha256", "cannot be one; allowed: 64 digits of 0-9"},
      {"/seed", "5", "/seed", "5 is no seed; allowed: a number from 0 to"},
      {"/seed", "\"-5\"", "/seed", "is no seed"},
      {"/seed", "\"18446744073709551616\"", "/seed", "is no seed"},
      {"/seed", "\"05\"", "/seed", "is no seed"},
      {"/property", "\"eventually\"", "/property", "(nearest: \"eventually-fresh\")"},
      {"/verdict", "\"bad\"", "/verdict", "allowed: holds, violated, uncached, undecided"},
      {"/steps", "-1", "/steps", "-1 is out of range"},
      {"/found", "delete", "top level", "the key \"found\" is missing"},
      {"/fuond", "1", "/fuond", "(nearest: \"found\")"},
      {"/choices", "{}", "/choices", "an object is no list"},
      {"/choices/1", "null", "/choices/1", "null is not an object"},
      {"/choices/1/take", "delete", "/choices/1", "the key \"take\" is missing"},
      {"/choices/1/of", "0", "/choices/1/of", "0 is out of range"},
      {"/choices/1/of", "4294967296", "/choices/1/of", "is out of range"},
      {"/choices/1/calm", "1", "/choices/1/calm", "1 is not a truth value"},
      {"/choices/1/index", "1", "/choices/1/index", "unknown key \"index\""},
      {"/scenario", "delete", "top level", "the key \"scenario\" is missing"},
      {"/scenario", "[]", "/scenario", "a list is not an object"},
      {"/scenario/page/tags", "9", "/scenario/page/tags", "9 is out of range"},
      {"/scenario/matrix/handler/pull-425/tags", "9", "/scenario/matrix/handler/pull-425/tags",
       "unknown key \"tags\""},
  };
  const std::string good = schedule_text(example_schedule());
  for (const Row& row : rows) {
    CAPTURE(row.pointer, row.value);
    const std::string error = schedule_error(changed(good, row.pointer, row.value));
    CHECK_THAT(error, StartsWith("run.json: " + row.place + ": "));
    CHECK_THAT(error, Contains(row.what));
    CHECK(error.find_first_of("\r\n") == std::string::npos);
  }
}

TEST_CASE("saving where nothing can be saved is told", "[scenarios]") {
  const TemporaryFolder folder;
  const ScheduleFile schedule = example_schedule();
  const auto error_at = [&schedule](const std::string& path) {
    const auto failed = save_schedule(path, schedule);
    return failed ? failed->message : std::string("no error");
  };
  const std::string missing = folder.file("missing/run.json");
  CHECK(error_at(missing) ==
        missing +
            ": cannot be written: No such file or directory; allowed: a path in a folder "
            "that exists and may be written to");
  write_text(folder.file("file"), "");
  const std::string below = folder.file("file") + "/run.json";
  CHECK_THAT(error_at(below), StartsWith(below + ": cannot be written: Not a directory"));
  CHECK_THAT(error_at(folder.path()), Contains("cannot be written: Is a directory"));
  CHECK(folder.count_files() == 1);

  REQUIRE(::chmod(folder.path().c_str(), 0500) == 0);
  if (::access(folder.path().c_str(), W_OK) != 0) {  // not for the superuser
    CHECK_THAT(error_at(folder.file("run.json")), Contains("cannot be written: Permission denied"));
  }
  REQUIRE(::chmod(folder.path().c_str(), 0700) == 0);
}

TEST_CASE("a full disk leaves what was there before", "[scenarios]") {
  const TemporaryFolder folder;
  const std::string path = folder.file("run.json");
  write_text(path, "before");
  std::optional<InputError> failed;
  {
    const SmallFiles full(100);
    failed = save_schedule(path, example_schedule());
  }
  REQUIRE(failed.has_value());
  CHECK_THAT(failed->message, StartsWith(path + ": cannot be written: File too large"));
  CHECK(read_text(path) == "before");
  CHECK(folder.count_files() == 1);
  CHECK_FALSE(save_schedule(path, example_schedule()).has_value());
  CHECK(read_text(path) == schedule_text(example_schedule()));
}

}  // namespace
}  // namespace stalemate::scenarios::tests
