// Damaged files: whatever happens to a good one, loading gives a value or one line, never a crash.
#include <algorithm>

#include <catch2/catch.hpp>
#include <rapidcheck.h>
#include <rapidcheck/catch.h>

#include "scenarios/format/json.h"
#include "scenarios/format/load.h"
#include "scenarios/format/schedule_file.h"
#include "tests/scenarios/examples.h"
#include "tests/scenarios/schema_validator.h"

namespace stalemate::scenarios::tests {
namespace {

using format::Json;

bool is_proper(const std::string& message) {
  return !message.empty() && message.rfind("test.json", 0) == 0 && message.size() < 4096 &&
         std::none_of(message.begin(), message.end(), [](char byte) {
           return static_cast<unsigned char>(byte) < 0x20 || byte == 0x7f;
         });
}

// A scenario that loads is whole, and its schema has nothing against it.
void check_scenario(const std::string& text, const SchemaValidator& schema) {
  const Result<Scenario> scenario = load_scenario_from_text(text, "test.json");
  if (!scenario) {
    RC_ASSERT(is_proper(scenario.error().message));
    return;
  }
  RC_ASSERT(!scenario.value().cells.empty());
  RC_ASSERT(scenario.value().hash.size() == 16);
  for (const Cell& cell : scenario.value().cells) {
    RC_ASSERT(!cell.config.workload.empty());
    RC_ASSERT(!cell.config.isolates_per_colo.empty());
  }
  RC_ASSERT(load_scenario_from_text(scenario.value().document, "test.json").ok());
  RC_ASSERT(schema.complaint(text) == "");
}

void check_schedule(const std::string& text, const SchemaValidator& schema) {
  const Result<ScheduleFile> schedule = load_schedule_from_text(text, "test.json");
  if (!schedule) {
    RC_ASSERT(is_proper(schedule.error().message));
    return;
  }
  const std::string again = schedule_text(schedule.value());
  const Result<ScheduleFile> loaded = load_schedule_from_text(again, "test.json");
  RC_ASSERT(loaded.ok());
  RC_ASSERT(loaded.value() == schedule.value());
  RC_ASSERT(schema.complaint(text) == "");
}

std::size_t place_in(const std::string& text) {
  return *rc::gen::inRange<std::size_t>(0, text.size() + 1);
}

// Deletes, inserts or replaces a few bytes, or cuts the end off.
std::string with_damaged_bytes(std::string text) {
  const int count = *rc::gen::inRange(1, 4);
  for (int index = 0; index < count; ++index) {
    const std::size_t at = place_in(text);
    const std::size_t length = *rc::gen::inRange<std::size_t>(0, 8);
    const auto bytes = *rc::gen::container<std::string>(
        rc::gen::oneOf(rc::gen::arbitrary<char>(),
                       rc::gen::elementOf(std::string("{}[]\",:0123456789.-eE \nntf\\u"))));
    text.replace(at, length, bytes.substr(0, 6));
    if (*rc::gen::inRange(0, 20) == 0) text.resize(place_in(text));
  }
  return text;
}

void add_pointers(const Json& json, const Json::json_pointer& place,
                  std::vector<std::string>& pointers) {
  if (!json.is_structured()) return;
  for (const auto& member : json.items()) {
    const Json::json_pointer child =
        json.is_array() ? place / std::stoul(member.key()) : place / member.key();
    pointers.push_back(child.to_string());
    add_pointers(member.value(), child, pointers);
  }
}

std::string any_value() {
  static const std::vector<std::string> values{"null",
                                               "true",
                                               "false",
                                               "0",
                                               "1",
                                               "-1",
                                               "2",
                                               "5",
                                               "1000",
                                               "1e300",
                                               "0.5",
                                               "1e-300",
                                               "[]",
                                               "{}",
                                               "[1,2]",
                                               "[2,1]",
                                               "[0,1000000]",
                                               "\"\"",
                                               "\"any\"",
                                               "\"429\"",
                                               "\"holds\"",
                                               "\"app\"",
                                               "\"none\"",
                                               "[{\"at\":0}]",
                                               "{\"x\":1}",
                                               "[null]",
                                               "delete",
                                               "{\"x\":{}}",
                                               "[[[[[[]]]]]]",
                                               "9223372036854775807",
                                               "18446744073709551615",
                                               "-9223372036854775808",
                                               "\"\\u0000\"",
                                               "\"a\\nb\"",
                                               "{\"\":null}",
                                               "{\"typical_ms\":1,\"high_ms\":0}"};
  return *rc::gen::elementOf(values);
}

// Replaces or deletes values, adds unknown keys, and copies one part over another.
std::string with_damaged_values(std::string text) {
  const int count = *rc::gen::inRange(1, 4);
  for (int index = 0; index < count; ++index) {
    std::vector<std::string> pointers;
    const Json json = Json::parse(text);
    add_pointers(json, Json::json_pointer(), pointers);
    if (pointers.empty()) break;
    const std::string place = *rc::gen::elementOf(pointers);
    const std::string other = *rc::gen::elementOf(pointers);
    const bool copy = *rc::gen::inRange(0, 3) == 0;
    text = changed(text, place, copy ? json[Json::json_pointer(other)].dump() : any_value());
  }
  return text;
}

TEST_CASE("a damaged scenario loads or gives one line", "[scenarios]") {
  const SchemaValidator schema("scenario");
  const std::string complete = complete_scenario();
  rc::prop("bytes", [&] { check_scenario(with_damaged_bytes(complete), schema); });
  rc::prop("values", [&] { check_scenario(with_damaged_values(complete), schema); });
  rc::prop("minimal", [&] { check_scenario(with_damaged_values(minimal_scenario()), schema); });
  rc::prop("noise", [&] { check_scenario(*rc::gen::arbitrary<std::string>(), schema); });
}

TEST_CASE("a damaged schedule loads or gives one line", "[scenarios]") {
  const SchemaValidator schema("schedule");
  const std::string text = schedule_text(example_schedule());
  rc::prop("bytes", [&] { check_schedule(with_damaged_bytes(text), schema); });
  rc::prop("values", [&] { check_schedule(with_damaged_values(text), schema); });
}

}  // namespace
}  // namespace stalemate::scenarios::tests
