#include "reports/replay_command.h"

#include <fmt/format.h>

namespace stalemate::reports {

std::string replay_command(const std::string& schedule_file, const Style& style) {
  return fmt::format("{} replay {}", shell_word(style.program), shell_word(schedule_file));
}

std::string replay_command(const scenarios::Violation& violation, const SeedSource& source,
                           const Style& style) {
  if (!violation.schedule_file.empty()) return replay_command(violation.schedule_file, style);
  const bool usual = source.strategy == scenarios::Strategy::random;
  const std::string strategy =
      usual ? "" : fmt::format(" --strategy {}", model::name(source.strategy));
  return fmt::format("{} replay --seed {}{} --cell {} {}", shell_word(style.program),
                     violation.seed, strategy, shell_word(source.cell),
                     shell_word(source.scenario_path));
}

std::string certificate_command(const scenarios::PropertyResult& property,
                                const scenarios::ProofOfCell& proof, const Style& style) {
  // Certificates have counterexamples of this property only.
  const bool shown = property.property == model::Property::eventually_fresh &&
                     property.proved != model::Verdict::holds;
  if (shown) return replay_command(proof.certificate, style);
  return fmt::format("{} verify-certificate {}", shell_word(style.program),
                     shell_word(proof.certificate));
}

}  // namespace stalemate::reports
