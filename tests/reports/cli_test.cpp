// The executable itself: exit codes, one-line errors, files, Ctrl-C.
#include <filesystem>
#include <string>
#include <vector>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "tests/campaign/small_scenario.h"
#include "tests/reports/workplace.h"
#include "tests/scenarios/examples.h"

namespace stalemate::reports::tests {
namespace {

namespace fs = std::filesystem;
using scenarios::tests::changed;
using scenarios::tests::read_text;
using scenarios::tests::small_scenario_text;
using scenarios::tests::TemporaryFolder;
using scenarios::tests::write_text;

TEST_CASE("check, then replay what it found", "[reports][cli]") {
  const Workplace place;
  const ProgramRun check = place.run({"check", "small.json", "--seeds", "200", "--out", "out"});
  INFO(check.output << check.errors);
  REQUIRE(check.exit_code == 0);
  CHECK(check.output.find("= STALE for ever") != std::string::npos);
  CHECK(check.output.find(" replay out/schedules/small--one-cut--eventually-fresh.json\n") !=
        std::string::npos);
  CHECK(fs::exists(place.file("out/junit.xml")));
  const nlohmann::json report = nlohmann::json::parse(read_text(place.file("out/report.json")));
  const nlohmann::json& found = report["scenarios"][0]["cells"][1]["results"][0];
  CHECK(found["verdict"] == "violated");

  const std::string file = found["schedule_file"];
  const ProgramRun replay = place.run({"replay", file});
  CHECK(replay.exit_code == 0);
  CHECK(replay.errors.empty());
  // The file holds what the seed's run was shrunk to, and the run itself beside it.
  const nlohmann::json& shrunk = found["violations"][0]["shrunk"];
  CHECK(shrunk["requests"] == 1);
  CHECK(shrunk["from"]["requests"] == 2);
  CHECK(replay.output.find("trace hash " + std::string(shrunk["trace_hash"])) != std::string::npos);
  const ProgramRun original = place.run({"replay", file + ".original"});
  CHECK(original.output.find("trace hash " + std::string(found["trace_hash"])) !=
        std::string::npos);
  CHECK(replay.output.ends_with("eventually-fresh: violated, as recorded\n"));
  CHECK(replay.output == place.run({"replay", file}).output);

  // By seed, the same run; and a schedule kept in seeds/ is checked from then on.
  const ProgramRun by_seed = place.run({"replay", "small.json", "--cell", "one cut", "--seed",
                                        std::to_string(found["seed"].get<int>())});
  CHECK(by_seed.exit_code == 0);
  CHECK(by_seed.output.find("trace hash " + std::string(found["trace_hash"])) != std::string::npos);
  fs::create_directory(place.file("seeds"));
  fs::copy(place.file(file), place.file("seeds/kept.json"));
  const ProgramRun again = place.run({"check", "small.json", "--seeds", "100"});
  CHECK(again.exit_code == 0);
  CHECK(again.output.find("1 saved schedule replayed, 1 as recorded\n") != std::string::npos);

  write_text(place.file("seeds/cut.json"), read_text(place.file(file)).substr(0, 1000));
  CHECK(place.run({"check", "small.json"}).exit_code == 2);
  CHECK(is_one_line_error(place.run({"replay", "seeds/cut.json"})));
}

TEST_CASE("what is printed does not depend on the number of threads", "[reports][cli][whole]") {
  const Workplace place;
  const ProgramRun one = place.run({"check", "--seeds", "150", "--jobs", "1", "small.json"});
  const std::string report = read_text(place.file("stalemate-reports/report.json"));
  const ProgramRun two = place.run({"check", "--seeds", "150", "--jobs", "2", "small.json"});
  CHECK(one.output == two.output);
  CHECK(report == read_text(place.file("stalemate-reports/report.json")));
}

TEST_CASE("an unexpected violation is exit code 1 and told with its steps", "[reports][cli]") {
  const Workplace place;
  write_text(place.file("small.json"),
             changed(small_scenario_text(), "/matrix/what strikes/one cut/expect/eventually-fresh",
                     "\"holds\""));
  const ProgramRun check = place.run({"check", "small.json", "--seeds", "200"});
  CHECK(check.exit_code == 1);
  CHECK(check.output.find("! STALE for ever") != std::string::npos);
  CHECK(check.output.find("served STALE") != std::string::npos);
  CHECK(check.errors.find("one cut: eventually-fresh violated, where holds is expected") !=
        std::string::npos);
}

TEST_CASE("bad arguments are one line and exit code 2", "[reports][cli]") {
  const Workplace place;
  const std::vector<std::vector<std::string>> bad{
      {},
      {"bogus"},
      {"check", "--bogus"},
      {"check", "--seeds", "-5", "small.json"},
      {"check", "--seeds", "many", "small.json"},
      {"check", "--seeds", "99999999999999999999", "small.json"},
      {"check", "--seed", "9007199254740992", "small.json"},
      {"check", "--seeds"},
      {"check", "small.json", "--jobs"},
      {"check", "--strategy", "luck", "small.json"},
      {"check", "--jobs", "0", "small.json"},
      {"check", "--prove", "sometimes", "small.json"},
      {"check", "small.json", "--prove="},
      {"check", "small.json", "--verbose=maybe"},
      {"check", "--jobs", "10000", "small.json"},
      {"check", "small.json", "--jobs", ""},
      {"check", "small.json", "--out="},
      {"check", "small.json", "--budget="},
      {"replay", "small.json", "--cell=", "--seed", "1"},
      {"replay", "small.json", "--seed="},
      {"check", "--budget", "abc", "small.json"},
      {"check", "--budget", "60", "small.json"},
      {"check", "--budget", "0s", "small.json"},
      {"check", "--budget", "-1s", "small.json"},
      {"check", "--budget", "999999999h", "small.json"},
      {"check", "nowhere.json"},
      {"check", "small.json", "--out", "small.json/out"},
      {"check"},
      {"replay"},
      {"replay", "nowhere.json"},
      {"replay", "small.json"},
      {"replay", "small.json", "--seed", "1"},
      {"replay", "small.json", "--seed", "1", "--cell", "none"},
      {"replay", "small.json", "--cell", "one cut"},
      {"validate"},
      {"validate", "nowhere.json"},
  };
  for (const std::vector<std::string>& arguments : bad) {
    const ProgramRun outcome = place.run(arguments);
    INFO(Catch::StringMaker<std::vector<std::string>>::convert(arguments) << outcome.errors);
    CHECK(outcome.exit_code == 2);
    CHECK(outcome.output.empty());
    CHECK(is_one_line_error(outcome));
  }
  CHECK_FALSE(fs::exists(place.file("stalemate-reports")));
}

TEST_CASE("an option without a value does not take the next word for it", "[reports][cli]") {
  const Workplace place;
  const ProgramRun outcome = place.run({"check", "small.json", "--jobs=", "--out", "X"});
  CHECK(outcome.exit_code == 2);
  CHECK(outcome.errors == "stalemate: --jobs needs a number (see stalemate --help)\n");
  CHECK_FALSE(fs::exists(place.file("X")));
}

TEST_CASE("arguments that nobody expects are told in their order", "[reports][cli]") {
  const Workplace place;
  const auto told = [&place](const std::vector<std::string>& arguments) {
    const ProgramRun outcome = place.run(arguments);
    CHECK(outcome.exit_code == 2);
    return outcome.errors;
  };
  CHECK(told({"check", "small.json", "--", "--seeds", "5"}) ==
        "stalemate: The following arguments were not expected: --seeds 5 (see stalemate check "
        "--help)\n");
  CHECK(told({"check", "--one", "small.json", "--two", "--", "x"})
            .find("not expected: --one --two x (see") != std::string::npos);
  CHECK(told({"replay", "small.json", "y"}).find("argument was not expected: y (see") !=
        std::string::npos);
}

TEST_CASE("a path reaches standard error as text", "[reports][cli]") {
  const Workplace place;
  for (const char* const path : {"", "a\x9b[31m", "\xC2\x9b", "\xE2\x80\xAE", "\xE2\x81\xA6"}) {
    for (const char* const command : {"check", "validate", "replay", "verify-certificate"}) {
      const ProgramRun outcome = place.run({command, path});
      CHECK(outcome.exit_code == 2);
      CHECK(is_one_line_error(outcome));
      CHECK(outcome.errors.find(std::string(path).empty() ? "stalemate: :" : path) ==
            std::string::npos);
    }
  }
  CHECK(place.run({"check", ""}).errors.starts_with("stalemate: \"\": no such file"));
}

TEST_CASE("a large file that begins as nothing known is refused unread", "[reports][cli]") {
  const Workplace place;
  std::string junk = "{\"choices\": [0";
  for (std::size_t count = 0; count < 2'200'000; ++count) junk += ",0";
  write_text(place.file("junk.json"), junk + "]}");
  for (const char* const command : {"validate", "check", "replay", "prove"}) {
    const ProgramRun outcome = place.run({command, "junk.json"});
    INFO(command << outcome.errors);
    CHECK(outcome.exit_code == 2);
    CHECK(is_one_line_error(outcome));
    CHECK(outcome.errors.find("is too large; allowed: ") != std::string::npos);
  }
  const ProgramRun verified = place.run({"verify-certificate", "junk.json"});
  CHECK(verified.exit_code == 2);
  CHECK(is_one_line_error(verified));
  CHECK(verified.errors.find("/format: no certificate") != std::string::npos);
}

TEST_CASE("check proves what is small, and says so everywhere", "[reports][cli][whole]") {
  const Workplace place;
  const ProgramRun check = place.run({"check", "small.json", "--seeds", "200", "--out", "out"});
  INFO(check.output << check.errors);
  REQUIRE(check.exit_code == 0);
  CHECK(check.output.find("= proved: 1") != std::string::npos);
  CHECK(check.output.find("\n  proved or disproved, besides sampled: 2 of 2 cells\n") !=
        std::string::npos);
  const nlohmann::json report = nlohmann::json::parse(read_text(place.file("out/report.json")));
  const nlohmann::json& proof = report["scenarios"][0]["cells"][0]["proof"];
  CHECK(proof["standing"] == "decided");
  CHECK(proof["heals_within"] == 1);
  const std::string certificate = proof["certificate"];
  CHECK(place.run({"verify-certificate", "--all", certificate}).exit_code == 0);

  const ProgramRun sampled =
      place.run({"check", "small.json", "--seeds", "200", "--prove", "never", "--out", "out"});
  CHECK(sampled.exit_code == 0);
  CHECK(sampled.output.find("= none in 200") != std::string::npos);
  // One seed shows nothing; the proof does.
  const ProgramRun one = place.run({"check", "small.json", "--seeds", "1"});
  CHECK(one.exit_code == 0);
  CHECK(one.output.find("as expected, by the proof, though not in 1 schedule.\n") !=
        std::string::npos);
  CHECK(
      one.output.find(" replay stalemate-reports/certificates/small--one-cut.certificate.json\n") !=
      std::string::npos);
  CHECK(place.run({"check", "small.json", "--seeds", "1", "--prove", "never"}).exit_code == 3);
}

TEST_CASE("of several scenarios, expected violations are one command each",
          "[reports][cli][whole]") {
  const Workplace place;
  write_text(place.file("other.json"), changed(small_scenario_text(), "/name", "\"other\""));
  const std::vector<std::string> arguments{"check", "small.json", "other.json", "--seeds", "200"};
  const ProgramRun brief = place.run(arguments);
  CHECK(brief.exit_code == 0);
  CHECK(brief.output.find("  = expected violations, each shown by:\n      ") != std::string::npos);
  CHECK(brief.output.find("CONTEXT CUT") == std::string::npos);
  std::vector<std::string> verbose = arguments;
  verbose.emplace_back("--verbose");
  CHECK(place.run(verbose).output.find("CONTEXT CUT") != std::string::npos);
  CHECK(place.run({"check", "small.json", "--seeds", "200"}).output.find("CONTEXT CUT") !=
        std::string::npos);
}

TEST_CASE("replay says what has changed since a schedule was saved", "[reports][cli]") {
  const Workplace place;
  REQUIRE(place.run({"check", "small.json", "--shrink-budget", "0", "--out", "out"}).exit_code ==
          0);
  const std::string file = "out/schedules/small--one-cut--eventually-fresh.json";
  CHECK(place.run({"replay", file}).output.find("has changed") == std::string::npos);
  write_text(place.file("small.json"),
             changed(small_scenario_text(), "/about", "\"Something else.\""));
  const ProgramRun replay = place.run({"replay", file});
  CHECK(replay.exit_code == 0);
  CHECK(
      replay.output.find("small.json has changed since; this is the scenario as it was saved\n") !=
      std::string::npos);
  const std::string text = read_text(place.file(file));
  write_text(place.file("old.json"), changed(text, "/model_hash", "\"0123456789abcdef\""));
  const ProgramRun old = place.run({"replay", "old.json"});
  CHECK(old.exit_code == 0);
  CHECK(old.output.find("the model has changed since it was saved (0123456789abcdef)\n") !=
        std::string::npos);
  write_text(place.file("seed.json"), changed(text, "/seed", "\"987654\""));
  CHECK(place.run({"replay", "seed.json"}).output.find("seed 987654 leads to another run\n") !=
        std::string::npos);
  write_text(place.file("steps.json"), changed(text, "/steps", "987654"));
  const ProgramRun steps = place.run({"replay", "steps.json"});
  CHECK(steps.exit_code == 4);
  CHECK(steps.output.find("as recorded") == std::string::npos);
  CHECK(steps.output.find("steps, where 987654 are recorded:") != std::string::npos);
}

TEST_CASE("another handler in place of a scenario's own is no change of the scenario",
          "[reports][cli]") {
  const Workplace place;
  REQUIRE(place
              .run({"check", "small.json", "--handler", "before-425", "--shrink-budget", "0",
                    "--out", "out"})
              .exit_code == 1);
  const std::string file = "out/schedules/small--one-cut--eventually-fresh.json";
  CHECK(place.run({"replay", file}).output.find("has changed") == std::string::npos);
  write_text(place.file("small.json"),
             changed(small_scenario_text(), "/about", "\"Something else.\""));
  CHECK(place.run({"replay", file}).output.find("small.json has changed since") !=
        std::string::npos);
}

TEST_CASE("a schedule that cannot be written is shown again by its seed", "[reports][cli]") {
  const Workplace place;
  // A folder stands where the file belongs.
  fs::create_directories(
      place.file("out/schedules/small--one-cut--eventually-fresh.json/occupied"));
  const ProgramRun check = place.run({"check", "small.json", "--seeds", "200", "--out", "out"});
  INFO(check.output << check.errors);
  CHECK(check.exit_code == 2);
  const std::size_t start = check.output.find(" replay --seed ");
  REQUIRE(start != std::string::npos);
  const std::string command =
      check.output.substr(start + 1, check.output.find('\n', start) - start - 1);
  CHECK(command.ends_with(" --cell 'one cut' small.json"));
  CHECK(run_in_shell(command, place.file(".")) == 0);
}

TEST_CASE("a check tells of saved schedules whose scenario has changed", "[reports][cli][whole]") {
  const Workplace place;
  REQUIRE(place.run({"check", "small.json", "--shrink-budget", "0", "--out", "out"}).exit_code ==
          0);
  fs::create_directory(place.file("seeds"));
  fs::copy(place.file("out/schedules/small--one-cut--eventually-fresh.json"),
           place.file("seeds/kept.json"));
  const std::string sentence = "file has changed since it was saved";
  CHECK(place.run({"check", "small.json"}).output.find(sentence) == std::string::npos);
  write_text(place.file("small.json"),
             changed(small_scenario_text(), "/about", "\"Something else.\""));
  const ProgramRun check = place.run({"check", "small.json"});
  CHECK(check.exit_code == 0);
  CHECK(check.output.find("1 saved schedule replayed, 1 as recorded\n  = seeds/kept.json (small, "
                          "one cut, eventually-fresh): violated, as recorded;") !=
        std::string::npos);
}

TEST_CASE("vacuous, inconclusive and cut short have their own exit codes",
          "[reports][cli][whole]") {
  const Workplace place;
  CHECK(place.run({"check", "small.json", "--seeds", "0"}).exit_code == 5);
  fs::create_directory(place.file("empty"));
  CHECK(place.run({"check", "empty"}).exit_code == 5);
  CHECK(place.run({"validate", "empty"}).exit_code == 5);
  const ProgramRun listed = place.run({"list", "empty"});
  CHECK(listed.exit_code == 5);
  CHECK(listed.errors == "stalemate: empty: no *.json in this folder\n");
  CHECK(place
            .run({"check", "small.json", "--seeds", "1000000000", "--budget", "100ms", "--prove",
                  "never"})
            .exit_code == 3);
  write_text(place.file("mark.json"),
             changed(small_scenario_text(), "/sometimes", R"(["isolate-evicted"])"));
  CHECK(place.run({"check", "mark.json", "--seeds", "10"}).exit_code == 5);
}

TEST_CASE("help, version, list and validate", "[reports][cli]") {
  const Workplace place;
  for (const std::vector<std::string>& arguments : std::vector<std::vector<std::string>>{
           {"--help"}, {"check", "--help"}, {"replay", "--help"}, {"validate", "--help"}}) {
    const ProgramRun help = place.run(arguments);
    CHECK(help.exit_code == 0);
    CHECK(help.output.find("Exit codes:") != std::string::npos);
  }
  const ProgramRun version = place.run({"--version"});
  CHECK(version.exit_code == 0);
  CHECK(version.output.starts_with("stalemate "));
  CHECK(version.output.find("(model ") != std::string::npos);
  CHECK(place.run({"list", "small.json"}).output.find("\n  one cut\n") != std::string::npos);
  const ProgramRun validate = place.run({"validate", "small.json", "."});
  CHECK(validate.exit_code == 0);
  CHECK(validate.output.starts_with("small.json: a scenario, 2 cells\n"));
}

TEST_CASE("Ctrl-C ends a check with what is known", "[reports][cli]") {
  const Workplace place;
  // As `timeout` does it, which tells the program and then its group.
  const int times = GENERATE(1, 2);
  const ProgramRun outcome = interrupt_program({"check", "small.json", "--seeds", "1000000000"},
                                               place.file("."), "cells to check", times);
  CHECK(outcome.exit_code == 130);
  CHECK(outcome.output.ends_with("interrupted (exit code 130)\n"));
  CHECK(nlohmann::json::parse(
            read_text(place.file("stalemate-reports/report.json")))["interrupted"] == true);
}

TEST_CASE("a reader that goes away or a full disk crash nothing", "[reports][cli]") {
  const Workplace place;
  CHECK(place.run({"--help"}).exit_code == 0);
  CHECK(run_in_shell("check small.json --seeds 50 | head -c 1 >/dev/null", place.file(".")) == 0);
  CHECK(run_in_shell("check small.json --seeds 50 2>&-", place.file(".")) == 0);
}

TEST_CASE("a result that cannot be written anywhere is no pass", "[reports][cli]") {
  const Workplace place;
  for (const char* const nowhere : {">&-", ">/dev/full"}) {
    if (nowhere != std::string(">&-") && !fs::exists("/dev/full")) continue;
    INFO(nowhere);
    CHECK(run_in_shell(std::string("check small.json --seeds 50 ") + nowhere, place.file(".")) ==
          2);
    for (const char* const command : {"--help", "list small.json", "validate small.json",
                                      "replay --seed 1 --cell nothing small.json"}) {
      INFO(command);
      // Standard error is all there is to see.
      const ProgramRun outcome =
          run_shell_line(std::string(command) + " " + nowhere, place.file("."));
      CHECK(outcome.exit_code == 2);
      CHECK(outcome.errors.starts_with("stalemate: cannot write to standard output: "));
      CHECK(is_one_line_error(outcome));
    }
  }
}

}  // namespace
}  // namespace stalemate::reports::tests
