// `stalemate shrink`: in place, elsewhere, and with what cannot be shrunk.
#include <filesystem>
#include <string>

#include <catch2/catch.hpp>

#include "tests/reports/workplace.h"

namespace stalemate::reports::tests {
namespace {

namespace fs = std::filesystem;
using scenarios::tests::changed;
using scenarios::tests::read_text;
using scenarios::tests::small_scenario_text;
using scenarios::tests::write_text;

/// Holds an unshrunk schedule, "found.json".
class ShrinkPlace : public Workplace {
 public:
  ShrinkPlace() {
    REQUIRE(run({"check", "small.json", "--seeds", "50", "--prove", "never", "--shrink-budget", "0",
                 "--out", "out"})
                .exit_code == 0);
    fs::copy(file("out/schedules/small--one-cut--eventually-fresh.json"), file("found.json"));
  }
};

bool says(const ProgramRun& run, const std::string& words) {
  return run.output.find(words) != std::string::npos;
}

TEST_CASE("shrink makes a schedule small in place and keeps what it was",
          "[reports][cli][shrink]") {
  const ShrinkPlace place;
  const std::string before = read_text(place.file("found.json"));
  const ProgramRun shrink = place.run({"shrink", "found.json"});
  INFO(shrink.output << shrink.errors);
  CHECK(shrink.exit_code == 0);
  CHECK(says(shrink, "found.json: shrunk from 2 requests, 1 fault, "));
  CHECK(says(shrink, "  ~ what strikes now: the context is cut, request 1 (calm: nothing)\n"));
  CHECK(says(shrink, " replay found.json\n"));
  CHECK(read_text(place.file("found.json.original")) == before);
  const ProgramRun replay = place.run({"replay", "found.json"});
  CHECK(replay.exit_code == 0);
  CHECK(replay.output.ends_with("eventually-fresh: violated, as recorded\n"));

  // Once more there is nothing to do, and the first original stays.
  const std::string small = read_text(place.file("found.json"));
  const ProgramRun again = place.run({"shrink", "found.json"});
  CHECK(again.exit_code == 0);
  CHECK(says(again, "found.json: as small as it gets: 1 request, 1 fault, 1 deviation from calm"));
  CHECK(read_text(place.file("found.json")) == small);
  CHECK(read_text(place.file("found.json.original")) == before);
}

TEST_CASE("whatever stands at the original's place, the original is kept",
          "[reports][cli][shrink]") {
  const ShrinkPlace place;
  const std::string before = read_text(place.file("found.json"));
  SECTION("another file") { write_text(place.file("found.json.original"), "precious"); }
  SECTION("a folder") { fs::create_directory(place.file("found.json.original")); }
  SECTION("with --out that names the same file") {
    write_text(place.file("found.json.original"), "precious");
    CHECK(place.run({"shrink", "found.json", "--out", "./found.json"}).exit_code == 0);
  }
  CHECK(place.run({"shrink", "found.json"}).exit_code == 0);
  CHECK(read_text(place.file("found.json")) != before);
  CHECK(read_text(place.file("found.json.original.1")) == before);
  if (fs::is_regular_file(place.file("found.json.original"))) {
    CHECK(read_text(place.file("found.json.original")) == "precious");
  }
}

TEST_CASE("shrink writes elsewhere if told so", "[reports][cli][shrink]") {
  const ShrinkPlace place;
  const std::string before = read_text(place.file("found.json"));
  CHECK(place.run({"shrink", "found.json", "--out", "small-one.json"}).exit_code == 0);
  CHECK(read_text(place.file("found.json")) == before);
  CHECK_FALSE(fs::exists(place.file("found.json.original")));
  CHECK(place.run({"replay", "small-one.json"}).exit_code == 0);
}

TEST_CASE("what a schedule says of its provenance stays when it is shrunk",
          "[reports][cli][shrink]") {
  const ShrinkPlace place;
  write_text(place.file("found.json"),
             changed(read_text(place.file("found.json")), "/date_found", "\"2026-01-02\""));
  CHECK(place.run({"shrink", "found.json"}).exit_code == 0);
  CHECK(read_text(place.file("found.json")).find("\"date_found\": \"2026-01-02\"") !=
        std::string::npos);
}

TEST_CASE("shrink says when its budget ended it", "[reports][cli][shrink]") {
  const ShrinkPlace place;
  const ProgramRun run = place.run({"shrink", "found.json", "--shrink-budget", "3"});
  CHECK(run.exit_code == 3);
  CHECK(says(run, "tried; that was ended early"));
  CHECK(place.run({"replay", "found.json"}).exit_code == 0);
}

TEST_CASE("what cannot be shrunk is told on one line, and left alone", "[reports][cli][shrink]") {
  const ShrinkPlace place;
  const std::string good = read_text(place.file("found.json"));
  place.refused({"shrink"}, "FILE is required");
  place.refused({"shrink", "none.json"}, "none.json: ");
  place.refused({"shrink", "small.json"}, "small.json: ");
  place.refused({"shrink", "found.json", "found.json", "--out", "x.json"}, "--out names one file");
  place.refused({"shrink", "found.json", "--shrink-budget", "-1"}, "--shrink-budget");
  place.refused({"shrink", "found.json", "--shrink-budget", ""}, "--shrink-budget needs a number");
  place.refused({"shrink", "found.json", "--out", "no/such/folder/x.json"},
                "no/such/folder/x.json");
  place.refused({"shrink", "found.json", "--out", "small.json"},
                "small.json: is there, and is no schedule");
  place.refused({"shrink", "found.json", "--out", "."}, ".: is there, and is no schedule");
  write_text(place.file("undecided.json"), changed(good, "/verdict", "\"undecided\""));
  write_text(place.file("cut.json"), good.substr(0, good.size() / 2));
  place.refused({"shrink", "cut.json"}, "cut.json:");
  CHECK(read_text(place.file("found.json")) == good);
}

TEST_CASE("a schedule that no longer fails is not shrunk", "[reports][cli][shrink]") {
  const ShrinkPlace place;
  const std::string good = read_text(place.file("found.json"));
  // As if it had been saved by another model, on which it failed in another way.
  std::string text = changed(good, "/model_hash", "\"0123456789abcdef\"");
  text = changed(text, "/verdict", "\"uncached\"");
  write_text(place.file("other.json"), text);
  const ProgramRun run = place.run({"shrink", "other.json"});
  INFO(run.output << run.errors);
  CHECK(run.exit_code == 1);
  CHECK(read_text(place.file("other.json")) == text);
}

TEST_CASE("a check leaves no original of an earlier one", "[reports][cli][shrink]") {
  const Workplace place;
  const std::string original = "out/schedules/small--one-cut--eventually-fresh.json.original";
  CHECK(place.run({"check", "small.json", "--seeds", "50", "--prove", "never", "--out", "out"})
            .exit_code == 0);
  CHECK(fs::exists(place.file(original)));
  CHECK(place
            .run({"check", "small.json", "--seeds", "50", "--prove", "never", "--shrink-budget",
                  "0", "--out", "out"})
            .exit_code == 0);
  CHECK_FALSE(fs::exists(place.file(original)));
}

TEST_CASE("check shrinks to the same schedules with one thread and with two",
          "[reports][cli][shrink][whole]") {
  const Workplace place;
  const auto schedule_of = [&](const std::string& jobs) {
    CHECK(place
              .run({"check", "small.json", "--seeds", "100", "--prove", "never", "--jobs", jobs,
                    "--out", "out" + jobs})
              .exit_code == 0);
    const std::string name = "/schedules/small--one-cut--eventually-fresh.json";
    return read_text(place.file("out" + jobs + name));
  };
  CHECK(schedule_of("1") == schedule_of("2"));
}

}  // namespace
}  // namespace stalemate::reports::tests
