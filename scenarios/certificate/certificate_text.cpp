// Certificates as text.

#include <iterator>
#include <string>

#include <fmt/format.h>

#include "scenarios/certificate/certificate.h"
#include "scenarios/certificate/parts_of_text.h"
#include "scenarios/certificate/rest_state_json.h"
#include "scenarios/format/parse_json.h"

namespace stalemate::scenarios {

namespace {

using format::Json;
using model::Artifact;
using model::Routing;

Json written(const RoutedVerdict& verdict) {
  Json json;
  json["verdict"] = model::name(verdict.verdict);
  json["due_bursts_without_progress"] = verdict.within ? Json(*verdict.within) : Json();
  json["worst_artifact"] = model::name(verdict.artifact);
  return json;
}

Json header_of(const Certificate& certificate) {
  Json json;
  json["format"] = certificate_format;
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
  for (const model::Property property : safety_properties(certificate)) {
    const bool safe = certificate.safe[static_cast<std::size_t>(property)];
    json["safety"][model::name(property)] = safe ? "holds" : "violated";
  }
  json["counts"] = {
      {"states_at_rest", certificate.states.size()}, {"rounds", certificate.rounds},
      {"states", certificate.micro_states},          {"transitions", certificate.transitions},
      {"largest_burst", certificate.largest_burst},  {"frontier", certificate.frontier}};
  json["marks"] = certificate.marks;
  json["fingerprint_bits"] = fingerprint_bits;
  json["collision_odds"] = fmt::format("{:.1e}", collision_odds(certificate.micro_states));
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

Json written(const std::optional<CertifiedWay>& way) {
  if (!way) return nullptr;
  Json json;
  json["stem"] = written(way->stem);
  json["steps"] = way->steps;
  json["fewest"] = way->fewest;
  return json;
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
  json["step_of_no_return"] = shown->step_of_no_return ? Json(*shown->step_of_no_return) : Json();
  json["stem"] = written(shown->stem);
  json["loop"] = written(shown->loop);
  json["smallest"] = shown->smallest;
  json["would_heal"] = written(shown->healing);
  return json;
}

}  // namespace

std::vector<model::Property> safety_properties(const Certificate& certificate) {
  std::vector<model::Property> properties;
  for (std::size_t index = 1; index < model::judged_count(certificate.entries_judged); ++index) {
    properties.push_back(static_cast<model::Property>(index));
  }
  return properties;
}

std::size_t line_of_state(const Certificate& certificate, std::size_t state) {
  // The opening brace, the header, and the line that opens the list.
  return header_of(certificate).size() + 3 + state;
}

std::string text_before_states(const Certificate& certificate) {
  std::string text = "{\n";
  const Json header = header_of(certificate);
  for (const auto& [key, value] : header.items()) {
    text += fmt::format("{}: {},\n", format::compact_text(Json(key)), format::compact_text(value));
  }
  return text + "\"states\": [\n";
}

/// Rounds are by far the most of a certificate, so they are no values before they are text.
std::string text_of_state(const CertifiedState& state) {
  std::string text = format::compact_text(written(state));
  text.pop_back();
  text += ",\"rounds\":[";
  for (const CertifiedRound& round : state.rounds) {
    if (&round != &state.rounds.front()) text += ',';
    fmt::format_to(std::back_inserter(text), "[{},", round.to);
    append_text_of(round.round, text);
    text += ']';
  }
  return text + "]}";
}

std::string text_after_states(const Certificate& certificate) {
  std::string text = "],\n\"counterexamples\": {\n";
  for (const Routing routing : {Routing::any, Routing::fair}) {
    const auto& shown = certificate.counterexamples[static_cast<std::size_t>(routing)];
    text += fmt::format("\"{}\": {}{}\n", model::name(routing),
                        format::compact_text(written(shown)), routing == Routing::any ? "," : "");
  }
  text += "},\n\"ways_to_violations\": {\n";
  const auto properties = safety_properties(certificate);
  for (const model::Property property : properties) {
    const auto& way = certificate.ways[static_cast<std::size_t>(property)];
    text += fmt::format("\"{}\": {}{}\n", model::name(property), format::compact_text(written(way)),
                        property == properties.back() ? "" : ",");
  }
  return text + "}\n}\n";
}

std::string certificate_text(const Certificate& certificate) {
  std::string text = text_before_states(certificate);
  for (std::size_t index = 0; index < certificate.states.size(); ++index) {
    const bool last = index + 1 == certificate.states.size();
    text += text_of_state(certificate.states[index]) + (last ? "\n" : ",\n");
  }
  return text + text_after_states(certificate);
}

}  // namespace stalemate::scenarios
