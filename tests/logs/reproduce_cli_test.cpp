// `stalemate reproduce` and `scenario-from-log`, as a user runs them.
#include <algorithm>
#include <filesystem>
#include <string>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "tests/logs/log_texts.h"
#include "tests/reports/workplace.h"
#include "tests/scenarios/schema_validator.h"

namespace stalemate::reports::tests {

namespace {

namespace fs = std::filesystem;
using scenarios::tests::read_text;
using scenarios::tests::write_text;
using stalemate::tests::log_path;

const std::string stuck_log =
    "time_ms,url,state\n1000000,/p,MISS\n1070000,/p,STALE\n1090000,/p,STALE\n1120000,/p,STALE\n";

/// Holds a log of a stuck page, and the scenario that is drafted from it.
class LogPlace : public Workplace {
 public:
  LogPlace() {
    write_text(file("stuck.csv"), stuck_log);
    REQUIRE(run({"scenario-from-log", "stuck.csv", "--out", "page.json"}).exit_code == 0);
  }

  ProgramRun reproduce(const std::vector<std::string>& more = {},
                       const std::string& log = "stuck.csv") const {
    std::vector<std::string> arguments{"reproduce", log,     "--scenario",
                                       "page.json", "--out", "found"};
    if (std::find(more.begin(), more.end(), "--runs") == more.end()) {
      arguments.insert(arguments.end(), {"--runs", "800"});
    }
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run(arguments);
  }
  nlohmann::json report(const std::string& folder = "found") const {
    return nlohmann::json::parse(read_text(file(folder + "/reproduction.json")));
  }
};

bool says_so(const std::string& text, const std::string& words) {
  return text.find(words) != std::string::npos;
}

}  // namespace

TEST_CASE("from a log to a schedule, its story, and a failing test", "[reports][cli][logs]") {
  const LogPlace place;
  const ProgramRun found = place.reproduce();
  INFO(found.output << found.errors);
  CHECK(found.exit_code == 0);
  CHECK(found.output.starts_with("stuck.csv: all 4 lines are explained: "));
  CHECK(says_so(found.output, "\nWhy it never heals\n"));
  CHECK(says_so(found.output, "\nWhat explains these lines, the likeliest first\n   1  "));
  CHECK(says_so(found.output, "\nWhat would tell them apart\n  1 or 2: "));
  const nlohmann::json report = place.report();
  const scenarios::tests::SchemaValidator schema("../../reports/reproduction");
  CHECK(schema.complaint(report.dump()) == "");
  CHECK(report["explained"] == true);
  CHECK(report["causes"].size() >= 5);
  for (const nlohmann::json& cause : report["causes"]) {
    const std::string file = cause["schedule_file"];
    INFO(file);
    CHECK(place.run({"replay", file}).exit_code == 0);
    CHECK(scenarios::tests::SchemaValidator("schedule").complaint(read_text(place.file(file))) ==
          "");
  }
  const std::string first = report["causes"][0]["schedule_file"];
  CHECK(place.run({"explain", first}).exit_code == 0);
  CHECK(place.run({"shrink", first, "--out", "smaller.json"}).exit_code == 0);
  CHECK(place.run({"export", "smaller.json", "--to", "vitest", "--out", "a.test.ts"}).exit_code ==
        0);
  CHECK(fs::exists(place.file("a.test.ts")));

  // The same again, byte for byte.
  const std::string text = read_text(place.file("found/reproduction.json"));
  CHECK(place.reproduce().output == found.output);
  CHECK(read_text(place.file("found/reproduction.json")) == text);
}

TEST_CASE("a healthy log needs nothing to go wrong", "[reports][cli][logs]") {
  const LogPlace place;
  write_text(
      place.file("healthy.csv"),
      "time_ms,url,state\n1000000,/p,MISS\n1020000,/p,HIT\n1090000,/p,STALE\n1100000,/p,HIT\n");
  const ProgramRun found = place.reproduce({}, "healthy.csv");
  INFO(found.output << found.errors);
  CHECK(found.exit_code == 0);
  CHECK(found.output.starts_with("healthy.csv: all 4 lines are explained: nothing goes wrong\n"));
  CHECK(place.report()["causes"][0]["verdict"] == "holds");
}

TEST_CASE("a log that nothing explains names its first such line", "[reports][cli][logs]") {
  const LogPlace place;
  write_text(
      place.file("odd.csv"),
      "time_ms,url,state,generation\n1000000,/p,STALE,a\n1005000,/p,HIT,b\n1010000,/p,HIT,a\n");
  const ProgramRun odd = place.reproduce({"--runs", "200"}, "odd.csv");
  INFO(odd.output << odd.errors);
  CHECK(odd.exit_code == 1);
  CHECK(
      odd.output.starts_with("odd.csv: no schedule that was tried explains line 4: HIT, 10.000 s "
                             "after the first, generation \"a\""));
  CHECK(says_so(odd.output, "2 lines are explained before it"));
  CHECK(says_so(odd.output, "Bounds: at most 2 things go wrong (an outage is one)"));
  const nlohmann::json report = place.report();
  CHECK(report["first_unexplained"]["line"] == 4);
  CHECK(report["exit_code"] == 1);
  CHECK(report["bounds"]["complete_deviations"] == 2);
  CHECK(says_so(odd.output, "If these lines are all the requests that there were, and no two"));
  CHECK(says_so(odd.output, "The others were searched at random."));
  CHECK(report["rules_out_single"] == true);
  CHECK(report["rules_out_all"] == false);
  CHECK(report["ruled_out"][0]["cause"] == "nothing");
  CHECK(scenarios::tests::SchemaValidator("../../reports/reproduction").complaint(report.dump()) ==
        "");
}

TEST_CASE("a budget that ends the search is inconclusive", "[reports][cli][logs]") {
  const LogPlace place;
  write_text(
      place.file("odd.csv"),
      "time_ms,url,state,generation\n1000000,/p,STALE,a\n1005000,/p,HIT,b\n1010000,/p,HIT,a\n");
  const ProgramRun cut = place.reproduce({"--budget", "1ms"}, "odd.csv");
  CHECK(cut.exit_code == 3);
  CHECK(says_so(cut.output, "The budget ended the search"));
  CHECK(says_so(cut.output, "what explains these lines is not known"));
  CHECK_FALSE(says_so(cut.output, "no schedule"));
  CHECK(place.report()["finished"] == false);
}

TEST_CASE("bad logs and bad options are one line and exit code 2", "[reports][cli][logs]") {
  const LogPlace place;
  const auto refused = [&](const std::string& text, const std::string& words,
                           std::vector<std::string> more = {}) {
    write_text(place.file("bad.log"), text);
    const ProgramRun outcome = place.reproduce(more, "bad.log");
    INFO(outcome.output << outcome.errors);
    CHECK(outcome.exit_code == 2);
    CHECK(is_one_line_error(outcome));
    CHECK(says_so(outcome.errors, words));
    CHECK_FALSE(fs::exists(place.file("found")));
  };
  refused("", "bad.log: is empty");
  refused(std::string("\0\1\2\3", 4), "holds no response that could be read");
  refused("time_ms,url,state\n1,/a,HIT\n2,/b,HIT\n", "allowed: one, named with --page");
  refused("time_ms,state,colo\n1,HIT,FRA\n2,HIT,AMS\n", "has 1 colo, but the log names more");
  refused(stuck_log, "--handler cannot be \"vinext-9\"", {"--handler", "vinext-9"});
  refused(stuck_log, "--tolerance", {"--tolerance", "soon"});
  refused(stuck_log, "--lines", {"--lines", "0"});
  refused(stuck_log, "--runs", {"--runs", "many"});
  refused(stuck_log, "--page needs a path", {"--page", ""});
  refused(stuck_log, "no-names.json", {"--fields", "no-names.json"});
  refused(stuck_log, "has no cell", {"--cell", "none"});
  place.refused({"reproduce", "no.log", "--scenario", "page.json"}, "no.log: cannot be read");
  place.refused({"reproduce", ".", "--scenario", "page.json"}, "is no regular file");
  place.refused({"reproduce", "stuck.csv"}, "--scenario is required");
  place.refused({"reproduce", "stuck.csv", "--scenario", "small.json"}, "named with --cell");
  place.refused({"scenario-from-log", "stuck.csv", "--out", "page.json"},
                "page.json: is there already");
}

TEST_CASE("data that change explain when a page begins to look otherwise", "[reports][cli][logs]") {
  const LogPlace place;
  write_text(place.file("data.csv"),
             "time_ms,url,state,etag\n1000000,/p,STALE,a\n1002000,/p,HIT,a\n1080000,/p,STALE,a\n"
             "1082000,/p,HIT,b\n1142100,/p,STALE,b\n1145000,/p,HIT,b\n");
  REQUIRE(place.run({"scenario-from-log", "data.csv", "--out", "data.json"}).exit_code == 0);
  const ProgramRun found = place.run({"reproduce", "data.csv", "--scenario", "data.json",
                                      "--generation", "etag", "--budget", "30m", "--out", "found"});
  CHECK(found.exit_code == 0);
  CHECK(
      found.output.starts_with("data.csv: all 6 lines are explained: nothing goes wrong; the "
                               "origin's data change"));
  const ProgramRun again =
      place.run({"replay", "found/schedules/reproduced-01--data-changed-same-data.json"});
  CHECK(says_so(again.output, "the data change"));
}

TEST_CASE("what of a log is left out is told on standard error", "[reports][cli][logs]") {
  const LogPlace place;
  write_text(place.file("mixed.log"), stuck_log + "1120000,/p,STALE\n1000\n{\"half\n");
  const ProgramRun found = place.reproduce({"--lines", "3"}, "mixed.log");
  CHECK(found.exit_code == 0);
  CHECK(says_so(found.errors, "stalemate: mixed.log:7: not read: not as many columns"));
  CHECK(says_so(found.errors, "stalemate: mixed.log:8: not read: not JSON"));
  CHECK(says_so(found.errors, "stalemate: mixed.log: 1 line there twice, counted once\n"));
  CHECK(says_so(found.errors, "of 4 lines the last 3 are to be explained"));
  CHECK(found.output.starts_with("mixed.log: all 3 lines are explained"));
}

TEST_CASE("Ctrl-C ends a reproduction", "[reports][cli][logs]") {
  const LogPlace place;
  write_text(
      place.file("odd.csv"),
      stuck_log + "oh no\n1135000,/p,HIT\n1156000,/p,MISS\n1177000,/p,HIT\n1198000,/p,MISS\n");
  const ProgramRun outcome = interrupt_program(
      {"reproduce", "odd.csv", "--scenario", "page.json", "--runs", "100000000", "--budget", "1h"},
      fs::path(place.file("odd.csv")).parent_path().string(), "not read");
  CHECK(outcome.exit_code == 130);
  CHECK(says_so(outcome.output, "Ctrl-C, or another signal, ended the search"));
  CHECK_FALSE(says_so(outcome.output, "budget"));
}

TEST_CASE("the reading of a log can be ended", "[logs]") {
  const LogPlace place;
  const auto log = scenarios::log::read_log(place.file("stuck.csv"), {}, [] { return true; });
  REQUIRE_FALSE(log);
  CHECK(says_so(log.error().message, "was not read to its end"));
}

TEST_CASE("the transcript of the guide", "[reports][cli][whole][logs]") {
  const LogPlace place;
  fs::copy(log_path("stuck-page.txt"), place.file("stuck-page.txt"));
  const ProgramRun draft =
      place.run({"scenario-from-log", "stuck-page.txt", "--out", "my-page.json"});
  CHECK(draft.exit_code == 0);
  CHECK(says_so(draft.errors, "guessed: revalidate: 60000 ms, for the page was seen fresh"));
  const ProgramRun found = place.run({"reproduce", "stuck-page.txt", "--scenario", "my-page.json",
                                      "--generation", "etag", "--out", "stuck"});
  CHECK(found.exit_code == 0);
  CHECK(says_so(found.output, "all 12 lines are explained"));
  CHECK(says_so(found.output, "hung: \"your Worker's code had hung\""));
  // What it was when the transcript was taken.
  std::vector<std::string> first;
  const nlohmann::json report = place.report("stuck");
  for (const nlohmann::json& cause : report["causes"]) first.push_back(cause["cause"]);
  REQUIRE(first.size() >= 4);
  CHECK((first[0] == "render-hangs" || first[1] == "render-hangs"));
}

}  // namespace stalemate::reports::tests
