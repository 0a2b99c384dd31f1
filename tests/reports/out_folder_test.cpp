// Where check and prove write to: nothing of the user's is lost there.
#include <filesystem>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "tests/reports/workplace.h"

namespace stalemate::reports::tests {
namespace {

namespace fs = std::filesystem;
using scenarios::tests::changed;
using scenarios::tests::read_text;
using scenarios::tests::small_scenario_text;
using scenarios::tests::write_text;

ProgramRun check(const Workplace& place, const std::string& scenario, const std::string& out) {
  return place.run({"check", scenario, "--seeds", "200", "--prove", "never", "--out", out});
}

std::size_t count_files(const std::string& folder) {
  return static_cast<std::size_t>(
      std::distance(fs::recursive_directory_iterator(folder), fs::recursive_directory_iterator()));
}

TEST_CASE("a folder with files of others is not written to", "[reports][cli]") {
  for (const char* const name :
       {"report.json", "junit.xml", "report.html", "summary.md", "proofs.md", "schedules/mine.json",
        "certificates/mine.certificate.json"}) {
    const Workplace place;
    fs::create_directories(place.file("out/schedules"));
    fs::create_directories(place.file("out/certificates"));
    write_text(place.file(std::string("out/") + name), "mine");
    const std::size_t files = count_files(place.file("out"));
    for (const ProgramRun& outcome : {check(place, "small.json", "out"), place.prove({})}) {
      INFO(name << outcome.errors);
      CHECK(outcome.exit_code == 2);
      CHECK(outcome.output.empty());
      CHECK(is_one_line_error(outcome));
      CHECK(outcome.errors.find(std::string("out/") + name + ": in the way") != std::string::npos);
      CHECK(read_text(place.file(std::string("out/") + name)) == "mine");
      CHECK(count_files(place.file("out")) == files);
    }
  }
}

TEST_CASE("a folder of reports, or with other files, is written to again",
          "[reports][cli][whole]") {
  const Workplace place;
  fs::create_directory(place.file("out"));
  write_text(place.file("out/notes.txt"), "mine");
  write_text(place.file("out/data.json"), "mine");
  CHECK(check(place, "small.json", "out").exit_code == 0);
  CHECK(check(place, "small.json", "out").exit_code == 0);
  CHECK(place.prove({}).exit_code == 0);
  CHECK(place.prove({}).exit_code == 0);
  CHECK(check(place, "small.json", "out").exit_code == 0);
  CHECK(read_text(place.file("out/data.json")) == "mine");
  fs::remove(place.file("out/.stalemate-reports"));
  CHECK(place.run({"prove", "small.json", "--resume", "out"}).exit_code == 0);
}

TEST_CASE("reports are not written beside their inputs", "[reports][cli]") {
  const Workplace place;
  const std::string text = small_scenario_text();
  for (const char* const folder : {"sub/schedules/deep", "sub/certificates", "seeds"}) {
    fs::create_directories(place.file(folder));
  }
  write_text(place.file("sub/schedules/deep/small.json"), text);
  write_text(place.file("sub/certificates/small.json"), text);
  struct Case {
    const char* input;
    const char* out;
  };
  for (const Case& tried :
       {Case{"small.json", "."}, Case{"small.json", "sub/.."},
        Case{"sub/schedules/deep/small.json", "sub"}, Case{"sub/certificates/small.json", "sub"}}) {
    const ProgramRun outcome = check(place, tried.input, tried.out);
    INFO(tried.input << outcome.errors);
    CHECK(outcome.exit_code == 2);
    CHECK(is_one_line_error(outcome));
    CHECK(outcome.errors.find(": lies where reports would be written") != std::string::npos);
    CHECK_FALSE(fs::exists(place.file("report.json")));
    CHECK_FALSE(fs::exists(place.file(".stalemate-reports")));
    CHECK_FALSE(fs::exists(place.file("sub/.stalemate-reports")));
  }
  CHECK(place.run({"prove", "small.json", "--out", "."}).exit_code == 2);
  CHECK_FALSE(fs::exists(place.file("proofs.md")));
  // A folder below is another one.
  fs::create_directory(place.file("mine"));
  write_text(place.file("mine/small.json"), text);
  fs::remove_all(place.file("sub"));
  CHECK(check(place, "mine/small.json", ".").exit_code == 0);
}

TEST_CASE("a folder of reports that is named as input is refused by one line", "[reports][cli]") {
  const Workplace place;
  REQUIRE(check(place, "small.json", "out").exit_code == 0);
  REQUIRE(place.prove({}).exit_code == 0);
  for (const char* const command : {"check", "validate", "prove", "list"}) {
    const ProgramRun outcome = place.run({command, "out"});
    INFO(command << outcome.errors);
    CHECK(outcome.exit_code == 2);
    CHECK(is_one_line_error(outcome));
    CHECK(outcome.errors.starts_with("stalemate: out: holds reports and no scenarios"));
  }
  CHECK_FALSE(fs::exists(place.file("stalemate-reports")));
  const std::string schedule = "out/schedules/small--one-cut--eventually-fresh.json";
  const std::string certificate = "out/certificates/small--one-cut.certificate.json";
  CHECK(place.run({"validate", schedule, certificate}).exit_code == 0);
  CHECK(place.run({"replay", schedule}).exit_code == 0);
  CHECK(place.run({"verify-certificate", "--sample", "1", certificate}).exit_code == 0);
}

}  // namespace
}  // namespace stalemate::reports::tests
