// Certificates as text, and back.

#include <limits>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "scenarios/certificate/certificate.h"
#include "scenarios/certificate/rest_state_json.h"
#include "scenarios/format/file.h"
#include "scenarios/format/message.h"
#include "scenarios/format/parse_json.h"

namespace stalemate::scenarios {

namespace {

using format::Json;
using model::Artifact;
using model::Routing;

constexpr const char* format_name = "stalemate-certificate-1";

Json written(const RoutedVerdict& verdict) {
  Json json;
  json["verdict"] = model::name(verdict.verdict);
  json["due_bursts_without_progress"] = verdict.within ? Json(*verdict.within) : Json();
  json["worst_artifact"] = model::name(verdict.artifact);
  return json;
}

Json header_of(const Certificate& certificate) {
  Json json;
  json["format"] = format_name;
  json["stalemate_version"] = certificate.versions.stalemate;
  json["model_hash"] = certificate.versions.model_hash;
  json["scenario_name"] = certificate.scenario_name;
  json["scenario_hash"] = certificate.scenario_hash;
  json["cell"] = certificate.cell;
  json["scenario"] = Json::parse(certificate.document, nullptr, false);
  json["claim"] = certificate.claim;
  const model::ProofBounds& bounds = certificate.bounds;
  json["bounds"] = {{"requests_per_burst", bounds.requests_per_burst},
                    {"requests_per_isolate", bounds.requests_per_isolate},
                    {"late_writes", bounds.late_writes},
                    {"clock_step_ms", bounds.clock_step_ms}};
  for (const Routing routing : {Routing::any, Routing::fair}) {
    json["eventually_fresh"][model::name(routing)] =
        written(certificate.eventually_fresh[static_cast<std::size_t>(routing)]);
  }
  for (std::size_t property = 1; property < model::property_count; ++property) {
    json["safety"][model::name(static_cast<model::Property>(property))] =
        certificate.safe[property] ? "holds" : "violated";
  }
  json["counts"] = {
      {"states_at_rest", certificate.states.size()}, {"rounds", certificate.rounds},
      {"states", certificate.micro_states},          {"transitions", certificate.transitions},
      {"largest_burst", certificate.largest_burst},  {"frontier", certificate.frontier}};
  json["marks"] = certificate.marks;
  json["fingerprint_bits"] = fingerprint_bits;
  json["collision_odds"] = fmt::format("{:.1e}", collision_odds(certificate.largest_burst));
  return json;
}

Json written(const CertifiedState& state) {
  Json json;
  json["state"] = json_of(state.state);
  for (std::size_t index = 0; index < model::artifact_count; ++index) {
    const char* const name = model::name(static_cast<Artifact>(index));
    json["distance"][name] = state.distance[index] ? Json(*state.distance[index]) : Json();
    json["last_progress"][name] =
        state.last_progress[index] ? Json(*state.last_progress[index]) : Json();
  }
  json["rounds"] = Json::array();
  for (const CertifiedRound& round : state.rounds) {
    json["rounds"].push_back({round.to, json_of(round.round)});
  }
  return json;
}

Json written(const std::vector<CertifiedPath>& paths) {
  Json list = Json::array();
  for (const CertifiedPath& path : paths) {
    Json json;
    json["from"] = path.from;
    json["to"] = path.to;
    json["steps"] = path.steps;
    list.push_back(json);
  }
  return list;
}

Json written(const std::vector<model::Fault>& faults) {
  Json list = Json::array();
  for (const model::Fault fault : faults) list.push_back(model::name(fault));
  return list;
}

Json written(const Healing& healing) {
  Json json;
  json["by_one"] = written(healing.faults);
  json["not_known_of"] = written(healing.unknown);
  json["second_isolate_masks"] = model::name(healing.second_isolate);
  return json;
}

Json written(const std::optional<CertifiedCounterexample>& shown) {
  if (!shown) return nullptr;
  Json json;
  json["artifact"] = model::name(shown->artifact);
  json["point_of_no_return"] =
      shown->point_of_no_return ? Json(*shown->point_of_no_return) : Json();
  json["stem"] = written(shown->stem);
  json["loop"] = written(shown->loop);
  json["would_heal"] = written(shown->healing);
  return json;
}

// --- back again: what is missing or of another kind shows when it is written again

std::uint64_t number(const Json& json) {
  return json.is_number_unsigned() ? json.get<std::uint64_t>() : 0;
}
std::uint32_t small(const Json& json) {
  const std::uint64_t value = number(json);
  return value > std::numeric_limits<std::uint32_t>::max() ? 0 : static_cast<std::uint32_t>(value);
}
std::optional<std::uint32_t> maybe(const Json& json) {
  if (json.is_null()) return std::nullopt;
  return small(json);
}
std::string text(const Json& json) { return json.is_string() ? json.get<std::string>() : ""; }

const Json& member(const Json& json, const char* key) {
  static const Json nothing;
  return json.is_object() && json.contains(key) ? json[key] : nothing;
}

template <class Enum>
Enum named(const Json& json) {
  return model::from_name<Enum>(text(json)).value_or(Enum{});
}

CertifiedState state_of(const Json& json) {
  CertifiedState state;
  state.state = rest_state_of(member(json, "state")).value_or(model::RestState{});
  for (std::size_t index = 0; index < model::artifact_count; ++index) {
    const char* const name = model::name(static_cast<Artifact>(index));
    state.distance[index] = maybe(member(member(json, "distance"), name));
    state.last_progress[index] = maybe(member(member(json, "last_progress"), name));
  }
  for (const Json& round : member(json, "rounds")) {
    if (!round.is_array() || round.size() != 2) continue;
    state.rounds.push_back({small(round[0]), round_of(round[1]).value_or(model::Round{})});
  }
  return state;
}

std::vector<CertifiedPath> paths_of(const Json& json) {
  std::vector<CertifiedPath> paths;
  for (const Json& entry : json) {
    CertifiedPath path;
    path.from = small(member(entry, "from"));
    path.to = small(member(entry, "to"));
    for (const Json& step : member(entry, "steps")) {
      auto& answers = path.steps.emplace_back();
      for (const Json& answer : step) answers.push_back(small(answer));
    }
    paths.push_back(path);
  }
  return paths;
}

std::vector<model::Fault> faults_of(const Json& json) {
  std::vector<model::Fault> faults;
  for (const Json& fault : json) faults.push_back(named<model::Fault>(fault));
  return faults;
}

Healing healing_of(const Json& json) {
  return {faults_of(member(json, "by_one")), faults_of(member(json, "not_known_of")),
          named<Remedy>(member(json, "second_isolate_masks"))};
}

Certificate certificate_of(const Json& json) {
  Certificate certificate;
  certificate.versions = {text(member(json, "stalemate_version")),
                          text(member(json, "model_hash"))};
  certificate.scenario_name = text(member(json, "scenario_name"));
  certificate.scenario_hash = text(member(json, "scenario_hash"));
  certificate.cell = text(member(json, "cell"));
  certificate.document = format::compact_text(member(json, "scenario"));
  for (const Json& sentence : member(json, "claim")) certificate.claim.push_back(text(sentence));
  const Json& bounds = member(json, "bounds");
  certificate.bounds.requests_per_burst = small(member(bounds, "requests_per_burst"));
  certificate.bounds.requests_per_isolate = small(member(bounds, "requests_per_isolate"));
  certificate.bounds.late_writes = small(member(bounds, "late_writes"));
  certificate.bounds.clock_step_ms = small(member(bounds, "clock_step_ms"));
  for (const Routing routing : {Routing::any, Routing::fair}) {
    const auto index = static_cast<std::size_t>(routing);
    const Json& verdict = member(member(json, "eventually_fresh"), model::name(routing));
    certificate.eventually_fresh[index] = {named<ProofVerdict>(member(verdict, "verdict")),
                                           maybe(member(verdict, "due_bursts_without_progress")),
                                           named<Artifact>(member(verdict, "worst_artifact"))};
    const Json& shown = member(member(json, "counterexamples"), model::name(routing));
    if (!shown.is_object()) continue;
    certificate.counterexamples[index] = {
        named<Artifact>(member(shown, "artifact")), paths_of(member(shown, "stem")),
        paths_of(member(shown, "loop")), maybe(member(shown, "point_of_no_return")),
        healing_of(member(shown, "would_heal"))};
  }
  certificate.safe[0] = true;
  for (std::size_t property = 1; property < model::property_count; ++property) {
    const char* const name = model::name(static_cast<model::Property>(property));
    certificate.safe[property] = text(member(member(json, "safety"), name)) == "holds";
  }
  const Json& counts = member(json, "counts");
  certificate.rounds = number(member(counts, "rounds"));
  certificate.micro_states = number(member(counts, "states"));
  certificate.transitions = number(member(counts, "transitions"));
  certificate.largest_burst = number(member(counts, "largest_burst"));
  certificate.frontier = number(member(counts, "frontier"));
  for (const Json& mark : member(json, "marks")) certificate.marks.push_back(text(mark));
  for (const Json& state : member(json, "states")) certificate.states.push_back(state_of(state));
  return certificate;
}

/// The first line in which two texts differ, from 1.
std::size_t first_difference(std::string_view left, std::string_view right) {
  std::size_t line = 1;
  for (std::size_t at = 0; at < left.size() && at < right.size(); ++at) {
    if (left[at] != right[at]) return line;
    if (left[at] == '\n') ++line;
  }
  return line;
}

}  // namespace

std::size_t line_of_state(const Certificate& certificate, std::size_t state) {
  // The opening brace, the header, and the line that opens the list.
  return header_of(certificate).size() + 3 + state;
}

std::string certificate_text(const Certificate& certificate) {
  std::string text = "{\n";
  const Json header = header_of(certificate);
  for (const auto& [key, value] : header.items()) {
    text += fmt::format("{}: {},\n", format::compact_text(Json(key)), format::compact_text(value));
  }
  text += "\"states\": [\n";
  for (std::size_t index = 0; index < certificate.states.size(); ++index) {
    const bool last = index + 1 == certificate.states.size();
    text += format::compact_text(written(certificate.states[index])) + (last ? "\n" : ",\n");
  }
  text += "],\n\"counterexamples\": {\n";
  for (const Routing routing : {Routing::any, Routing::fair}) {
    const auto& shown = certificate.counterexamples[static_cast<std::size_t>(routing)];
    text += fmt::format("\"{}\": {}{}\n", model::name(routing),
                        format::compact_text(written(shown)), routing == Routing::any ? "," : "");
  }
  return text + "}\n}\n";
}

bool looks_like_certificate(std::string_view text) {
  constexpr std::size_t beginning = 100;
  return text.substr(0, beginning).find("\"stalemate-certificate") != std::string_view::npos;
}

Result<Certificate> load_certificate(const std::string& path) {
  const Result<std::string> content = read_file(path, longest_certificate);
  if (!content) return content.error();
  return load_certificate_from_text(content.value(), path);
}

Result<Certificate> load_certificate_from_text(std::string_view content, const std::string& path) {
  const Result<Json> parsed = format::parse_json(content, path);
  if (!parsed) return parsed.error();
  const Json& json = parsed.value();
  if (text(member(json, "format")) != format_name) {
    return InputError{format::one_line(
        fmt::format("{}: /format: no certificate; allowed: \"{}\"", path, format_name))};
  }
  Certificate certificate = certificate_of(json);
  const std::string again = certificate_text(certificate);
  if (again != content) {
    return InputError{format::one_line(fmt::format("{}:{}: not as stalemate writes certificates",
                                                   path, first_difference(again, content)))};
  }
  return certificate;
}

}  // namespace stalemate::scenarios
