// The command: exit codes, one-line errors, and a printed command that runs as it stands.
#include <filesystem>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "tests/compare/kept_schedules.h"
#include "tests/reports/workplace.h"
#include "tests/scenarios/examples.h"

namespace stalemate::reports::tests {
namespace {

using scenarios::tests::app_seed;
using scenarios::tests::changed;
using scenarios::tests::early_seed;
using scenarios::tests::path_of_seed;
using scenarios::tests::read_text;
using scenarios::tests::write_text;

/// A workplace with the schedule of before-425 as early.json.
class ComparePlace : public Workplace {
 public:
  ComparePlace() { write_text(file("early.json"), read_text(path_of_seed(early_seed))); }

  ProgramRun compare(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), "compare");
    return run(arguments);
  }
  /// The one line of standard error, after "stalemate: ".
  std::string refusal(const std::vector<std::string>& arguments) const {
    const ProgramRun outcome = compare(arguments);
    INFO(Catch::StringMaker<std::vector<std::string>>::convert(arguments) << outcome.errors);
    CHECK(outcome.exit_code == 2);
    CHECK(outcome.output.empty());
    REQUIRE(is_one_line_error(outcome));
    const std::size_t start = std::string("stalemate: ").size();
    return outcome.errors.substr(start, outcome.errors.size() - start - 1);
  }
};

TEST_CASE("a comparison, and the command in it that shows both runs whole", "[compare][cli]") {
  const ComparePlace place;
  const ProgramRun brief = place.compare({"early.json", "--handler", "pull-425"});
  INFO(brief.output << brief.errors);
  CHECK(brief.exit_code == 0);
  CHECK(brief.errors.empty());
  CHECK(brief.output.find("\neventually-fresh, before-425 (as recorded): the page stays STALE for "
                          "ever (isolate 1, at 200235 ms)\neventually-fresh, pull-425: nothing "
                          "against it was found in this run\n") != std::string::npos);

  const std::size_t start = brief.output.rfind(" compare ");
  REQUIRE(start != std::string::npos);
  const std::string command =
      brief.output.substr(start + 1, brief.output.find('\n', start) - start - 1);
  CHECK(command == "compare early.json --handler pull-425 --whole");
  const ProgramRun whole = run_shell_line(command, place.file("."));
  CHECK(whole.exit_code == 0);
  // The recorded side is the run that replay shows.
  const std::string replay = place.run({"replay", "early.json"}).output;
  const std::size_t steps = replay.find("\n\n") + 2;
  const std::size_t end = replay.find('\n', replay.find("\ntrace hash ") + 1);
  CHECK(whole.output.find("\nbefore-425 (as recorded):\n" + replay.substr(steps, end - steps)) !=
        std::string::npos);
  CHECK(whole.output.find("\npull-425:\n") != std::string::npos);
}

TEST_CASE("options may stand anywhere, and the file among them", "[compare][cli]") {
  const ComparePlace place;
  const std::string one = place.compare({"early.json", "--handler", "pull-425"}).output;
  CHECK(one == place.compare({"--handler", "pull-425", "early.json"}).output);
  CHECK(one == place.compare({"--handler=pull-425", "early.json"}).output);
  const ProgramRun two =
      place.compare({"--with", "put_registered=false", "early.json", "--with=put_registered=true"});
  CHECK(two.exit_code == 0);
  CHECK(two.output.find("put_registered=false (as recorded): the page stays STALE") !=
        std::string::npos);
  CHECK(two.output.find("eventually-fresh, put_registered=true: nothing against it") !=
        std::string::npos);
}

TEST_CASE("the same handler twice parts nowhere, and that is no failure", "[compare][cli]") {
  const ComparePlace place;
  const ProgramRun same =
      place.compare({"early.json", "--handler", "before-425", "--handler", "before-425"});
  CHECK(same.exit_code == 0);
  CHECK(same.output.find("The two runs part nowhere: ") != std::string::npos);
}

