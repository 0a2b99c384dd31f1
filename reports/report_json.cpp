#include "reports/report_json.h"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "reports/sentences.h"
#include "reports/text.h"
#include "scenarios/campaign/exit_code.h"

namespace stalemate::reports {

namespace {

using Json = nlohmann::ordered_json;
using scenarios::CellResult;
using scenarios::PropertyResult;
using scenarios::ScenarioResult;

constexpr int format_version = 1;

Json json_of(const scenarios::Options& options) {
  Json json;
  json["seeds"] = options.seeds;
  json["base_seed"] = options.base_seed;
  json["strategy"] = model::name(options.strategy);
  json["prove"] = model::name(options.prove);
  json["budget_seconds"] = options.budget_seconds ? Json(*options.budget_seconds) : Json();
  return json;
}

Json json_of(const scenarios::ShrinkCost& cost) {
  return {{"requests", cost.requests},
          {"faults", cost.faults},
          {"deviations", cost.deviations},
          {"steps", cost.steps}};
}

Json json_of(const std::optional<scenarios::ShrunkRun>& run) {
  if (!run) return nullptr;
  Json json = json_of(run->after);
  json["from"] = json_of(run->before);
  json["runs"] = run->runs;
  json["finished"] = run->finished;
  json["trace_hash"] = hash_text(run->trace_hash);
  return json;
}

Json json_of(const scenarios::Violation& violation) {
  Json json;
  json["verdict"] = model::name(violation.verdict);
  json["seed"] = violation.seed;
  json["trace_hash"] = hash_text(violation.trace_hash);
  json["schedule_file"] = violation.schedule_file.empty() ? Json() : Json(violation.schedule_file);
  json["isolate"] = violation.finding.isolate + 1;
  json["at_us"] = violation.finding.at_us;
  json["shrunk"] = json_of(violation.shrunk);
  return json;
}

Json json_of(const scenarios::ProofOfCell& proof) {
  Json json;
  json["standing"] = model::name(proof.standing);
  json["reason"] = proof.reason.empty() ? Json() : Json(proof.reason);
  for (const char* name :
       {"eventually_fresh", "heals_within", "requests_per_burst", "late_writes", "certificate"}) {
    json[name] = nullptr;
  }
  if (proof.standing != scenarios::ProofStanding::decided) return json;
  json["eventually_fresh"] = model::name(proof.eventually_fresh.verdict);
  if (const auto& within = proof.eventually_fresh.within) json["heals_within"] = *within + 1U;
  json["requests_per_burst"] = proof.bounds.requests_per_burst;
  json["late_writes"] = proof.bounds.late_writes;
  if (!proof.certificate.empty()) json["certificate"] = proof.certificate;
  return json;
}

Json json_of(const PropertyResult& property, const CellResult& cell,
             const ScenarioResult& scenario) {
  Json json;
  json["scenario"] = scenario.name;
  json["cell"] = cell.name;
  json["property"] = model::name(property.property);
  json["verdict"] = model::name(property.found);
  json["expected"] = model::name(property.expected);
  json["proved"] = property.proved ? Json(model::name(*property.proved)) : Json();
  json["outcome"] = model::name(property.outcome);
  json["sentence"] = summary(property, cell);
  json["schedules"] = cell.schedules;
  for (std::size_t verdict = 0; verdict < scenarios::verdict_count; ++verdict) {
    json["counts"][model::name(static_cast<model::Verdict>(verdict))] = property.counts[verdict];
  }
  // Those of the verdict above; null if it holds.
  for (const char* name : {"seed", "trace_hash", "schedule_file"}) json[name] = nullptr;
  json["violations"] = Json::array();
  for (const scenarios::Violation& violation : property.violations) {
    json["violations"].push_back(json_of(violation));
    if (violation.verdict != property.found) continue;
    for (const char* name : {"seed", "trace_hash", "schedule_file"}) {
      json[name] = json["violations"].back()[name];
    }
  }
  return json;
}

Json json_of(const scenarios::Remark& remark) {
  if (remark.schedules == 0) return nullptr;
  return {{"schedules", remark.schedules}, {"seed", remark.seed}, {"text", remark.text}};
}

Json json_of(const CellResult& cell, const ScenarioResult& scenario) {
  Json json;
  json["cell"] = cell.name;
  json["position"] = Json::object();
  for (const auto& [axis, value] : cell.position) json["position"][axis] = value;
  json["asked"] = cell.asked;
  json["schedules"] = cell.schedules;
  json["unmet_marks"] = Json::array();
  for (const model::EventKind mark : cell.unmet_marks) {
    json["unmet_marks"].push_back(model::name(mark));
  }
  json["non_determinism"] = nullptr;
  if (const auto& found = cell.non_determinism) {
    json["non_determinism"] = {{"seed", found->seed},
                               {"first_trace_hash", hash_text(found->first_hash)},
                               {"second_trace_hash", hash_text(found->second_hash)},
                               {"difference", found->difference}};
  }
  json["refusal"] = json_of(cell.remarks.refusal);
  json["error"] = json_of(cell.remarks.error);
  json["hang"] = json_of(cell.remarks.hang);
  json["proof"] = json_of(cell.proof);
  json["exit_code"] = static_cast<int>(exit_code(cell));
  json["results"] = Json::array();
  for (const PropertyResult& property : cell.properties) {
    json["results"].push_back(json_of(property, cell, scenario));
  }
  return json;
}

Json json_of(const ScenarioResult& scenario) {
  Json json;
  json["scenario"] = scenario.name;
  json["path"] = scenario.path;
  json["about"] = scenario.about;
  json["source"] = scenario.source;
  json["hash"] = scenario.hash;
  json["cells"] = Json::array();
  for (const CellResult& cell : scenario.cells) json["cells"].push_back(json_of(cell, scenario));
  return json;
}

}  // namespace

nlohmann::ordered_json saved_json(const scenarios::SavedResult& saved) {
  Json json;
  json["file"] = saved.file;
  json["scenario"] = saved.scenario;
  json["cell"] = saved.cell;
  json["property"] = model::name(saved.property);
  json["recorded"] = model::name(saved.recorded);
  json["verdict"] = model::name(saved.found);
  json["outcome"] = model::name(saved.outcome);
  json["trace_hash"] = hash_text(saved.trace_hash);
  json["model_changed"] = saved.model_changed;
  json["scenario_changed"] = saved.scenario_changed;
  if (const auto& divergence = saved.divergence) {
    json["divergence"] = {{"step", divergence->step + 1},
                          {"expected", divergence->expected},
                          {"found", divergence->found}};
  }
  return json;
}

std::string json_report(const scenarios::CampaignResult& result,
                        const scenarios::Versions& versions) {
  const scenarios::ExitCode code = exit_code(result);
  Json json;
  json["format"] = "stalemate-report";
  json["format_version"] = format_version;
  json["version"] = versions.stalemate;
  json["model_hash"] = versions.model_hash;
  json["options"] = json_of(result.options);
  if (const scenarios::Shard& shard = result.options.shard; !shard.whole()) {
    json["shard"] = {{"number", shard.number},
                     {"of", shard.count},
                     {"cells_in_all", result.cells_in_all},
                     {"saved_in_all", result.saved_in_all}};
  }
  json["exit_code"] = static_cast<int>(code);
  json["meaning"] = meaning(code);
  json["interrupted"] = result.interrupted;
  json["problems"] = result.problems;
  json["empty_folders"] = result.empty_folders;
  json["saved"] = Json::array();
  for (const scenarios::SavedResult& saved : result.saved)
    json["saved"].push_back(saved_json(saved));
  json["scenarios"] = Json::array();
  for (const ScenarioResult& scenario : result.scenarios) {
    json["scenarios"].push_back(json_of(scenario));
  }
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace stalemate::reports
