#include "scenarios/campaign/exit_code.h"

#include <algorithm>
#include <array>

#include "scenarios/campaign/judge.h"
#include "sim/assert.h"

namespace stalemate::scenarios {

ExitCode first_of(const std::vector<ExitCode>& codes) {
  constexpr std::array order{ExitCode::interrupted, ExitCode::internal, ExitCode::not_deterministic,
                             ExitCode::usage,       ExitCode::differs,  ExitCode::vacuous,
                             ExitCode::inconclusive};
  for (const ExitCode code : order) {
    if (std::find(codes.begin(), codes.end(), code) != codes.end()) return code;
  }
  return ExitCode::as_expected;
}

ExitCode exit_code(Outcome outcome) {
  switch (outcome) {
    case Outcome::as_expected:
      return ExitCode::as_expected;
    case Outcome::unexpected:
      return ExitCode::differs;
    case Outcome::not_met:
    case Outcome::cut_short:
    case Outcome::undecided:
    case Outcome::unproved:
      return ExitCode::inconclusive;
    case Outcome::vacuous:
      return ExitCode::vacuous;
    case Outcome::contradiction:
      return ExitCode::internal;
  }
  SIM_ASSERT(false);
}

ExitCode exit_code(SavedOutcome outcome) {
  switch (outcome) {
    case SavedOutcome::reproduced:
      return ExitCode::as_expected;
    case SavedOutcome::no_longer_fails:
    case SavedOutcome::fails_differently:
      return ExitCode::differs;
    case SavedOutcome::diverged:
    case SavedOutcome::not_deterministic:
      return ExitCode::not_deterministic;
  }
  SIM_ASSERT(false);
}

ExitCode exit_code(const CellResult& cell) {
  std::vector<ExitCode> codes;
  if (cell.non_determinism) codes.push_back(ExitCode::not_deterministic);
  if (is_vacuous(cell)) codes.push_back(ExitCode::vacuous);
  for (const PropertyResult& property : cell.properties) {
    codes.push_back(exit_code(property.outcome));
  }
  return first_of(codes);
}

ExitCode exit_code(const CampaignResult& result) {
  std::vector<ExitCode> codes;
  if (result.interrupted) codes.push_back(ExitCode::interrupted);
  if (!result.problems.empty()) codes.push_back(ExitCode::usage);
  for (const SavedResult& saved : result.saved) codes.push_back(exit_code(saved.outcome));
  bool any_cell = false;
  for (const ScenarioResult& scenario : result.scenarios) {
    for (const CellResult& cell : scenario.cells) {
      codes.push_back(exit_code(cell));
      any_cell = true;
    }
  }
  // A shard may be dealt no cell where there are some.
  const bool nothing = !any_cell && (result.options.shard.whole() || result.cells_in_all == 0);
  if (nothing || !result.empty_folders.empty()) codes.push_back(ExitCode::vacuous);
  return first_of(codes);
}

}  // namespace stalemate::scenarios