TEST_CASE("a bad comparison is one line and exit code 2", "[compare][cli]") {
  const ComparePlace place;
  CHECK(place.refusal({"early.json", "--handler", "pull-424"}) ==
        "--handler cannot be \"pull-424\" (nearest: \"pull-425\"); allowed: vinext-0.0.26, "
        "before-425, pull-425, vinext-0.0.30, vinext-0.0.55, vinext-1.4.0, or a program in "
        "JavaScript (see stalemate compare --help)");
  CHECK(place.refusal({"early.json", "--handler", "pull-425", "--handler", "before-425",
                       "--handler", "vinext-0.0.55"}) ==
        "--handler is given 3 times; allowed: once, beside the schedule's own, or twice (see "
        "stalemate compare --help)");
  CHECK(place
            .refusal({"early.json", "--with", "put_registered=true", "--with",
                      "put_registered=false", "--with", "put_registered=true"})
            .starts_with("--with is given 3 times; allowed: once"));
  CHECK(place.refusal({"early.json"}).starts_with("nothing to compare with; allowed: --handler"));
  CHECK(place.refusal({"early.json", "--handler", "pull-425", "--with", "put_registered=true"})
            .starts_with("--handler and --with do not go together; allowed: one of them"));
  CHECK(place
            .refusal({"early.json", "--with", "put_registered=true", "--with",
                      "handler_per_request=true"})
            .starts_with("--with names two switches, \"put_registered\" and "
                         "\"handler_per_request\"; allowed: two values of one"));
  for (const char* const setting : {"put_registered", "=true", "put_registered="}) {
    CHECK(place.refusal({"early.json", "--with", setting})
              .starts_with(std::string("--with cannot be \"") + setting +
                           "\"; allowed: NAME=VALUE, for instance put_registered=false"));
  }
  CHECK(place.refusal({"early.json", "--with", "put=true"})
            .starts_with("early.json with put=true: /handler/put: unknown key \"put\""));
  CHECK(place.refusal({"early.json", "--with", "put_registered=2"}) ==
        "early.json with put_registered=2: /handler/put_registered: 2 is not a truth value; "
        "allowed: true, false");
  CHECK(place.refusal({path_of_seed(app_seed), "--handler", "vinext-0.0.26"})
            .find("has no ISR in its App Router") != std::string::npos);
  CHECK(place.refusal({"early.json", "--handler="}).starts_with("--handler needs a name"));
  CHECK(place.refusal({"early.json", "--with", ""}).starts_with("--with needs NAME=VALUE"));
  CHECK(place.refusal({"--handler", "pull-425"}).starts_with("FILE is required"));
  CHECK(place.refusal({"early.json", "late.json", "--handler", "pull-425"})
            .starts_with("The following argument was not expected: late.json"));
}

TEST_CASE("a file that is no schedule is refused by what it is", "[compare][cli]") {
  const ComparePlace place;
  const auto refusal_of = [&place](const std::string& file) {
    return place.refusal({file, "--handler", "pull-425"});
  };
  CHECK(refusal_of("nowhere.json").starts_with("nowhere.json: cannot be opened: "));
  CHECK(refusal_of("small.json")
            .starts_with("small.json: this is a scenario; allowed: a saved schedule, as check "));
  REQUIRE(place.prove({}).exit_code == 0);
  CHECK(refusal_of("out/certificates/small--one-cut.certificate.json")
            .find(": this is a certificate; allowed: a saved schedule, as check ") !=
        std::string::npos);
  write_text(place.file("cut.json"), read_text(place.file("early.json")).substr(0, 1000));
  CHECK(refusal_of("cut.json").find("not JSON") != std::string::npos);
  write_text(place.file("cell.json"),
             changed(read_text(place.file("early.json")), "/cell", "\"none\""));
  CHECK(refusal_of("cell.json").starts_with("cell.json: /cell: unknown cell \"none\""));
}

TEST_CASE("the own run decides about the exit code as in replay", "[compare][cli]") {
  const ComparePlace place;
  const std::string text = read_text(place.file("early.json"));
  const auto exit_codes_agree = [&place](const std::string& file, int code) {
    const ProgramRun compared = place.compare({file, "--handler", "pull-425"});
    CHECK(compared.exit_code == code);
    CHECK(place.compare({file, "--handler", "pull-425", "--whole"}).exit_code == code);
    CHECK(place.run({"replay", file}).exit_code == code);
    return compared.output;
  };
  write_text(place.file("diverged.json"), changed(text, "/choices/0/label", "\"arrival 9\""));
  CHECK(exit_codes_agree("diverged.json", 4)
            .find("\nThe schedule in its own world: eventually-fresh: diverged at step 1: "
                  "expected \"arrival 9\"") != std::string::npos);
  write_text(place.file("other.json"), changed(text, "/verdict", "\"uncached\""));
  CHECK(exit_codes_agree("other.json", 1)
            .find("\nThe schedule in its own world: eventually-fresh: fails differently: was "
                  "uncached, now violated\n") != std::string::npos);
}

TEST_CASE("compare has its help, and writes nothing", "[compare][cli]") {
  const ComparePlace place;
  const ProgramRun help = place.compare({"--help"});
  CHECK(help.exit_code == 0);
  CHECK(help.output.find("--with NAME=VALUE") != std::string::npos);
  CHECK(help.output.find("Exit codes:") != std::string::npos);
  CHECK(place.run({"bogus"}).errors.find("check, prove, replay, explain, shrink, compare, ") !=
        std::string::npos);
  REQUIRE(place.compare({"early.json", "--handler", "pull-425"}).exit_code == 0);
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(place.file("."))) {
    files += entry.is_regular_file() ? 1U : 0U;
  }
  CHECK(files == 2);
}

}  // namespace
}  // namespace stalemate::reports::tests
