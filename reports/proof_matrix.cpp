#include "reports/proof_matrix.h"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "reports/markdown.h"
#include "reports/remarks.h"
#include "reports/text.h"

namespace stalemate::reports {

namespace {

using scenarios::BoundedProof;
using scenarios::CellProof;
using scenarios::ProofVerdict;

std::size_t steps_of(const scenarios::CertifiedCounterexample& shown) {
  std::size_t steps = 0;
  for (const auto& path : shown.stem) steps += path.steps.size();
  for (const auto& path : shown.loop) steps += path.steps.size();
  return steps;
}

std::string verdict_of(const CellProof& proof, model::Routing routing) {
  const scenarios::RoutedVerdict verdict = proof.proof.under(routing);
  const auto& shown = proof.certificate.counterexamples[static_cast<std::size_t>(routing)];
  const std::string length =
      shown ? fmt::format(" ({}{})", shown->smallest ? "" : "at most ", steps_of(*shown))
            : std::string();
  switch (verdict.verdict) {
    case ProofVerdict::heals:
      return verdict.within ? fmt::format("{}", *verdict.within + 1U) : "heals";
    case ProofVerdict::uncached:
      return "uncached" + length;
    case ProofVerdict::stuck:
      return "stuck" + length;
    case ProofVerdict::doomed:
      return "doomed" + length;
    case ProofVerdict::inconclusive:
      break;
  }
  return "?";
}

std::string cell_of(const CellProof& proof) {
  const std::string any = verdict_of(proof, model::Routing::any);
  const std::string fair = verdict_of(proof, model::Routing::fair);
  return any == fair ? any : fmt::format("{}; fair: {}", any, fair);
}

void add_once(std::vector<std::string>& names, const std::string& name) {
  if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
}

std::string cell_of(const BoundedProof& proof) {
  const auto verdict = decided(proof.result, model::Property::eventually_fresh);
  if (!verdict) return "?";
  const auto& path = proof.result.violations.front();
  return model::name(*verdict) + (path ? fmt::format(" ({})", path->steps.size()) : std::string());
}

template <class AnyProof>
std::string table_of(const std::vector<const AnyProof*>& proofs) {
  std::vector<std::string> rows;
  std::vector<std::string> columns;
  std::map<std::pair<std::string, std::string>, std::string> cells;
  for (const AnyProof* proof : proofs) {
    std::string row = proof->position.empty() ? proof->cell : proof->position.front().second;
    std::string column;
    for (std::size_t axis = 1; axis < proof->position.size(); ++axis) {
      column += (axis > 1 ? " / " : "") + proof->position[axis].second;
    }
    add_once(rows, row);
    add_once(columns, column);
    cells[{row, column}] = cell_of(*proof);
  }
  // The longer axis goes down.
  const bool turned = columns.size() > rows.size();
  const auto& down = turned ? columns : rows;
  const auto& across = turned ? rows : columns;
  std::string text = "| |";
  std::string line = "|---|";
  for (const std::string& name : across) {
    text += fmt::format(" {} |", printable(name));
    line += "---|";
  }
  text += "\n" + line + "\n";
  for (const std::string& below : down) {
    text += fmt::format("| {} |", printable(below));
    for (const std::string& beside : across) {
      const auto key = turned ? std::pair{beside, below} : std::pair{below, beside};
      const auto found = cells.find(key);
      text += fmt::format(" {} |", found == cells.end() ? "" : found->second);
    }
    text += "\n";
  }
  return text;
}

/// What is told beside the tables.
std::string notes_on(const CellProof&) { return {}; }

std::string notes_on(const BoundedProof& proof) {
  std::string text;
  for (const std::string& remark : remarks_on(proof.result.remarks)) {
    text += fmt::format("- {}: {}.\n", markdown_text(proof.cell), markdown_text(remark));
  }
  return text;
}

template <class AnyProof, class Introduce>
std::string tables_of(const std::vector<AnyProof>& proofs, const Introduce& introduce) {
  std::vector<std::string> names;
  std::map<std::string, std::vector<const AnyProof*>> by_scenario;
  for (const AnyProof& proof : proofs) {
    add_once(names, proof.scenario);
    by_scenario[proof.scenario].push_back(&proof);
  }
  std::string text;
  for (const std::string& name : names) {
    text += fmt::format("### {}\n\n{}\n\n", printable(name), introduce(*by_scenario[name].front()));
    text += table_of(by_scenario[name]) + "\n";
    std::string notes;
    for (const AnyProof* proof : by_scenario[name]) notes += notes_on(*proof);
    if (!notes.empty()) text += notes + "\n";
  }
  return text;
}

}  // namespace

std::string proof_matrix(const scenarios::ProveResult& result) {
  const auto about_any_number = [](const CellProof& proof) {
    const model::ProofBounds& bounds = proof.certificate.bounds;
    return fmt::format(
        "For bursts of at most {} ({} at one isolate), not for unbroken overlap; at most {} of "
        "dead "
        "contexts in flight at rest. A number: proved, heals within so many due bursts. A word: "
        "violated, with the macro-steps of the smallest counterexample (at most: of one). `?`: not "
        "decided.",
        counted(bounds.requests_per_burst, "request"), bounds.requests_per_isolate,
        counted(bounds.late_writes, "write"));
  };
  const auto about_some = [](const BoundedProof& proof) {
    const model::BoundedBounds& bounds = proof.certificate.bounds;
    return fmt::format(
        "Handlers in JavaScript, gone through within {} of at most {} ({} at one isolate), at most "
        "{} of "
        "dead contexts in flight. `holds`: from every state at rest calm traffic makes the page "
        "fresh. `violated`, `uncached`: STALE or MISS for ever, with the macro-steps of the "
        "smallest way there. `?`: not decided.",
        bounds.bursts == 1 ? "the first burst" : fmt::format("the first {} bursts", bounds.bursts),
        counted(bounds.each.requests_per_burst, "request"), bounds.each.requests_per_isolate,
        counted(bounds.each.late_writes, "write"));
  };
  return tables_of(result.cells, about_any_number) + tables_of(result.bounded, about_some);
}

}  // namespace stalemate::reports
