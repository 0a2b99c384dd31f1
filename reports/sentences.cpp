#include "reports/sentences.h"

#include <fmt/format.h>

#include "reports/proof_report.h"
#include "reports/text.h"
#include "scenarios/campaign/judge.h"
#include "sim/assert.h"

namespace stalemate::reports {

namespace {

using model::Property;
using model::Verdict;
using scenarios::CellResult;
using scenarios::Outcome;
using scenarios::PropertyResult;

std::uint64_t number_of(const PropertyResult& property, Verdict verdict) {
  return property.counts[static_cast<std::size_t>(verdict)];
}

std::string in_schedules(const PropertyResult& property, Verdict verdict, const CellResult& cell) {
  return fmt::format("in {} of {}", number_of(property, verdict),
                     counted(cell.schedules, "schedule"));
}

/// A lesser failure beside the expected one.
std::string beside(const PropertyResult& property, const CellResult& cell) {
  for (const Verdict verdict : {Verdict::violated, Verdict::uncached}) {
    if (verdict == property.found || number_of(property, verdict) == 0) continue;
    return fmt::format("; also {} {}", model::name(verdict), in_schedules(property, verdict, cell));
  }
  return "";
}

std::string meaning_of_violation(Property property) {
  switch (property) {
    case Property::eventually_fresh:
      return "the page stays STALE for ever";
    case Property::no_orphaned_regeneration_slot:
      return "a dead request holds the dedupe slot, and the isolate never regenerates the page";
    case Property::no_uncovered_write:
      return "a request's context ended over a write that it did not wait for";
    case Property::invalidation_respected:
      return "a page is served that was rendered from data older than its invalidation";
    case Property::no_fresh_entry_deleted:
      return "a request deletes an entry that is newer than the one it had read";
  }
  SIM_ASSERT(false);
}

/// Whether a schedule shows the verdict that was found, and not the proof alone.
bool was_sampled(const PropertyResult& property) { return number_of(property, property.found) > 0; }

/// Where a violation was found: in schedules, by a proof, or both.
std::string found_where(const PropertyResult& property, const CellResult& cell) {
  if (!was_sampled(property)) {
    return fmt::format("by the proof, though not in {}", counted(cell.schedules, "schedule"));
  }
  const std::string sampled = in_schedules(property, property.found, cell);
  return property.proved == property.found ? sampled + ", and by the proof" : sampled;
}

std::string unexpected(const PropertyResult& property, const CellResult& cell) {
  const char* const expected = model::name(property.expected);
  if (property.found == Verdict::holds) {
    return fmt::format("{}, where \"{}\" is expected", proof_words(property.property, cell.proof),
                       expected);
  }
  return fmt::format("{} {}, where \"{}\" is expected", meaning(property.property, property.found),
                     found_where(property, cell), expected);
}

std::string divergence_of(const scenarios::SavedResult& saved) {
  SIM_ASSERT(saved.divergence.has_value());
  return fmt::format(
      "diverged at step {}: expected {}, found {}; the model has {} since it was saved",
      saved.divergence->step + 1, saved.divergence->expected, saved.divergence->found,
      saved.model_changed ? "changed" : "not changed");
}

std::string unmet_marks(const CellResult& cell) {
  std::string marks;
  for (const model::EventKind mark : cell.unmet_marks) {
    marks += fmt::format("{}{}", marks.empty() ? "" : ", ", model::name(mark));
  }
  return marks;
}

}  // namespace

std::string short_words(Property property, Verdict verdict) {
  if (verdict == Verdict::undecided) return "undecided";
  if (verdict == Verdict::uncached) return "MISS for ever";
  switch (property) {
    case Property::eventually_fresh:
      return "STALE for ever";
    case Property::no_orphaned_regeneration_slot:
      return "slot orphaned";
    case Property::no_uncovered_write:
      return "write uncovered";
    case Property::invalidation_respected:
      return "invalidation lost";
    case Property::no_fresh_entry_deleted:
      return "fresh entry deleted";
  }
  SIM_ASSERT(false);
}

std::string meaning(Property property, Verdict verdict) {
  switch (verdict) {
    case Verdict::holds:
      return "nothing against it was found";
    case Verdict::violated:
      return meaning_of_violation(property);
    case Verdict::uncached:
      return "the page is never stored, and every answer is a MISS";
    case Verdict::undecided:
      return "a bound ended the run before this was decided";
  }
  SIM_ASSERT(false);
}

std::string place_of(const model::Finding& finding) {
  std::string time = milliseconds(finding.at_us);
  if (time.ends_with(".000")) time.resize(time.size() - 4);
  return fmt::format("isolate {}, at {} ms", finding.isolate + 1, time);
}

std::string found_words(const scenarios::Violation& violation) {
  return fmt::format("{} ({})", meaning(violation.property, violation.verdict),
                     place_of(violation.finding));
}

std::string summary(const PropertyResult& property, const CellResult& cell) {
  const char* expected = model::name(property.expected);
  switch (property.outcome) {
    case Outcome::as_expected:
      if (property.expected == Verdict::holds) {
        const std::string sampled =
            fmt::format("not found in {}, as expected", counted(cell.schedules, "schedule"));
        if (!property.proved) return sampled;
        return fmt::format("{}; {}", proof_words(property.property, cell.proof), sampled);
      }
      return fmt::format("{}, as expected, {}{}", meaning(property.property, property.expected),
                         found_where(property, cell), beside(property, cell));
    case Outcome::unexpected:
      return unexpected(property, cell);
    case Outcome::not_met:
      return fmt::format("not found in {}, where \"{}\" is expected: inconclusive",
                         counted(cell.schedules, "schedule"), expected);
    case Outcome::cut_short:
      if (!cell.unmet_marks.empty()) {
        return fmt::format(
            "the run ended after {} of {}, before all that must happen at least once "
            "did ({}): inconclusive",
            counted(cell.schedules, "schedule"), cell.asked, unmet_marks(cell));
      }
      return fmt::format("not found in {}, but the run ended before all {}: inconclusive",
                         counted(cell.schedules, "schedule"), cell.asked);
    case Outcome::undecided:
      return fmt::format("{} {}: inconclusive",
                         cell.remarks.hang.schedules > 0 ? "requests hang, and nothing is decided"
                                                         : "a bound ended the run",
                         in_schedules(property, Verdict::undecided, cell));
    case Outcome::unproved:
      return fmt::format(
          "not found in {}, but the proof that was asked for is not finished ({}): "
          "inconclusive",
          counted(cell.schedules, "schedule"), cell.proof.reason);
    case Outcome::vacuous:
      return "not found, but " + vacuity(cell);
    case Outcome::contradiction:
      return fmt::format(
          "a schedule shows that {}, which the proof rules out for every such "
          "schedule: one of the two is wrong, and so is this program; please report "
          "both files",
          meaning(property.property, property.found));
  }
  SIM_ASSERT(false);
}

std::string proof_words(Property property, const scenarios::ProofOfCell& proof) {
  const Verdict verdict = proof.verdicts[static_cast<std::size_t>(property)];
  std::string words;
  if (property == Property::eventually_fresh) {
    words = verdict_words(proof.eventually_fresh);
  } else {
    words = verdict == Verdict::holds ? "holds in every state" : "violated in some state";
  }
  return fmt::format("proved: {}, for bursts of at most {}", words,
                     counted(proof.bounds.requests_per_burst, "request"));
}

std::string why_not_proved(const scenarios::ProofOfCell& proof) {
  using scenarios::ProofStanding;
  switch (proof.standing) {
    case ProofStanding::another_claim:
      return "the file prescribes " + proof.reason;
    case ProofStanding::too_large:
      return "too large to be proved by the way";
    case ProofStanding::cut_short:
      return fmt::format("the proof was given up: {}", proof.reason);
    case ProofStanding::not_asked:
    case ProofStanding::decided:
      return "";
  }
  SIM_ASSERT(false);
}

std::string vacuity(const CellResult& cell) {
  if (!scenarios::is_vacuous(cell)) return "";
  if (cell.schedules == 0) return "no schedule was run: vacuous";
  if (cell.properties.empty()) return "no property is named: vacuous";
  return fmt::format("what must happen at least once never did ({}): vacuous", unmet_marks(cell));
}

std::string shard_words(const scenarios::CampaignResult& result) {
  std::size_t cells = 0;
  for (const scenarios::ScenarioResult& scenario : result.scenarios) cells += scenario.cells.size();
  return fmt::format("shard {} of {}: {} of {}, {} of {}", result.options.shard.number,
                     result.options.shard.count, cells, counted(result.cells_in_all, "cell"),
                     result.saved.size(), counted(result.saved_in_all, "saved schedule"));
}

std::string summary(const scenarios::SavedResult& saved) {
  using scenarios::SavedOutcome;
  const char* recorded = model::name(saved.recorded);
  switch (saved.outcome) {
    case SavedOutcome::reproduced:
      return fmt::format("{}, as recorded", recorded);
    case SavedOutcome::no_longer_fails:
      return fmt::format("no longer fails: was {}, now {}", recorded, model::name(saved.found));
    case SavedOutcome::fails_differently:
      return fmt::format("fails differently: was {}, now {}", recorded, model::name(saved.found));
    case SavedOutcome::diverged:
      return divergence_of(saved);
    case SavedOutcome::not_deterministic:
      if (saved.steps != saved.recorded_steps) {
        return fmt::format(
            "same model, same decisions, {}, where {} are recorded: not deterministic, unless the "
            "file was edited",
            counted(saved.steps, "step"), saved.recorded_steps);
      }
      return fmt::format(
          "same model, same decisions, another trace ({}): not deterministic, unless the "
          "file was edited",
          hash_text(saved.trace_hash));
  }
  SIM_ASSERT(false);
}

std::string meaning(scenarios::ExitCode code) {
  using scenarios::ExitCode;
  switch (code) {
    case ExitCode::as_expected:
      return "all as expected";
    case ExitCode::differs:
      return "a cell differs from its expectation, or a saved schedule no longer fails";
    case ExitCode::usage:
      return "wrong usage, bad input, or a file that could not be written";
    case ExitCode::inconclusive:
      return "inconclusive: an expected violation was not met, or a budget or bound ended the run";
    case ExitCode::not_deterministic:
      return "a run was not deterministic, or a saved schedule diverged";
    case ExitCode::vacuous:
      return "vacuous: nothing ran, or what must happen at least once never did";
    case ExitCode::internal:
      return "internal error";
    case ExitCode::interrupted:
      return "interrupted";
  }
  SIM_ASSERT(false);
}

}  // namespace stalemate::reports
