#include "reports/evidence.h"

#include <algorithm>

namespace stalemate::reports {

using scenarios::CellResult;
using scenarios::PropertyResult;
using scenarios::Violation;

const Violation* shown_by(const PropertyResult& property) {
  const auto shown = std::find_if(
      property.violations.begin(), property.violations.end(),
      [&property](const Violation& violation) { return violation.verdict == property.found; });
  return shown == property.violations.end() ? nullptr : &*shown;
}

std::string evidence_command(const PropertyResult& property, const CellResult& cell,
                             const SeedSource& source, const Style& style) {
  if (const Violation* shown = shown_by(property)) return replay_command(*shown, source, style);
  if (!property.proved || cell.proof.certificate.empty()) return "";
  return certificate_command(property, cell.proof, style);
}

std::optional<scenarios::SavedReplay> replay_of(const Violation& violation,
                                                const CellResult& cell) {
  if (violation.transcript.events.empty()) return std::nullopt;
  scenarios::SavedReplay replay;
  replay.result.property = violation.property;
  replay.result.cell = cell.name;
  replay.config = violation.shrunk ? violation.shrunk->config : cell.config;
  replay.told.transcript = violation.shrunk ? violation.shrunk->transcript : violation.transcript;
  replay.told.result.findings[static_cast<std::size_t>(violation.property)] =
      violation.shrunk ? violation.shrunk->finding : violation.finding;
  return replay;
}

}  // namespace stalemate::reports
