// Which schedules show the same bug: everything that is, and that is not, part of a shape.
#include "scenarios/corpus/shape.h"

#include <catch2/catch.hpp>

#include "scenarios/campaign/inputs.h"
#include "scenarios/corpus/corpus.h"
#include "tests/scenarios/examples.h"

namespace stalemate::scenarios::tests {
namespace {

const std::string seeds = std::string(STALEMATE_SOURCE_DIR) + "/scenarios/seeds/";
const std::string cut_seed = "orphaned-slot--a-context-is-cut-at-any-point--eventually-fresh";

Shaped shape_of_text(const std::string& text) {
  const Result<ScheduleFile> schedule = load_schedule_from_text(text, "run.json");
  if (!schedule) FAIL(schedule.error().message);
  const Result<Shaped> found = shaped(schedule.value(), "run.json");
  if (!found) FAIL(found.error().message);
  return found.value();
}

/// A schedule whose scenario was changed, with the hash that this makes.
std::string with_scenario(const std::string& text, const std::string& pointer,
                          const std::string& value) {
  const std::string other = changed(text, "/scenario" + pointer, value);
  const Result<ScheduleFile> broken = load_schedule_from_text(other, "run.json");
  if (broken) return other;
  const std::string& message = broken.error().message;
  const std::size_t at = message.rfind('"', message.size() - 2);
  REQUIRE(message.find("/scenario_hash") != std::string::npos);
  return changed(other, "/scenario_hash", message.substr(at));
}

TEST_CASE("what is and what is not part of a shape", "[corpus]") {
  const std::string text = read_text(seeds + cut_seed + ".json");
  const Shaped before = shape_of_text(text);
  CHECK(before.shape.deviations ==
        std::vector<std::string>{"what strikes now: the context is cut, request"});
  CHECK(before.shape.requests == 1);
  CHECK(before.shape.faults == 1);
  CHECK(before.shape.way.verdict == model::Verdict::violated);

  // Longer times are the same bug, told at greater length.
  const Shaped slower = shape_of_text(with_scenario(text, "/latencies/kv_get", "9"));
  CHECK(slower.shape == before.shape);
  const Shaped more = shape_of_text(with_scenario(text, "/workload", R"([{"at": 0}, {"at": 9}])"));
  CHECK(more.shape != before.shape);
  CHECK(more.shape.requests == 2);
  CHECK(before.cost < more.cost);
  const Shaped other =
      shape_of_text(with_scenario(text, "/handler/generation", "\"vinext-0.0.30\""));
  CHECK(other.shape != before.shape);
  const Shaped lease = shape_of_text(with_scenario(text, "/handler/regeneration_lease_ms", "99"));
  CHECK(lease.shape != before.shape);
  const Shaped app = shape_of_text(with_scenario(text, "/handler/router", "\"app\""));
  CHECK(app.shape != before.shape);
  const Shaped slot =
      shape_of_text(changed(text, "/property", "\"no-orphaned-regeneration-slot\""));
  CHECK(slot.shape.property != before.shape.property);
  CHECK(slot.shape != before.shape);
}

TEST_CASE("a deviation is told without its numbers", "[corpus]") {
  CHECK(deviation_line({"what strikes now", "the context is cut, request 3", 4, false}) ==
        "what strikes now: the context is cut, request");
  CHECK(deviation_line({"kv put latency 3", "80 ms", 76, false}) == "kv put latency");
  CHECK(deviation_line({"which isolate answers request 2", "isolate 1", 2, false}) ==
        "which isolate answers request: isolate");
}

TEST_CASE("every switch of a handler is part of what is under test", "[corpus]") {
  const model::HandlerConfig usual;
  std::vector<model::HandlerConfig> others(8, usual);
  others[0].generation = model::Generation::before_425;
  others[1].router = model::Router::app;
  others[2].put_registered = false;
  others[3].regeneration_registered = false;
  others[4].miss_stored_behind_response = true;
  others[5].handler_per_request = true;
  others[6].regeneration_lease_ms = 1;
  others[7].cached_tags_age = false;
  for (std::size_t one = 0; one < others.size(); ++one) {
    CHECK(handler_line(others[one]) != handler_line(usual));
    for (std::size_t other = 0; other < one; ++other) {
      CHECK(handler_line(others[one]) != handler_line(others[other]));
    }
  }
}

Kept kept(const std::string& file, std::uint64_t requests, const std::string& date) {
  Kept one;
  one.file = file;
  one.candidate.cost.requests = requests;
  one.candidate.content.provenance.date_found = date;
  return one;
}

TEST_CASE("of one shape the smallest stays, then the oldest, then the first by name", "[corpus]") {
  std::vector<Kept> entries{kept("d", 2, "2026-01-01"), kept("c", 1, ""),
                            kept("b", 1, "2026-02-02"), kept("a", 1, "2026-03-03"),
                            kept("other", 9, "")};
  entries.back().candidate.shape.requests = 9;
  const std::vector<Duplicate> duplicates = duplicates_in(entries);
  REQUIRE(duplicates.size() == 3);
  for (const Duplicate& duplicate : duplicates) {
    CHECK(entries[duplicate.stays].file == "b");
    CHECK(entries[duplicate.goes].file != "b");
    CHECK(entries[duplicate.goes].file != "other");
  }
  entries[0].candidate.cost.requests = 1;
  entries[2].candidate.content.provenance.date_found = "2026-01-01";
  CHECK(entries[*entry_of_shape(entries, Shape{})].file == "b");
  CHECK(stays_before(entries[2], entries[0]));
  CHECK_FALSE(stays_before(entries[2], entries[2]));
  CHECK_FALSE(entry_of_shape({}, Shape{}).has_value());
}

TEST_CASE("no two of the saved schedules show the same", "[corpus]") {
  const Corpus corpus = read_corpus(seeds, false);
  REQUIRE(corpus.errors.empty());
  REQUIRE(corpus.entries.size() >= 9);
  std::vector<Kept> entries;
  for (const SavedSchedule& saved : corpus.entries) {
    CAPTURE(saved.file);
    CHECK(missing_in(saved.content.provenance).empty());
    const Result<Shaped> found = shaped(saved.content, saved.file);
    REQUIRE(found.ok());
    Kept one;
    one.file = saved.file;
    one.candidate.shape = found.value().shape;
    one.candidate.cost = found.value().cost;
    entries.push_back(std::move(one));
  }
  CHECK(duplicates_in(entries).empty());
}

}  // namespace
}  // namespace stalemate::scenarios::tests
