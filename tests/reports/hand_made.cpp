#include "tests/reports/hand_made.h"

namespace stalemate::reports::tests {

using model::Property;
using model::Verdict;
using scenarios::CampaignResult;
using scenarios::CellResult;
using scenarios::Outcome;
using scenarios::PropertyResult;
using scenarios::SavedOutcome;
using scenarios::SavedResult;
using scenarios::Violation;

namespace {

CellResult cell(const std::string& handler, const std::string& fault) {
  CellResult cell;
  cell.name = handler + " / " + fault;
  cell.position = {{"handler", handler}, {"fault", fault}};
  cell.asked = 100;
  cell.schedules = 100;
  return cell;
}

PropertyResult property(Verdict expected, Verdict found, scenarios::VerdictCounts counts,
                        Outcome outcome) {
  PropertyResult property;
  property.expected = expected;
  property.found = found;
  property.counts = counts;
  property.outcome = outcome;
  return property;
}

Violation violation(Verdict verdict, std::uint64_t seed, const std::string& file) {
  Violation violation;
  violation.verdict = verdict;
  violation.seed = seed;
  violation.trace_hash = 0x0123456789abcdefULL;
  violation.finding.verdict = verdict;
  violation.finding.at_us = 1'234'500;
  violation.schedule_file = file;
  return violation;
}

SavedResult saved(const std::string& file, SavedOutcome outcome) {
  SavedResult saved;
  saved.file = file;
  saved.scenario = "demo";
  saved.cell = "old / cut";
  saved.outcome = outcome;
  saved.found = Verdict::violated;
  saved.trace_hash = 1;
  return saved;
}

}  // namespace

scenarios::Versions hand_made_versions() { return {"1.2.3", "00112233445566ff"}; }

CampaignResult hand_made_result() {
  CampaignResult result;
  result.options.seeds = 100;
  result.options.budget_seconds = 60;
  result.saved.push_back(saved("scenarios/seeds/good.json", SavedOutcome::reproduced));
  result.saved.push_back(saved("scenarios/seeds/bad.json", SavedOutcome::diverged));
  result.saved.back().model_changed = true;
  result.saved.back().divergence = sim::Divergence{3, "\"a\"", "\"b\""};

  result.scenarios.push_back({"demo",
                              "scenarios/demo.json",
                              "Two handlers, one fault.",
                              "https://example.org/",
                              "ffeeddccbbaa9988",
                              {}});
  std::vector<CellResult>& cells = result.scenarios.back().cells;

  cells.push_back(cell("old", "none"));
  cells.back().properties = {
      property(Verdict::holds, Verdict::holds, {100, 0, 0, 0}, Outcome::as_expected)};

  cells.push_back(cell("old", "cut"));
  cells.back().properties = {
      property(Verdict::violated, Verdict::violated, {60, 38, 2, 0}, Outcome::as_expected)};
  cells.back().properties.front().violations = {
      violation(Verdict::violated, 7, "out/schedules/demo--old-cut.json"),
      violation(Verdict::uncached, 9, "out/schedules/demo--old-cut--uncached.json")};

  cells.push_back(cell("new", "none"));
  cells.back().properties = {
      property(Verdict::holds, Verdict::uncached, {99, 0, 1, 0}, Outcome::unexpected)};
  cells.back().properties.front().violations = {
      violation(Verdict::uncached, 42, "out/schedules/demo--new none.json")};

  cells.push_back(cell("new", "cut"));
  cells.back().properties = {
      property(Verdict::violated, Verdict::holds, {100, 0, 0, 0}, Outcome::not_met)};
  return result;
}

CampaignResult healthy_result() {
  CampaignResult result = hand_made_result();
  result.saved.clear();
  result.scenarios.front().cells.resize(1);
  return result;
}

CampaignResult proved_result() {
  CampaignResult result = hand_made_result();
  std::vector<CellResult>& cells = result.scenarios.front().cells;
  const auto prove = [](CellResult& cell, scenarios::ProofVerdict verdict, Verdict says) {
    cell.proof.standing = scenarios::ProofStanding::decided;
    cell.proof.eventually_fresh.verdict = verdict;
    if (says == Verdict::holds) cell.proof.eventually_fresh.within = 1;
    cell.proof.verdicts.fill(says);
    cell.proof.certificate = "out/certificates/demo.certificate.json";
    cell.properties.front().proved = says;
  };
  prove(cells[0], scenarios::ProofVerdict::heals, Verdict::holds);
  cells[1].proof.standing = scenarios::ProofStanding::another_claim;
  cells[1].proof.reason = "which isolate answers a request";
  prove(cells[2], scenarios::ProofVerdict::heals, Verdict::holds);
  cells[2].properties.front().outcome = Outcome::contradiction;
  prove(cells[3], scenarios::ProofVerdict::doomed, Verdict::violated);
  cells[3].properties.front().found = Verdict::violated;
  cells[3].properties.front().outcome = Outcome::as_expected;
  return result;
}

CampaignResult hostile_result() {
  CampaignResult result = hand_made_result();
  const std::string hostile = "\x1b[31m<b a=\"1\">&'\n\t\x01\xff\xc2\x85]]>";
  result.scenarios.front().name = hostile;
  result.scenarios.front().path = hostile;
  result.scenarios.front().about = hostile;
  result.problems.push_back(hostile);
  result.empty_folders.push_back(hostile);
  result.saved.front().file = hostile;
  result.saved.back().file = hostile;
  for (CellResult& one : result.scenarios.front().cells) {
    one.name = hostile;
    for (auto& [axis, value] : one.position) {
      axis += hostile;
      value += hostile;
    }
    one.non_determinism = scenarios::NonDeterminism{1, 2, 3, hostile};
    one.remarks.error = {1, 1, hostile};
    one.remarks.refusal = {1, 1, hostile};
  }
  return result;
}

}  // namespace stalemate::reports::tests
