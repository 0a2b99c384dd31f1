#include "tests/proof/proved_cells.h"

#include <algorithm>
#include <sstream>
#include <utility>
#include <vector>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "scenarios/format/load.h"
#include "tests/campaign/small_scenario.h"
#include "tests/scenarios/examples.h"

namespace stalemate::scenarios::tests {

Versions test_versions() { return {"0.0.0", "0123456789abcdef"}; }

Scenario shipped_scenario(const std::string& file) {
  Result<Scenario> scenario =
      load_scenario(std::string(STALEMATE_SOURCE_DIR) + "/scenarios/" + file);
  REQUIRE(scenario.ok());
  return std::move(scenario).value();
}

Scenario changed_seed(const std::string& pointer, const std::string& value) {
  const std::string path = std::string(STALEMATE_SOURCE_DIR) + "/scenarios/pr-425.json";
  Result<Scenario> scenario =
      load_scenario_from_text(changed(read_text(path), pointer, value), path);
  if (!scenario) FAIL(scenario.error().message);
  return std::move(scenario).value();
}

Scenario small_scenario(const std::string& pointer, const std::string& value) {
  return small_inputs(pointer, value).scenarios.front();
}

model::ProofBounds usual_bounds() { return bounds_of(ProveOptions{}); }

model::ProofBounds one_request() {
  model::ProofBounds bounds = usual_bounds();
  bounds.requests_per_burst = 1;
  bounds.requests_per_isolate = 1;
  return bounds;
}

namespace {

const Cell& cell_of(const Scenario& scenario, const std::string& name) {
  const auto found = std::find_if(scenario.cells.begin(), scenario.cells.end(),
                                  [&name](const Cell& cell) { return cell.name == name; });
  REQUIRE(found != scenario.cells.end());
  return *found;
}

}  // namespace

CellProof cut_proof(const Scenario& scenario, const std::string& name,
                    std::uint64_t transition_limit) {
  const Cell& cell = cell_of(scenario, name);
  const std::atomic<bool> never{false};
  const model::ProofConfig config = model::proof_config(cell.config, usual_bounds());
  const CloseRequest request{config, 1, {}, std::size_t{1} << 30, never, {}, transition_limit};
  return proof_of(scenario, cell, config, close_rest_graph(request), test_versions());
}

ProvedCell prove_cell(const Scenario& scenario, const std::string& name,
                      const model::ProofBounds& bounds, unsigned jobs) {
  const Cell& cell = cell_of(scenario, name);
  const std::atomic<bool> never{false};
  ProvedCell proved{scenario, cell, model::proof_config(cell.config, bounds), {}, {}};
  const CloseRequest request{proved.config, jobs, {}, std::size_t{1} << 30, never, {}};
  proved.proof = judge_graph(close_rest_graph(request), proved.config, cell.config);
  REQUIRE(proved.proof.graph.complete());
  proved.certificate = certify(proved.proof, scenario, proved.cell, proved.config, test_versions());
  return proved;
}

ProvedCell tagged_page(const std::string& router, bool judged) {
  constexpr const char* judged_too =
      R"(, "invalidation-respected": "holds", "no-fresh-entry-deleted": "holds")";
  const std::string text =
      fmt::format(R"({{"name": "judged", "about": "a tag", "source": "https://example.com",
 "handler": {{"generation": "vinext-0.0.55", "router": "{}"}}, "kv": {{"write_interval_ms": 0}},
 "page": {{"revalidate_ms": 5000, "tags": 1, "entries": {{"html": {{"fresh_for_ms": 2500}}}}}},
 "workload": [{{"at": 0}}, {{"at": 1000, "kind": "revalidate-tag"}}, {{"at": 7000}}],
 "expect": {{"eventually-fresh": "holds"{}}}}})",
                  router, judged ? judged_too : "");
  const Result<Scenario> scenario = load_scenario_from_text(text, "judged.json");
  if (!scenario) FAIL(scenario.error().message);
  return prove_cell(scenario.value(), scenario.value().cells.front().name, one_request());
}

ProvedCell small_cell(const std::string& members) {
  const std::string text =
      R"({"name": "small", "about": "a page", "source": "https://example.com",
 "workload": [{"at": 0}], "expect": {"eventually-fresh": "violated"}, )" +
      members + "}";
  const Result<Scenario> scenario = load_scenario_from_text(text, "small.json");
  if (!scenario) FAIL(scenario.error().message);
  return prove_cell(scenario.value(), scenario.value().cells.front().name, one_request());
}

const ProvedCell& proved(const std::string& cell) {
  static const Scenario scenario = shipped_scenario("pr-425.json");
  static const std::vector<ProvedCell> cells{
      prove_cell(scenario, healing), prove_cell(scenario, stuck), prove_cell(scenario, doomed)};
  return *std::find_if(cells.begin(), cells.end(),
                       [&cell](const ProvedCell& proof) { return proof.cell.name == cell; });
}

Verification verify_all(const Certificate& certificate) {
  const std::atomic<bool> never{false};
  VerifyOptions options;
  options.all = true;
  return verify(certificate, "test", test_versions(), options, never);
}

std::string told(const Verification& verification) {
  std::string text;
  for (const Flaw& flaw : verification.flaws) {
    text += fmt::format("{}: {}\n", flaw.line, flaw.what);
  }
  return text;
}

std::size_t line_beginning(const Certificate& certificate, const std::string& begin) {
  std::istringstream text(certificate_text(certificate));
  std::string line;
  for (std::size_t number = 1; std::getline(text, line); ++number) {
    if (line.starts_with(begin)) return number;
  }
  FAIL("no line begins with " << begin);
  return 0;
}

}  // namespace stalemate::scenarios::tests
