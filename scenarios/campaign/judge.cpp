#include "scenarios/campaign/judge.h"

#include "scenarios/campaign/proving.h"
#include "sim/assert.h"

namespace stalemate::scenarios {

namespace {

using model::Verdict;

std::uint64_t counted(const VerdictCounts& counts, Verdict verdict) {
  return counts[static_cast<std::size_t>(verdict)];
}

/// The gravest verdict that is evidence; `undecided` is none.
Verdict gravest_evidence(const VerdictCounts& counts) {
  for (const Verdict verdict : {Verdict::violated, Verdict::uncached}) {
    if (counted(counts, verdict) > 0) return verdict;
  }
  return Verdict::holds;
}

Outcome judge_healthy(const VerdictCounts& counts, const CellResult& cell) {
  if (counted(counts, Verdict::undecided) > 0) return Outcome::undecided;
  if (is_cut_short(cell)) return Outcome::cut_short;
  return cell.unmet_marks.empty() ? Outcome::as_expected : Outcome::vacuous;
}

}  // namespace

int gravity(Verdict verdict) {
  switch (verdict) {
    case Verdict::holds:
      return 0;
    case Verdict::undecided:
      return 1;
    case Verdict::uncached:
      return 2;
    case Verdict::violated:
      return 3;
  }
  SIM_ASSERT(false);
}

Verdict gravest(const VerdictCounts& counts) {
  const Verdict evidence = gravest_evidence(counts);
  const bool undecided = counted(counts, Verdict::undecided) > 0;
  return evidence == Verdict::holds && undecided ? Verdict::undecided : evidence;
}

Verdict found_in(const VerdictCounts& counts, std::optional<Verdict> proved) {
  const Verdict sampled = gravest(counts);
  if (!proved) return sampled;
  return gravity(sampled) > gravity(*proved) ? sampled : *proved;
}

Outcome judge(Verdict expected, const VerdictCounts& counts, const CellResult& cell,
              std::optional<Verdict> proved) {
  if (cell.schedules == 0) return Outcome::vacuous;
  const Verdict found = found_in(counts, proved);
  if (found != Verdict::undecided && gravity(found) > gravity(expected)) return Outcome::unexpected;
  if (expected == Verdict::holds) return judge_healthy(counts, cell);
  if (counted(counts, expected) > 0 || proved == expected) {
    const bool unmet = !cell.unmet_marks.empty() && is_cut_short(cell);
    return unmet ? Outcome::cut_short : Outcome::as_expected;
  }
  const bool nothing = gravest_evidence(counts) == Verdict::holds;
  return nothing && !proved ? Outcome::not_met : Outcome::unexpected;
}

void judge_all(CellResult& cell, Prove asked) {
  const bool decided = cell.proof.standing == ProofStanding::decided;
  const bool unfinished = asked == Prove::always && cell.proof.standing == ProofStanding::cut_short;
  for (PropertyResult& property : cell.properties) {
    property.proved.reset();
    const Verdict proved = cell.proof.verdicts[static_cast<std::size_t>(property.property)];
    if (decided && proved != Verdict::undecided) property.proved = proved;
    property.found = found_in(property.counts, property.proved);
    property.outcome = judge(property.expected, property.counts, cell, property.proved);
    if (contradicts(property, cell)) property.outcome = Outcome::contradiction;
    const bool healthy = property.expected == Verdict::holds;
    if (unfinished && healthy && property.outcome == Outcome::as_expected) {
      property.outcome = Outcome::unproved;
    }
  }
}

bool is_vacuous(const CellResult& cell) {
  if (cell.schedules == 0 || cell.properties.empty()) return true;
  return !cell.unmet_marks.empty() && !is_cut_short(cell);
}

bool is_cut_short(const CellResult& cell) { return cell.schedules < cell.asked; }

}  // namespace stalemate::scenarios
