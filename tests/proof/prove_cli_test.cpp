// prove, verify-certificate and replay as a user calls them: exit codes, one-line errors, files.
#include <filesystem>
#include <string>
#include <vector>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "sim/arena.h"
#include "tests/campaign/small_scenario.h"
#include "tests/proof/proved_cells.h"
#include "tests/reports/workplace.h"
#include "tests/scenarios/examples.h"

namespace stalemate::scenarios::tests {
namespace {

using reports::tests::is_one_line_error;
using reports::tests::ProgramRun;
using reports::tests::run_program;
using reports::tests::run_shell_line;
using reports::tests::Workplace;

constexpr const char* of_cut = "out/certificates/small--one-cut.certificate.json";
constexpr const char* of_nothing = "out/certificates/small--nothing.certificate.json";

bool says(const std::string& text, const std::string& what) {
  return text.find(what) != std::string::npos;
}

TEST_CASE("prove tells beforehand how large a proof will be, and how long it takes",
          "[proof][cli][slow]") {
  if constexpr (!sim::Arena::can_snapshot) return;
  const Workplace place;
  const ProgramRun proved =
      place.run({"prove", std::string(STALEMATE_SOURCE_DIR) + "/scenarios/lease.json", "--cell",
                 "with a lease / two isolates", "--out", "out"});
  INFO(proved.output << proved.errors);
  CHECK(proved.exit_code == 0);
  CHECK(says(proved.errors, "million transitions, roughly "));
  CHECK_FALSE(says(proved.output, "roughly"));
}

TEST_CASE("a certificate that must not grow so large is an error, and not left behind",
          "[proof][cli]") {
  const Workplace place;
  const ProgramRun proved =
      run_shell_line("prove small.json --out out", place.file("."), "ulimit -f 2; ");
  INFO(proved.output << proved.errors);
  CHECK(proved.exit_code == 2);
  CHECK(says(proved.errors, "cannot be written: File too large"));
  CHECK_FALSE(std::filesystem::exists(place.file(of_cut)));
}

TEST_CASE("prove, then check and show its certificates", "[proof][cli]") {
  const Workplace place;
  const ProgramRun proved = place.prove({});
  INFO(proved.output << proved.errors);
  CHECK(proved.exit_code == 0);
  CHECK(proved.errors.empty());
  CHECK(says(proved.output, "PROVED under routing any: heals within 1 due burst"));
  CHECK(says(proved.output, "VIOLATED under routing any: the page can be STALE for ever (doomed"));
  CHECK(says(proved.output, "not for unbroken overlap"));
  CHECK(proved.output.ends_with("2 of 2 cells as expected\n"));

  const ProgramRun verified = place.run({"verify-certificate", "--all", of_cut, of_nothing});
  INFO(verified.output << verified.errors);
  CHECK(verified.exit_code == 0);
  CHECK(says(verified.output, std::string(of_cut) + ": accepted;"));
  CHECK(says(verified.output, std::string(of_nothing) + ": accepted;"));

  const ProgramRun shown = place.run({"replay", of_cut});
  CHECK(shown.exit_code == 0);
  CHECK(says(shown.output, "-- point of no return: macro-step 4, behind which no way out"));
  CHECK(says(shown.output, "-- from here it goes round for ever:"));
  CHECK(says(place.run({"replay", of_nothing}).output, "no counterexample: it proves"));
}

TEST_CASE("prove says how to replay its counterexample in timed mode", "[proof][cli]") {
  constexpr const char* with_times = "out/schedules/small--one-cut--eventually-fresh--proof.json";
  const Workplace place;
  const ProgramRun proved = place.prove({});
  INFO(proved.output << proved.errors);
  CHECK(says(proved.output, std::string(" replay ") + with_times + "\n"));
  CHECK(says(proved.output, "would heal by: eviction"));
  CHECK(says(proved.output, "  point of no return: macro-step 4, behind which no way out"));
  CHECK_FALSE(says(proved.output, "not with times"));
  const ProgramRun replayed = place.run({"replay", with_times});
  INFO(replayed.output << replayed.errors);
  CHECK(replayed.exit_code == 0);
  CHECK(says(replayed.output, "CONTEXT CUT"));
  CHECK(replayed.output.ends_with("eventually-fresh: violated, as recorded\n"));
}

TEST_CASE("prove writes and prints the same for any number of jobs", "[proof][cli][whole]") {
  const Workplace place;
  const ProgramRun one = place.prove({"--jobs", "1"});
  const std::string certificate = read_text(place.file(of_cut));
  const ProgramRun two = place.prove({"--jobs", "2"});
  CHECK(one.output == two.output);
  CHECK(certificate == read_text(place.file(of_cut)));
}

TEST_CASE("a verdict that is not expected is exit code 1", "[proof][cli]") {
  const Workplace place;
  write_text(place.file("small.json"),
             changed(small_scenario_text(), "/matrix/what strikes/one cut/expect/eventually-fresh",
                     "\"holds\""));
  const ProgramRun outcome = place.prove({});
  CHECK(outcome.exit_code == 1);
  CHECK(says(outcome.output, "small, one cut: the scenario expects another verdict"));
  CHECK(outcome.output.ends_with("1 of 2 cells as expected\n"));
}

TEST_CASE("a cell that prescribes what a proof leaves open is proved, and not held to its claim",
          "[proof][cli]") {
  const Workplace place;
  // The cut comes when the page is stored already.
  const std::string late_cut =
      changed(small_scenario_text(), "/matrix/what strikes/one cut",
              R"({"workload": [{"at": 0, "context_cut_after_ms": 20000}, {"at": 70000}]})");
  write_text(place.file("small.json"), changed(late_cut, "/matrix/what strikes/one cut/expect",
                                               R"({"eventually-fresh": "holds"})"));
  const ProgramRun outcome = place.prove({});
  INFO(outcome.output << outcome.errors);
  CHECK(outcome.exit_code == 0);
  CHECK(says(outcome.output, "VIOLATED under routing any"));
  CHECK(says(outcome.output, "another claim than the scenario's: that prescribes what goes wrong"));
  CHECK_FALSE(says(outcome.output, "expects another verdict"));
  CHECK(outcome.output.ends_with("1 of 1 cell as expected; 1 proof about another claim\n"));
}

TEST_CASE("shipped cells that prescribe when something strikes do not make prove fail",
          "[proof][cli]") {
  if constexpr (!sim::Arena::can_snapshot) return;
  const Workplace place;
  const std::string shipped = std::string(STALEMATE_SOURCE_DIR) + "/scenarios/orphaned-slot.json";
  const ProgramRun outcome = place.run({"prove", shipped, "--out", "out"});
  INFO(outcome.output << outcome.errors);
  CHECK(outcome.exit_code == 0);
  CHECK(outcome.output.ends_with("3 of 3 cells as expected; 2 proofs about another claim\n"));
}

TEST_CASE("a mark that can never occur is exit code 5", "[proof][cli]") {
  const Workplace place;
  write_text(place.file("small.json"),
             changed(small_scenario_text(), "/sometimes", R"(["isolate-evicted"])"));
  const ProgramRun outcome = place.prove({"--cell", "nothing"});
  CHECK(outcome.exit_code == 5);
  CHECK(says(outcome.output, "\"isolate-evicted\" can never occur: vacuous"));
}

TEST_CASE("what prove cannot do it says in one line", "[proof][cli]") {
  struct Case {
    std::vector<std::string> arguments;
    const char* said;
  };
  const Workplace place;
  write_text(place.file("in-the-way"), "");
  const std::vector<Case> cases{
      {{"prove"}, "FILE is required"},
      {{"prove", "small.json", "--cell", "two cuts"}, "no cell is called \"two cuts\""},
      {{"prove", "missing.json"}, "missing.json: no such file or folder"},
      {{"prove", "small.json", "--requests", "0"}, "--requests cannot be \"0\""},
      {{"prove", "small.json", "--requests", "13"}, "--requests cannot be \"13\""},
      {{"prove", "small.json", "--per-isolate", "0"}, "--per-isolate cannot be \"0\""},
      {{"prove", "small.json", "--late-writes", "many"}, "--late-writes cannot be \"many\""},
      {{"prove", "small.json", "--memory", "5XB"}, "--memory cannot be \"5XB\""},
      {{"prove", "small.json", "--jobs", "0"}, "--jobs cannot be \"0\""},
      {{"prove", "small.json", "--budget", "soon"}, "--budget cannot be \"soon\""},
      {{"prove", "small.json", "--out", "in-the-way"}, "(--out names the folder"},
      {{"prove", "small.json", "--resume", "nowhere"}, "nowhere/certificates: no such folder"},
      {{"prove", "small.json", "--resume", "a", "--out", "b"}, "--out excludes --resume"},
      {{"prove", "small.json", "--out", "b", "--resume", "a"}, "--out excludes --resume"},
      {{"prove", "small.json", "--requests"}, "--requests needs a number"},
      {{"verify-certificate", "--all", "--sample", "3", "small.json"}, "--all excludes --sample"},
      {{"verify-certificate"}, "FILE is required"},
      {{"verify-certificate", "missing.json"}, "missing.json: cannot be opened"},
      {{"verify-certificate", "small.json"}, "small.json: /format: no certificate"},
      {{"verify-certificate", "in-the-way"}, "in-the-way:"},
      {{"verify-certificate", "--sample", "0", "small.json"}, "--sample cannot be \"0\""},
  };
  for (const Case& tried : cases) {
    const ProgramRun outcome = place.run(tried.arguments);
    INFO(tried.said << "\n" << outcome.errors);
    CHECK(outcome.exit_code == 2);
    CHECK(outcome.output.empty());
    CHECK(is_one_line_error(outcome));
    CHECK(says(outcome.errors, tried.said));
  }
}

TEST_CASE("a tampered certificate is refused by file and line", "[proof][cli]") {
  const Workplace place;
  REQUIRE(place.prove({"--cell", "one cut"}).exit_code == 0);
  std::string text = read_text(place.file(of_cut));
  const std::size_t at = text.find("\"verdict\":\"doomed\"");
  REQUIRE(at != std::string::npos);
  write_text(place.file("other.json"), text.replace(at, 18, "\"verdict\":\"uncached\""));
  const ProgramRun outcome = place.run({"verify-certificate", "other.json"});
  CHECK(outcome.exit_code == 1);
  CHECK(says(outcome.errors, "stalemate: other.json:11: under routing any the rounds say doomed"));
  CHECK(outcome.output.empty());
}

TEST_CASE("a proof without enough time is inconclusive, and can be resumed", "[proof][cli][slow]") {
  const Workplace place;
  // Far more states than fit in a millisecond on any machine.
  const ProgramRun cut_short =
      place.prove({"--cell", "one cut", "--requests", "6", "--budget", "1ms"});
  INFO(cut_short.output << cut_short.errors);
  CHECK(cut_short.exit_code == 3);
  CHECK(says(cut_short.output, "INCONCLUSIVE under routing any: not decided (the time is over; "));
  CHECK_FALSE(says(cut_short.output, "vacuous"));
  const auto part = nlohmann::json::parse(read_text(place.file(of_cut)));
  CHECK(part["counts"]["frontier"].get<int>() > 0);

  const ProgramRun refused = place.run({"verify-certificate", of_cut});
  CHECK(refused.exit_code == 1);
  CHECK(is_one_line_error(refused));
  CHECK(says(refused.errors, std::string(of_cut) + ":13: it was cut short: no proof"));

  const ProgramRun resumed = place.run({"prove", "small.json", "--cell", "one cut", "--requests",
                                        "6", "--budget", "1ms", "--resume", "out"});
  INFO(resumed.errors);
  CHECK(resumed.exit_code == 3);
  CHECK(resumed.errors.find("not resumed") == std::string::npos);
}

TEST_CASE("what was told of a proof that is complete is not given up for want of time",
          "[proof][cli]") {
  const Workplace place;
  REQUIRE(place.prove({"--cell", "one cut"}).exit_code == 0);
  const std::string left = read_text(place.file(of_cut));
  REQUIRE(says(left, "\"loop\""));
  const ProgramRun again =
      place.run({"prove", "small.json", "--cell", "one cut", "--budget", "1ms", "--resume", "out"});
  INFO(again.output << again.errors);
  CHECK(again.exit_code == 0);
  CHECK(read_text(place.file(of_cut)) == left);
}

TEST_CASE("what cannot be resumed is left as it is, and not proved", "[proof][cli]") {
  const Workplace place;
  REQUIRE(place.prove({"--cell", "one cut"}).exit_code == 0);
  const std::string left = read_text(place.file(of_cut));
  const std::string matrix = read_text(place.file("out/proofs.md"));
  const std::string model = nlohmann::json::parse(left)["model_hash"];
  const auto with = [&left](const std::string& from, const std::string& to) {
    const std::size_t at = left.find(from);
    REQUIRE(at != std::string::npos);
    return std::string(left).replace(at, from.size(), to);
  };
  const std::vector<std::pair<std::string, std::string>> refused{
      {left.substr(0, left.size() / 2), of_cut},
      {"[]", "/format: no certificate"},
      {with("\"frontier\":0", "\"frontier\":9999"),
       "not resumed: more states are unexplored than are listed"},
      {with("\"requests_per_burst\":2", "\"requests_per_burst\":9"),
       "not resumed: it has other bounds"},
      {with("\"clock_step_ms\":", "\"clock_step_ms\":1"), ":10: not resumed: the clock's step"},
      {with("\"cell\": \"one cut\"", "\"cell\": \"nothing\""),
       "not resumed: it is about another scenario"},
      {with(model, "0123456789abcdef"), "not resumed: it was made with another model"},
  };
  for (const auto& [text, said] : refused) {
    write_text(place.file(of_cut), text);
    const ProgramRun outcome =
        place.run({"prove", "small.json", "--cell", "one cut", "--resume", "out"});
    INFO(said << outcome.errors);
    CHECK(outcome.exit_code == 2);
    CHECK(is_one_line_error(outcome));
    CHECK(says(outcome.errors, said));
    CHECK(says(outcome.errors, "; it was left as it is, and nothing proved"));
    CHECK(outcome.output == "0 of 0 cells as expected\n");
    CHECK(read_text(place.file(of_cut)) == text);
    CHECK(read_text(place.file("out/proofs.md")) == matrix);
  }

  // The other cell has none yet: it is proved beside.
  const ProgramRun both = place.run({"prove", "small.json", "--resume", "out"});
  CHECK(both.exit_code == 2);
  CHECK(is_one_line_error(both));
  CHECK(read_text(place.file(of_cut)) == refused.back().first);
  CHECK(place.run({"verify-certificate", of_nothing}).exit_code == 0);

  write_text(place.file(of_cut), left);
  CHECK(place.run({"prove", "small.json", "--resume", "out"}).exit_code == 0);
  CHECK(read_text(place.file(of_cut)) == left);
}

TEST_CASE("a proof with lengths of many units can be checked and shown", "[proof][cli][whole]") {
  const Workplace place;
  write_text(place.file("small.json"), changed(small_scenario_text(), "/page/expire_ms", "960000"));
  const ProgramRun proved = place.prove({"--cell", "nothing", "--requests", "1"});
  INFO(proved.output << proved.errors);
  CHECK(proved.exit_code == 0);
  CHECK(place.run({"verify-certificate", "--sample", "2", of_nothing}).exit_code == 0);
  CHECK(place.run({"replay", of_nothing}).exit_code == 0);
}

}  // namespace
}  // namespace stalemate::scenarios::tests
