// `stalemate corpus`: adding, making small and replaying what is kept; and every way to be refused.
#include <filesystem>
#include <string>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/reports/workplace.h"
#include "tests/scenarios/schema_validator.h"

namespace stalemate::reports::tests {
namespace {

namespace fs = std::filesystem;
using scenarios::tests::changed;
using scenarios::tests::read_text;
using scenarios::tests::write_text;

const std::string kept_file = "kept/small--one-cut--eventually-fresh.json";

/// Holds "found.json", not shrunk, and "slot.json", of the same run and another property.
class CorpusPlace : public Workplace {
 public:
  CorpusPlace() {
    REQUIRE(run({"check", "small.json", "--seeds", "50", "--prove", "never", "--shrink-budget", "0",
                 "--out", "out"})
                .exit_code == 0);
    const std::string stem = file("out/schedules/small--one-cut--");
    fs::copy(stem + "eventually-fresh.json", file("found.json"));
    fs::copy(stem + "no-orphaned-regeneration-slot.json", file("slot.json"));
  }
  ProgramRun add(std::vector<std::string> more) const {
    more.insert(more.begin(), {"corpus", "add"});
    more.insert(more.end(), {"--to", "kept"});
    return run(more);
  }
  std::size_t count(const std::string& folder) const {
    const fs::directory_iterator entries(file(folder));
    return static_cast<std::size_t>(std::distance(begin(entries), end(entries)));
  }
};

bool tells(const ProgramRun& outcome, const std::string& words) {
  std::string text = outcome.output;
  for (std::size_t at = text.find('\n'); at != std::string::npos; at = text.find('\n', at)) {
    text[at] = ' ';  // wherever a line was broken
  }
  std::string plain;
  for (const char letter : text) {
    if (letter != ' ' || plain.empty() || plain.back() != ' ') plain += letter;
  }
  return plain.find(words) != std::string::npos;
}

TEST_CASE("corpus add keeps a small schedule with where it comes from", "[reports][cli][corpus]") {
  const CorpusPlace place;
  const ProgramRun added = place.add({"found.json", "--date", "2026-02-03"});
  INFO(added.output << added.errors);
  CHECK(added.exit_code == 0);
  CHECK(tells(added, "found.json: added as " + kept_file + ": shrunk from 2 requests, 1 fault, "));
  const nlohmann::json json = nlohmann::json::parse(read_text(place.file(kept_file)));
  CHECK(json["name"] == "small--one-cut--eventually-fresh");
  CHECK(json["source"] == "https://example.org/");
  CHECK(json["expected"] == "violated");
  CHECK(json["date_found"] == "2026-02-03");
  CHECK(json["scenario"]["workload"].size() == 1);
  CHECK(scenarios::tests::SchemaValidator("schedule").complaint(json.dump()) == "");

  // Once more it is there already; what shows something else is not.
  const std::string before = read_text(place.file(kept_file));
  const ProgramRun again = place.add({"found.json", "slot.json", "--source", "https://a.example/"});
  CHECK(again.exit_code == 0);
  CHECK(tells(again, "found.json: not added, for there is " + kept_file +
                         ", which shows the same "
                         "and is as small"));
  CHECK(
      tells(again, "slot.json: added as kept/small--one-cut--no-orphaned-regeneration-slot.json"));
  CHECK(read_text(place.file(kept_file)) == before);
  CHECK(place.count("kept") == 2);
  const ProgramRun check = place.run({"corpus", "check", "kept"});
  CHECK(check.exit_code == 0);
  CHECK(tells(check, "= " + kept_file + ": reproduced (violated) "));
  CHECK(tells(check, "2 schedules: 2 reproduced, 0 no longer fail"));
}

TEST_CASE("a smaller schedule takes the place of what shows the same", "[reports][cli][corpus]") {
  const CorpusPlace place;
  // Not shrunk at all, so the budget ended it.
  const ProgramRun large =
      place.add({"found.json", "--shrink-budget", "0", "--name", "large", "--date", "2026-01-01"});
  CHECK(large.exit_code == 3);
  const std::string text = read_text(place.file("kept/large.json"));
  CHECK(place.add({"found.json"}).exit_code == 0);
  CHECK(place.count("kept") == 2);  // one request is another shape than two
  const ProgramRun minimise = place.run({"corpus", "minimise", "kept"});
  INFO(minimise.output << minimise.errors);
  CHECK(minimise.exit_code == 0);
  CHECK(tells(minimise,
              "kept/small--one-cut--eventually-fresh.json: taken away for "
              "kept/large.json, which shows the same and is as small, and was found "
              "earlier (2026-01-01)"));
  CHECK(read_text(place.file("kept/large.json.original")) == text);
  CHECK(fs::exists(place.file(kept_file + ".original")));
  CHECK_FALSE(fs::exists(place.file(kept_file)));
  const nlohmann::json json = nlohmann::json::parse(read_text(place.file("kept/large.json")));
  CHECK(json["name"] == "large");
  CHECK(json["scenario"]["workload"].size() == 1);
  // The last one of a shape stays.
  CHECK(place.run({"corpus", "minimise", "kept"}).exit_code == 0);
  CHECK(fs::exists(place.file("kept/large.json")));
}

TEST_CASE("corpus add replaces a longer one of the same shape, and keeps its name and date",
          "[reports][cli][corpus]") {
  const CorpusPlace place;
  CHECK(place.add({"found.json", "--name", "first", "--date", "2026-01-01"}).exit_code == 0);
  const std::string small = read_text(place.file("kept/first.json"));
  // The same with a setting more.
  const std::string longer = changed(small, "/scenario/latencies/kv_get", "9");
  write_text(place.file("longer.json"), longer);
  const std::string message = place.run({"validate", "longer.json"}).errors;
  const std::size_t at = message.rfind('"', message.rfind('"') - 1);
  write_text(place.file("kept/first.json"),
             changed(longer, "/scenario_hash", message.substr(at, 18)));
  const ProgramRun added = place.add({"found.json"});
  INFO(message << added.output << added.errors);
  CHECK(added.exit_code == 0);
  CHECK(tells(added, "found.json: added in place of what kept/first.json was"));
  CHECK(place.count("kept") == 2);
  CHECK(read_text(place.file("kept/first.json")) == small);
  CHECK(fs::exists(place.file("kept/first.json.original")));
}

TEST_CASE("what does not fail any more keeps nothing out that does", "[reports][cli][corpus]") {
  const CorpusPlace place;
  CHECK(place.add({"found.json"}).exit_code == 0);
  const nlohmann::json kept = nlohmann::json::parse(read_text(place.file(kept_file)));
  const auto offered = kept["choices"][0]["of"].get<int>();
  write_text(place.file(kept_file),
             changed(kept.dump(), "/choices/0/of", std::to_string(offered + 1)));
  CHECK(place.run({"corpus", "check", "kept"}).exit_code == 4);
  const ProgramRun added = place.add({"found.json"});
  INFO(added.output << added.errors);
  CHECK(added.exit_code == 0);
  CHECK(tells(added, "found.json: added as kept/small--one-cut--eventually-fresh-2.json"));
  // Now there is one, and what was said about another counts for nothing.
  const ProgramRun again = place.add({"found.json", "--name", "other"});
  CHECK(again.exit_code == 0);
  CHECK(tells(again, "not added, for there is"));
  CHECK(tells(again, "its --name, --source and --date stay as they are there"));
  CHECK(place.count("kept") == 2);
}

TEST_CASE("a dry run writes nothing", "[reports][cli][corpus]") {
  const CorpusPlace place;
  fs::create_directory(place.file("kept"));
  fs::copy(place.file("found.json"), place.file("kept/one.json"));
  fs::copy(place.file("found.json"), place.file("kept/two.json"));
  const std::string before = read_text(place.file("kept/one.json"));
  const ProgramRun dry = place.run({"corpus", "minimise", "kept", "--dry-run"});
  CHECK(dry.exit_code == 0);
  CHECK(tells(dry, "kept/one.json: would be shrunk from 2 requests"));
  CHECK(tells(dry, "kept/two.json: would be taken away for kept/one.json, which shows the same"));
  CHECK(place.count("kept") == 2);
  CHECK(read_text(place.file("kept/one.json")) == before);
}

TEST_CASE("a bug that stopped failing is told apart from a schedule that diverged",
          "[reports][cli][corpus]") {
  const CorpusPlace place;
  CHECK(place.add({"found.json", "slot.json"}).exit_code == 0);
  const std::string good = read_text(place.file(kept_file));
  const std::string other_model = changed(good, "/model_hash", "\"0123456789abcdef\"");
  const std::string mended = changed(other_model, "/expected", "\"uncached\"");
  write_text(place.file("kept/b.json"), mended);
  const ProgramRun differs = place.run({"corpus", "check", "kept"});
  CHECK(differs.exit_code == 1);
  CHECK(tells(differs,
              "! kept/b.json: fails differently: was uncached, now violated; the model "
              "has changed since"));
  write_text(place.file("kept/b.json"), changed(other_model, "/choices/0/label", "\"else\""));
  const ProgramRun diverged = place.run({"corpus", "check", "kept"});
  CHECK(diverged.exit_code == 4);
  CHECK(tells(diverged, "! kept/b.json: diverged at step 1: expected "));
  CHECK(tells(diverged,
              "3 schedules: 2 reproduced, 0 no longer fail, 0 fail differently, 1 "
              "diverged, 0 not deterministic; 1 of another model"));
  const ProgramRun added = place.run({"corpus", "add", "kept/b.json", "--to", "new"});
  CHECK(added.exit_code == 4);
  CHECK(tells(added, "kept/b.json: not kept: eventually-fresh: diverged at step 1"));
  CHECK_FALSE(fs::exists(place.file("new")));
  const ProgramRun minimise = place.run({"corpus", "minimise", "kept"});
  CHECK(minimise.exit_code == 4);
  CHECK(fs::exists(place.file("kept/b.json")));

  // A run that holds: of a bug that was mended, unless it is expected to hold.
  CHECK(place
            .run({"check", "small.json", "--seeds", "1", "--save-samples", "1", "--prove", "never",
                  "--out", "out"})
            .exit_code == 3);
  const std::string calm = changed(read_text(place.file("out/samples/small--nothing/1.json")),
                                   "/model_hash", "\"0123456789abcdef\"");
  write_text(place.file("kept/b.json"), changed(calm, "/expected", "\"violated\""));
  const ProgramRun holds = place.run({"corpus", "check", "kept"});
  CHECK(holds.exit_code == 1);
  CHECK(tells(holds, "! kept/b.json: no longer fails: was violated, now holds; the model has"));
  CHECK(tells(place.run({"corpus", "add", "kept/b.json", "--to", "new"}),
              "kept/b.json: not kept: eventually-fresh: no longer fails"));
  write_text(place.file("kept/b.json"), changed(calm, "/expected", "\"holds\""));
  CHECK(place.run({"corpus", "check", "kept"}).exit_code == 0);
  CHECK(tells(place.run({"corpus", "minimise", "kept"}),
              "kept/b.json: left as it is: it is not expected to fail"));

  write_text(place.file("kept/b.json"), changed(good, "/name", "delete"));
  const ProgramRun partly = place.run({"corpus", "check", "kept"});
  CHECK(partly.exit_code == 0);
  CHECK(tells(partly, "kept/b.json: reproduced (violated); it does not say: name"));
}

TEST_CASE("corpus check answers programs in JSON", "[reports][cli][corpus]") {
  const CorpusPlace place;
  CHECK(place.add({"found.json", "--date", "2026-01-01"}).exit_code == 0);
  const ProgramRun check = place.run({"corpus", "check", "kept", "--format", "json"});
  CHECK(check.exit_code == 0);
  const scenarios::tests::SchemaValidator schema("../../reports/corpus");
  CHECK(schema.complaint(check.output) == "");
  const nlohmann::json json = nlohmann::json::parse(check.output);
  CHECK(json["counts"]["reproduced"] == 1);
  CHECK(json["entries"][0]["file"] == kept_file);
  CHECK(json["entries"][0]["date_found"] == "2026-01-01");
}

TEST_CASE("an empty corpus never passes, and bad input is one line", "[reports][cli][corpus]") {
  const CorpusPlace place;
  fs::create_directory(place.file("empty"));
  const ProgramRun empty = place.run({"corpus", "check", "empty"});
  CHECK(empty.exit_code == 5);
  CHECK(is_one_line_error(empty));
  CHECK(place.run({"corpus", "minimise", "empty"}).exit_code == 5);
  const ProgramRun missing = place.run({"corpus", "check", "missing"});
  CHECK(missing.exit_code == 2);
  CHECK(is_one_line_error(missing));
  CHECK(place.run({"corpus", "check", "out"}).exit_code == 2);  // a folder of reports

  place.refused({"corpus"}, "say what to do: corpus add, corpus minimise or corpus check");
  place.refused({"corpus", "keep"}, "say what to do: corpus add");
  place.refused({"corpus", "add"}, "FILE is required");
  place.refused({"corpus", "add", "found.json", "--to", ""}, "--to needs a folder's name");
  place.refused({"corpus", "add", "found.json", "--date", "2026-02-30"},
                "--date cannot be \"2026-02-30\"; allowed: a date as YYYY-MM-DD");
  place.refused({"corpus", "add", "found.json", "--name", "../x"}, "--name cannot be \"../x\"");
  place.refused({"corpus", "add", "found.json", "--source", "http://a"}, "--source cannot be");
  place.refused({"corpus", "add", "found.json", "slot.json", "--name", "x"}, "--name names one");
  place.refused({"corpus", "check", "--format", "xml"}, "--format cannot be \"xml\"");
  place.refused({"corpus", "minimise", "kept", "kept"}, "not expected: kept");
  place.refused({"corpus", "add", "small.json", "--to", "kept"}, "small.json: ");
  place.refused({"corpus", "add", "none.json", "--to", "kept"}, "none.json: ");
  const std::string good = read_text(place.file("found.json"));
  write_text(place.file("holds.json"), changed(good, "/verdict", "\"holds\""));
  place.refused({"corpus", "add", "holds.json", "--to", "kept"}, "records \"holds\"; only");
  CHECK_FALSE(fs::exists(place.file("kept")));

  fs::create_directory(place.file("kept"));
  write_text(place.file("kept/bad.json"), "{");
  place.refused({"corpus", "add", "found.json", "--to", "kept"}, "kept/bad.json:1:2: not JSON");
  place.refused({"corpus", "minimise", "kept"}, "kept/bad.json:1:2: not JSON");
  CHECK(place.run({"corpus", "check", "kept"}).exit_code == 2);
  CHECK(place.count("kept") == 1);
}

TEST_CASE("a folder that cannot be written to loses nothing", "[reports][cli][corpus]") {
  const CorpusPlace place;
  fs::create_directory(place.file("kept"));
  fs::copy(place.file("found.json"), place.file("kept/one.json"));
  const std::string before = read_text(place.file("kept/one.json"));
  REQUIRE(::chmod(place.file("kept").c_str(), 0500) == 0);
  if (::access(place.file("kept").c_str(), W_OK) != 0) {  // not for the superuser
    CHECK(place.run({"corpus", "minimise", "kept"}).exit_code == 2);
    CHECK(place.add({"slot.json"}).exit_code == 2);
  }
  REQUIRE(::chmod(place.file("kept").c_str(), 0700) == 0);
  CHECK(read_text(place.file("kept/one.json")) == before);
  CHECK(place.count("kept") == 1);
  place.refused({"corpus", "add", "slot.json", "--to", "found.json/kept"}, "found.json/kept");
  // Where an original cannot be kept, what it is of stays as it is.
  fs::create_directory(place.file("kept/one.json.original"));
  for (int number = 1; number < 1000; ++number) {
    fs::create_directory(place.file("kept/one.json.original." + std::to_string(number)));
  }
  place.refused({"corpus", "minimise", "kept"}, "too many originals of it are kept");
  CHECK(read_text(place.file("kept/one.json")) == before);
}

}  // namespace
}  // namespace stalemate::reports::tests
