// The schemas and the loader say the same, and the files of the tree satisfy both.
#include <algorithm>
#include <filesystem>
#include <set>

#include <catch2/catch.hpp>

#include "model/workers/profiles.h"
#include "scenarios/format/json.h"
#include "scenarios/format/load.h"
#include "scenarios/format/schedule_file.h"
#include "tests/scenarios/examples.h"
#include "tests/scenarios/schema_validator.h"

namespace stalemate::scenarios::tests {
namespace {

using format::Json;

template <class Enum>
Json table_of() {
  Json names = Json::array();
  for (const char* text : model::NamesOf<Enum>::table) names.push_back(text);
  return names;
}

// The names that the schema allows at the place, without the null of a patch.
Json names_at(const Json& schema, const std::string& pointer) {
  Json names = schema[Json::json_pointer(pointer)];
  names.erase(std::remove(names.begin(), names.end(), Json(nullptr)), names.end());
  return names;
}

Json keys_at(const Json& schema, const std::string& pointer) {
  Json keys = Json::array();
  for (const auto& member : schema[Json::json_pointer(pointer)].items()) {
    keys.push_back(member.key());
  }
  return keys;
}

void add_keys(const Json& json, std::set<std::string>& keys) {
  if (json.is_object()) {
    for (const auto& member : json.items()) keys.insert(member.key());
  }
  if (!json.is_structured()) return;
  for (const Json& child : json) add_keys(child, keys);
}

// Every key that some `properties` of the schema names.
void add_properties(const Json& json, std::set<std::string>& keys) {
  if (json.is_object() && json.contains("properties") && json["properties"].is_object()) {
    for (const auto& member : json["properties"].items()) keys.insert(member.key());
  }
  if (!json.is_structured()) return;
  for (const Json& child : json) add_properties(child, keys);
}

std::vector<std::string> files_below(const std::string& folder) {
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    const bool schema = entry.path().parent_path().filename() == "schema";
    if (entry.path().extension() == ".json" && !schema) files.push_back(entry.path().string());
  }
  std::sort(files.begin(), files.end());
  return files;
}

TEST_CASE("the names in the scenario schema are those of the code", "[scenarios]") {
  const Json schema = Json::parse(schema_text("scenario"));
  const auto names = [&schema](const std::string& place) {
    return names_at(schema, "/definitions/" + place + "/enum");
  };
  CHECK(names("handler/properties/generation/anyOf/0") == table_of<model::Generation>());
  CHECK(names("handler/properties/router") == table_of<model::Router>());
  CHECK(names("handler/properties/context_visible") == table_of<model::VisibleContext>());
  CHECK(names("runtime/properties/profile") == table_of<model::Profile>());
  CHECK(names("runtime/properties/unsent_put") == table_of<model::UnsentPut>());
  CHECK(names("runtime/properties/cut_put") == table_of<model::CutPut>());
  CHECK(names("page/properties/body") == table_of<model::BodyKind>());
  CHECK(names("page/properties/key") == table_of<model::KeyName>());
  CHECK(names("entry/properties/shape") == table_of<model::EntryShape>());
  CHECK(names("arrival/properties/kind") == table_of<model::ArrivalKind>());
  CHECK(names("arrival/properties/artifact") == table_of<model::Artifact>());
  CHECK(names("arrival/properties/context_visible") == table_of<model::VisibleContext>());
  CHECK(names("arrival/properties/render") == table_of<model::RenderScript>());
  CHECK(names("put/properties/outcome") == table_of<model::PutScriptKind>());
  CHECK(names("sometimes/items") == table_of<model::EventKind>());
  CHECK(names_at(schema, "/properties/routing/enum") == table_of<model::Routing>());
  CHECK(names("patch/properties/routing") == table_of<model::Routing>());
  const auto keys = [&schema](const std::string& place) {
    return keys_at(schema, "/definitions/" + place + "/properties");
  };
  CHECK(keys("page/properties/entries") == table_of<model::Artifact>());
  CHECK(keys("faults") == table_of<model::Fault>());
  CHECK(keys("expect") == table_of<model::Property>());
}

TEST_CASE("the names in the schedule schema are those of the code", "[scenarios]") {
  const Json schema = Json::parse(schema_text("schedule"));
  CHECK(names_at(schema, "/properties/property/enum") == table_of<model::Property>());
  CHECK(names_at(schema, "/properties/verdict/enum") == table_of<model::Verdict>());
  CHECK(schema["properties"]["format"]["const"] == schedule_format);
}

TEST_CASE("the complete scenario has every key that the schema knows", "[scenarios]") {
  std::set<std::string> known;
  add_properties(Json::parse(schema_text("scenario")), known);
  std::set<std::string> used;
  add_keys(Json::parse(complete_scenario()), used);
  std::vector<std::string> unused;
  std::set_difference(known.begin(), known.end(), used.begin(), used.end(),
                      std::back_inserter(unused));
  CHECK(unused == std::vector<std::string>{});
}

TEST_CASE("a base and a patch know the same keys", "[scenarios]") {
  const Json schema = Json::parse(schema_text("scenario"));
  Json base = keys_at(schema, "/properties");
  for (const std::string key : {"$schema", "name", "source", "matrix", "cells"}) {
    base.erase(std::remove(base.begin(), base.end(), Json(key)), base.end());
  }
  CHECK(base == keys_at(schema, "/definitions/patch/properties"));
}

TEST_CASE("every file of scenarios/ satisfies its schema and its loader", "[scenarios]") {
  const SchemaValidator scenarios("scenario");
  const SchemaValidator schedules("schedule");
  std::vector<std::string> files = files_below(std::string(STALEMATE_SOURCE_DIR) + "/scenarios");
  files.push_back(complete_scenario_path());
  for (const std::string& path : files) {
    const std::string text = read_text(path);
    const bool schedule = Json::parse(text).contains("format");
    CAPTURE(path);
    CHECK((schedule ? schedules : scenarios).complaint(text) == "");
    const std::string error = schedule ? [&path] {
      const Result<ScheduleFile> result = load_schedule(path);
      return result ? std::string() : result.error().message;
    }()
                                       : [&path] {
      const Result<Scenario> result = load_scenario(path);
      return result ? std::string() : result.error().message;
    }();
    CHECK(error == "");
  }
}

}  // namespace
}  // namespace stalemate::scenarios::tests
