#include "scenarios/format/schedule_file.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <utility>

#include "scenarios/format/fields.h"
#include "scenarios/format/load_document.h"
#include "scenarios/format/parse_json.h"
#include "scenarios/javascript/programs.h"

namespace stalemate::scenarios {
namespace {

using format::Fields;
using format::Json;
using format::Node;
using format::Range;

constexpr Range counts{0, std::numeric_limits<std::int64_t>::max()};
constexpr Range alternatives{1, std::numeric_limits<std::uint32_t>::max()};
constexpr std::size_t longest_text = 4096;  // of paths and sentences

void read_text(Fields& fields, std::string_view key, std::string& out) {
  const std::optional<Node> field = fields.always_require(key);
  const auto text = field ? format::line_of(*field, longest_text) : std::nullopt;
  if (text) out = *text;
}

void read_hash(Fields& fields, std::string_view key, std::string& out) {
  const std::optional<Node> field = fields.always_require(key);
  if (!field) return;
  const bool text = field->json().is_string();
  if (text) out = field->json().get<std::string>();
  const bool digits =
      text && out.size() == 16 && out.find_first_not_of("0123456789abcdef") == std::string::npos;
  if (!digits) {
    field->fail(format::shown(field->json()) + " is no hash", "16 digits of 0-9 and a-f");
  }
}

// As text: a number of 64 bits does not survive every program that reads JSON.
void read_seed(Fields& fields, std::uint64_t& out) {
  const std::optional<Node> field = fields.always_require("seed");
  if (!field) return;
  const std::string text = field->json().is_string() ? field->json().get<std::string>() : "";
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  const bool whole = error == std::errc() && end == text.data() + text.size();
  if (whole && text == std::to_string(out)) return;
  field->fail(format::shown(field->json()) + " is no seed",
              "a number from 0 to 18446744073709551615, in quotes");
}

template <class Enum>
void read_name(Fields& fields, std::string_view key, std::string& out) {
  const std::optional<Node> field = fields.always_require(key);
  const auto value = field ? format::name_of<Enum>(*field) : std::nullopt;
  if (value) out = model::name(*value);
}

// A text that may be missing.
void read_if_there(Fields& fields, std::string_view key, std::size_t longest_bytes,
                   bool (*allows)(std::string_view), const std::string& allowed, std::string& out) {
  const std::optional<Node> field = fields.find(key);
  const auto text = field ? format::line_of(*field, longest_bytes) : std::nullopt;
  if (!text) return;
  out = *text;
  if (!allows(out)) field->fail(format::in_quotes(out) + " cannot be one", allowed);
}

constexpr std::size_t sha256_digits = 64;

bool is_sha256(std::string_view text) {
  return text.size() == sha256_digits &&
         text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

void read_provenance(Fields& fields, Provenance& out) {
  auto& [name, source, expected, date_found] = out;
  read_if_there(fields, "name", longest_provenance_name, is_provenance_name,
                "letters, digits, '.', '_' and '-', a letter or digit first", name);
  read_if_there(fields, "source", format::longest_sentence, is_public_address, "https://...",
                source);
  const std::optional<Node> verdict = fields.find("expected");
  const auto value = verdict ? format::name_of<model::Verdict>(*verdict) : std::nullopt;
  if (value) expected = model::name(*value);
  read_if_there(fields, "date_found", longest_text, is_date, "a date as YYYY-MM-DD", date_found);
}

// Another format may have any other keys, so this comes before them.
void read_format(Fields& fields, int& out) {
  const std::optional<Node> field = fields.always_require("format");
  if (!field) return;
  if (field->json().is_number_integer() && field->json() == schedule_format) return;
  const Json& root = fields.node().json();
  const bool says = root.contains("stalemate_version") && root["stalemate_version"].is_string();
  const std::string by =
      says ? " (saved by stalemate " + format::shown(root["stalemate_version"]) + ")" : "";
  field->fail(format::shown(field->json()) + " is no format of this version" + by,
              std::to_string(schedule_format));
  out = schedule_format;
}

sim::RecordedChoice read_choice(const Node& node) {
  sim::RecordedChoice choice;
  Fields fields(node);
  read_text(fields, "label", choice.label);
  read_text(fields, "take", choice.taken);
  if (const std::optional<Node> of = fields.always_require("of")) {
    choice.count = static_cast<std::uint32_t>(format::integer_of(*of, alternatives).value_or(1));
  }
  fields.boolean("calm", choice.calm);
  fields.done();
  return choice;
}

void read_choices(Fields& fields, sim::Schedule& choices) {
  const std::optional<Node> list = fields.always_require("choices");
  if (!list) return;
  const std::string allowed =
      "a list of at most " + std::to_string(format::most_choices) + " choices";
  if (!list->json().is_array()) {
    return list->fail(format::shown(list->json()) + " is no list", allowed);
  }
  const std::size_t count = list->json().size();
  if (count > format::most_choices) {
    return list->fail("a list of " + std::to_string(count), allowed);
  }
  choices.reserve(count);
  for (std::size_t index = 0; index < count; ++index) {
    if (list->reading().problem()) return;
    choices.push_back(read_choice(list->element(index)));
  }
}

void read_schedule(Fields& fields, ScheduleFile& schedule) {
  static_cast<void>(fields.find("$schema"));
  read_format(fields, schedule.format);
  read_provenance(fields, schedule.provenance);
  read_text(fields, "stalemate_version", schedule.stalemate_version);
  read_hash(fields, "model_hash", schedule.model_hash);
  read_text(fields, "scenario_path", schedule.scenario_path);
  read_text(fields, "scenario_name", schedule.scenario_name);
  read_hash(fields, "scenario_hash", schedule.scenario_hash);
  read_text(fields, "cell", schedule.cell);
  read_if_there(fields, "program_sha256", sha256_digits, is_sha256, "64 digits of 0-9 and a-f",
                schedule.program_sha256);
  read_seed(fields, schedule.seed);
  read_name<model::Property>(fields, "property", schedule.property);
  read_name<model::Verdict>(fields, "verdict", schedule.verdict);
  read_hash(fields, "trace_hash", schedule.trace_hash);
  if (const std::optional<Node> steps = fields.always_require("steps")) {
    schedule.steps = static_cast<std::uint64_t>(format::integer_of(*steps, counts).value_or(0));
  }
  read_text(fields, "found", schedule.found);
  read_choices(fields, schedule.choices);
  const std::optional<Node> scenario = fields.always_require("scenario");
  if (scenario) schedule.scenario_document = format::compact_text(scenario->json());
  fields.done();
}

// Whether the parts belong together.
void check_scenario(const Node& root, const ScheduleFile& schedule, const Scenario& scenario) {
  const auto compare = [&root](std::string_view key, const std::string& said,
                               const std::string& is) {
    if (said == is) return;
    root.fail_at(key, format::in_quotes(said) + " is not that of the embedded scenario",
                 format::in_quotes(is));
  };
  compare("scenario_name", schedule.scenario_name, scenario.name);
  compare("scenario_hash", schedule.scenario_hash, scenario.hash);
  std::vector<std::string_view> cells;
  for (const Cell& cell : scenario.cells) cells.emplace_back(cell.name);
  if (std::find(cells.begin(), cells.end(), schedule.cell) != cells.end()) return;
  root.fail_at(
      "cell",
      "unknown cell " + format::in_quotes(schedule.cell) + format::nearest_of(schedule.cell, cells),
      format::listed(cells));
}

// Without control characters and without what is not UTF-8.
std::string printable(const std::string& text) {
  const std::string valid = format::compact_text(Json(text));
  return format::one_line(Json::parse(valid, nullptr, false).get<std::string>());
}

}  // namespace

std::optional<InputError> save_schedule(const std::string& path, const ScheduleFile& original,
                                        Disk disk) {
  // A strange file name or sentence is no reason to lose a schedule.
  ScheduleFile schedule = original;
  schedule.scenario_path = printable(schedule.scenario_path);
  schedule.found = printable(schedule.found);
  const std::string text = schedule_text(schedule);
  const Result<ScheduleFile> again = load_schedule_from_text(text, path);
  if (!again) return InputError{"not saved, as it could not be loaded: " + again.error().message};
  if (again.value() != schedule) {
    return InputError{format::one_line(path + ": not saved, as it would not be the same")};
  }
  return write_file_atomically(path, text, disk);
}

bool begins_as_schedule(std::string_view text) { return text.starts_with("{\n  \"format\": "); }

Result<ScheduleFile> load_schedule(const std::string& path) {
  const Result<Beginning> beginning = beginning_of(path);
  if (!beginning) return beginning.error();
  if (beginning.value().bytes > format::longest_unknown_bytes &&
      !begins_as_schedule(beginning.value().text)) {
    return InputError{format::one_line(path + ": is too large; allowed: at most " +
                                       std::to_string(format::longest_unknown_bytes) +
                                       " bytes, or a schedule as stalemate writes it")};
  }
  const Result<std::string> text = read_file(path, format::longest_schedule_bytes);
  if (!text) return text.error();
  return load_schedule_from_text(text.value(), path);
}

Result<ScheduleFile> load_schedule_from_text(std::string_view text, const std::string& path) {
  if (text.size() > format::longest_schedule_bytes) {
    return InputError{format::one_line(path + ": is too large; allowed: at most " +
                                       std::to_string(format::longest_schedule_bytes) + " bytes")};
  }
  const Result<Json> document = format::parse_json(text, path);
  if (!document) return document.error();
  format::Reading reading(format::Mode::whole);
  const Node root(document.value(), reading);
  ScheduleFile schedule;
  Fields fields(root);
  read_schedule(fields, schedule);
  if (!reading.problem()) {
    const Json& embedded = document.value()["scenario"];
    const Result<Scenario> scenario = format::load_document(embedded, path, {"scenario"});
    if (!scenario) return scenario.error();
    check_scenario(root, schedule, scenario.value());
  }
  if (reading.problem()) return format::error_of(path, {}, *reading.problem());
  return schedule;
}

Result<Scenario> embedded_scenario(const ScheduleFile& schedule, const std::string& path) {
  const Result<Json> document = format::parse_json(schedule.scenario_document, path);
  if (!document) return document.error();
  Result<Scenario> scenario = format::load_document(document.value(), path, {"scenario"});
  if (!scenario) return scenario;
  scenario.value().path = schedule.scenario_path;
  load_programs(scenario.value());
  return scenario;
}

}  // namespace stalemate::scenarios
