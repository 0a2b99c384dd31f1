#include <string>
#include <string_view>

#include "scenarios/format/parse_json.h"
#include "scenarios/format/schedule_file.h"

namespace stalemate::scenarios {
namespace {

using format::Json;

// Text that is not UTF-8, which only a path can be, loses what is wrong in it.
std::string json_text(std::string_view text) { return format::compact_text(Json(text)); }

std::string member(std::string_view key, const std::string& value) {
  return "  " + json_text(key) + ": " + value + ",\n";
}

// What is not said is left out.
std::string provenance_text(const Provenance& provenance) {
  const auto& [name, source, expected, date_found] = provenance;
  std::string text;
  if (!name.empty()) text += member("name", json_text(name));
  if (!source.empty()) text += member("source", json_text(source));
  if (!expected.empty()) text += member("expected", json_text(expected));
  if (!date_found.empty()) text += member("date_found", json_text(date_found));
  return text;
}

// One line, for instance {"label": "kv put latency 3", "take": "80 ms", "of": 76, "calm": false}.
std::string choice_text(const sim::RecordedChoice& choice) {
  return R"({"label": )" + json_text(choice.label) + R"(, "take": )" + json_text(choice.taken) +
         R"(, "of": )" + std::to_string(choice.count) + (choice.calm ? "}" : R"(, "calm": false})");
}

// As indented as the rest of the file.
std::string document_text(const std::string& document) {
  const Json json = Json::parse(document, nullptr, false);
  std::string text;
  for (const char byte : json.dump(2, ' ', false, Json::error_handler_t::replace)) {
    text += byte;
    if (byte == '\n') text += "  ";
  }
  return text;
}

}  // namespace

std::string schedule_text(const ScheduleFile& schedule) {
  std::string text = "{\n";
  text += member("format", std::to_string(schedule.format));
  text += provenance_text(schedule.provenance);
  text += member("stalemate_version", json_text(schedule.stalemate_version));
  text += member("model_hash", json_text(schedule.model_hash));
  text += member("scenario_path", json_text(schedule.scenario_path));
  text += member("scenario_name", json_text(schedule.scenario_name));
  text += member("scenario_hash", json_text(schedule.scenario_hash));
  text += member("cell", json_text(schedule.cell));
  if (!schedule.program_sha256.empty()) {
    text += member("program_sha256", json_text(schedule.program_sha256));
  }
  text += member("seed", json_text(std::to_string(schedule.seed)));
  text += member("property", json_text(schedule.property));
  text += member("verdict", json_text(schedule.verdict));
  text += member("trace_hash", json_text(schedule.trace_hash));
  text += member("steps", std::to_string(schedule.steps));
  text += member("found", json_text(schedule.found));
  text += "  \"choices\": [";
  for (const sim::RecordedChoice& choice : schedule.choices) {
    text += &choice == &schedule.choices.front() ? "\n    " : ",\n    ";
    text += choice_text(choice);
  }
  text += schedule.choices.empty() ? "],\n" : "\n  ],\n";
  text += "  \"scenario\": " + document_text(schedule.scenario_document) + "\n}\n";
  return text;
}

}  // namespace stalemate::scenarios
