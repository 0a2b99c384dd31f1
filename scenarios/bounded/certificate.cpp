#include "scenarios/bounded/certificate.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "scenarios/certificate/certificate.h"
#include "scenarios/certificate/lenient_json.h"
#include "scenarios/certificate/rest_state_json.h"
#include "scenarios/format/file.h"
#include "scenarios/format/limits.h"
#include "scenarios/format/load.h"
#include "scenarios/format/parse_json.h"
#include "scenarios/javascript/programs.h"

namespace stalemate::scenarios {

namespace {

using format::Json;
using model::Property;
using model::Verdict;

constexpr const char* bounded_format = "stalemate-bounded-certificate-1";

// --- to text

Json written(const std::optional<BoundedPath>& path) {
  if (!path) return nullptr;
  Json json;
  json["verdict"] = model::name(path->verdict);
  json["requests"] = path->requests;
  json["faults"] = path->faults;
  json["in_calm_traffic"] = path->calm;
  json["calm_traffic_to_isolate"] = path->isolate + 1;
  json["steps"] = path->steps;
  return json;
}

Json written(const std::vector<BoundedRemark>& remarks) {
  Json json = Json::array();
  for (const BoundedRemark& remark : remarks) {
    json.push_back({{"requests", remark.requests},
                    {"faults", remark.faults},
                    {"steps", remark.steps},
                    {"in_calm_traffic", remark.calm},
                    {"text", remark.text}});
  }
  return json;
}

Json written(const CertifiedProgram& program) {
  Json json;
  json["name"] = program.name;
  json["sha256"] = program.sha256;
  json["packages"] = Json::array();
  for (const model::ProgramPackage& package : program.packages) {
    json["packages"].push_back(
        {{"name", package.name}, {"version", package.version}, {"integrity", package.integrity}});
  }
  return json;
}

Json counts_of(const BoundedResult& result) {
  Json json;
  json["states"] = result.states;
  json["transitions"] = result.transitions;
  for (std::size_t index = 0; index < result.judged.size(); ++index) {
    json["at_rest"][model::name(static_cast<Verdict>(index))] = result.judged[index];
  }
  json["held_late"] = result.late;
  json["beyond_late_writes"] = result.out_of_bounds;
  json["not_tried"] = result.open;
  return json;
}

std::vector<std::string> marks_of(const sim::TraceMarks& marks) {
  std::vector<std::string> names;
  for (std::size_t kind = 0; kind < model::count_of<model::EventKind>(); ++kind) {
    if ((marks[kind / 64] >> (kind % 64) & 1U) == 0) continue;
    names.emplace_back(model::name(static_cast<model::EventKind>(kind)));
  }
  return names;
}

Json json_of(const BoundedCertificate& certificate) {
  Json json;
  json["format"] = bounded_format;
  json["stalemate_version"] = certificate.versions.stalemate;
  json["model_hash"] = certificate.versions.model_hash;
  json["scenario_path"] = certificate.scenario_path;
  json["scenario_name"] = certificate.scenario_name;
  json["scenario_hash"] = certificate.scenario_hash;
  json["cell"] = certificate.cell;
  json["scenario"] = Json::parse(certificate.document, nullptr, false);
  json["program"] = written(certificate.program);
  json["claim"] = certificate.claim;
  const model::ProofBounds& each = certificate.bounds.each;
  json["bounds"] = {{"bursts", certificate.bounds.bursts},
                    {"requests_per_burst", each.requests_per_burst},
                    {"requests_per_isolate", each.requests_per_isolate},
                    {"late_writes", each.late_writes},
                    {"pauses", each.pauses}};
  json["ended"] = model::name(certificate.result.unfinished);
  json["counts"] = counts_of(certificate.result);
  json["marks"] = marks_of(certificate.result.marks);
  json["fingerprint_bits"] = fingerprint_bits;
  json["collision_odds"] = fmt::format("{:.1e}", collision_odds(certificate.result.states));
  for (std::size_t index = 0; index < model::always_judged_count; ++index) {
    json["violations"][model::name(static_cast<Property>(index))] =
        written(certificate.result.violations[index]);
  }
  const BoundedRemarks& remarks = certificate.result.remarks;
  json["remarks"] = {{"refusals", written(remarks.refusals)},
                     {"errors", written(remarks.errors)},
                     {"hangs", written(remarks.hangs)}};
  return json;
}

// --- from text

std::optional<BoundedPath> path_of(const Json& json) {
  if (!json.is_object()) return std::nullopt;
  BoundedPath path;
  path.verdict = named<Verdict>(member(json, "verdict"));
  path.requests = small(member(json, "requests"));
  path.faults = small(member(json, "faults"));
  path.calm = member(json, "in_calm_traffic") == Json(true);
  const std::uint32_t isolate = small(member(json, "calm_traffic_to_isolate"));
  path.isolate = isolate > 0 ? isolate - 1 : 0;
  for (const Json& step : member(json, "steps")) {
    std::vector<std::uint32_t>& numbers = path.steps.emplace_back();
    for (const Json& one : step) numbers.push_back(small(one));
  }
  return path;
}

std::vector<BoundedRemark> remarks_of(const Json& json) {
  std::vector<BoundedRemark> remarks;
  for (const Json& remark : json) {
    remarks.push_back({text(member(remark, "text")), small(member(remark, "requests")),
                       small(member(remark, "faults")), small(member(remark, "steps")),
                       member(remark, "in_calm_traffic") == Json(true)});
  }
  return remarks;
}

BoundedResult result_of(const Json& json) {
  BoundedResult result;
  result.unfinished = named<Unfinished>(member(json, "ended"));
  const Json& counts = member(json, "counts");
  result.states = number(member(counts, "states"));
  result.transitions = number(member(counts, "transitions"));
  for (std::size_t index = 0; index < result.judged.size(); ++index) {
    const char* const name = model::name(static_cast<Verdict>(index));
    result.judged[index] = number(member(member(counts, "at_rest"), name));
  }
  result.late = number(member(counts, "held_late"));
  result.out_of_bounds = number(member(counts, "beyond_late_writes"));
  result.open = number(member(counts, "not_tried"));
  for (const Json& mark : member(json, "marks")) {
    const auto kind = model::from_name<model::EventKind>(text(mark));
    if (!kind) continue;
    const auto bit = static_cast<std::size_t>(*kind);
    result.marks[bit / 64] |= std::uint64_t{1} << (bit % 64);
  }
  for (std::size_t index = 0; index < model::always_judged_count; ++index) {
    const char* const name = model::name(static_cast<Property>(index));
    result.violations[index] = path_of(member(member(json, "violations"), name));
  }
  const Json& remarks = member(json, "remarks");
  result.remarks = {remarks_of(member(remarks, "refusals")), remarks_of(member(remarks, "errors")),
                    remarks_of(member(remarks, "hangs"))};
  return result;
}

BoundedCertificate certificate_of(const Json& json) {
  BoundedCertificate certificate;
  certificate.versions = {text(member(json, "stalemate_version")),
                          text(member(json, "model_hash"))};
  certificate.scenario_path = text(member(json, "scenario_path"));
  certificate.scenario_name = text(member(json, "scenario_name"));
  certificate.scenario_hash = text(member(json, "scenario_hash"));
  certificate.cell = text(member(json, "cell"));
  certificate.document = format::compact_text(member(json, "scenario"));
  const Json& program = member(json, "program");
  certificate.program = {text(member(program, "name")), text(member(program, "sha256")), {}};
  for (const Json& package : member(program, "packages")) {
    certificate.program.packages.push_back({text(member(package, "name")),
                                            text(member(package, "version")),
                                            text(member(package, "integrity"))});
  }
  for (const Json& sentence : member(json, "claim")) certificate.claim.push_back(text(sentence));
  const Json& bounds = member(json, "bounds");
  certificate.bounds.bursts = small(member(bounds, "bursts"));
  certificate.bounds.each.requests_per_burst = small(member(bounds, "requests_per_burst"));
  certificate.bounds.each.requests_per_isolate = small(member(bounds, "requests_per_isolate"));
  certificate.bounds.each.late_writes = small(member(bounds, "late_writes"));
  certificate.bounds.each.pauses = small(member(bounds, "pauses"));
  certificate.result = result_of(json);
  return certificate;
}

}  // namespace

bool looks_like_bounded_certificate(std::string_view content) {
  constexpr std::size_t beginning = 100;
  return content.substr(0, beginning).find("\"stalemate-bounded-certificate") !=
         std::string_view::npos;
}

std::string certificate_text(const BoundedCertificate& certificate) {
  const Json json = json_of(certificate);
  std::string content = "{\n";
  std::size_t left = json.size();
  for (const auto& [key, value] : json.items()) {
    content += fmt::format("{}: {}{}\n", format::compact_text(Json(key)),
                           format::compact_text(value), --left > 0 ? "," : "");
  }
  return content + "}\n";
}

Result<BoundedCertificate> load_bounded_certificate(const std::string& path) {
  const Result<std::string> content = read_file(path, format::longest_unknown_bytes);
  if (!content) return content.error();
  return load_bounded_certificate_from_text(content.value(), path);
}

Result<BoundedCertificate> load_bounded_certificate_from_text(std::string_view content,
                                                              const std::string& path) {
  const Result<Json> parsed = format::parse_json(content, path);
  if (!parsed) return parsed.error();
  if (text(member(parsed.value(), "format")) != bounded_format) {
    return InputError{
        fmt::format("{}: /format: no certificate; allowed: \"{}\"", path, bounded_format)};
  }
  BoundedCertificate certificate = certificate_of(parsed.value());
  const std::string again = certificate_text(certificate);
  if (again == content) return certificate;
  return InputError{fmt::format("{}:{}: not as stalemate writes certificates", path,
                                first_difference(again, content))};
}

BoundedCertificate certify(const BoundedResult& result, const model::BoundedBounds& bounds,
                           const Scenario& scenario, const Cell& cell, const Versions& versions) {
  BoundedCertificate certificate;
  certificate.versions = versions;
  certificate.scenario_path = scenario.path;
  certificate.scenario_name = scenario.name;
  certificate.scenario_hash = scenario.hash;
  certificate.cell = cell.name;
  certificate.document = scenario.document;
  const model::Program& program = *cell.config.handler.program;
  certificate.program = {program.name, program.sha256, program.packages};
  certificate.bounds = bounds;
  certificate.result = result;
  certificate.claim = claim_of(certificate, model::proof_config(cell.config, bounds.each));
  return certificate;
}

Result<EmbeddedCell> embedded_cell(const BoundedCertificate& certificate, const std::string& path) {
  Result<Scenario> scenario = load_scenario_from_text(certificate.document, path);
  if (!scenario) return scenario.error();
  EmbeddedCell found{std::move(scenario).value(), 0};
  found.scenario.path = certificate.scenario_path;
  const auto& cells = found.scenario.cells;
  const auto cell = std::ranges::find(cells, certificate.cell, &Cell::name);
  if (cell == cells.end()) return InputError{path + ": its scenario has no such cell"};
  found.cell = static_cast<std::size_t>(cell - cells.begin());
  if (!cell->config.handler.program) {
    return InputError{path + ": its cell's handler is no program"};
  }
  load_programs(found.scenario);
  if (auto problem = problem_of_program(found.its().config.handler)) {
    return InputError{path + ": " + problem->message};
  }
  return found;
}

}  // namespace stalemate::scenarios
