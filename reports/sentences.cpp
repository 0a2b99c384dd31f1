#include "reports/sentences.h"

#include <fmt/format.h>

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
  }
  SIM_ASSERT(false);
}

std::string divergence_of(const scenarios::SavedResult& saved) {
  SIM_ASSERT(saved.divergence.has_value());
  return fmt::format(
      "diverged at step {}: expected {}, found {}; the model has {} since it was saved",
      saved.divergence->step + 1, saved.divergence->expected, saved.divergence->found,
      saved.model_changed ? "changed" : "not changed");
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

std::string summary(const PropertyResult& property, const CellResult& cell) {
  const char* expected = model::name(property.expected);
  switch (property.outcome) {
    case Outcome::as_expected:
      if (property.expected == Verdict::holds) {
        return fmt::format("not found in {}, as expected", counted(cell.schedules, "schedule"));
      }
      return fmt::format("{}, as expected, {}{}", meaning(property.property, property.expected),
                         in_schedules(property, property.expected, cell), beside(property, cell));
    case Outcome::unexpected:
      return fmt::format("{} {}, where \"{}\" is expected",
                         meaning(property.property, property.found),
                         in_schedules(property, property.found, cell), expected);
    case Outcome::not_met:
      return fmt::format("not found in {}, where \"{}\" is expected: inconclusive",
                         counted(cell.schedules, "schedule"), expected);
    case Outcome::cut_short:
      return fmt::format("not found in {}, but the run ended before all {}: inconclusive",
                         counted(cell.schedules, "schedule"), cell.asked);
    case Outcome::undecided:
      return fmt::format("a bound ended the run {}: inconclusive",
                         in_schedules(property, Verdict::undecided, cell));
    case Outcome::vacuous:
      return "not found, but " + vacuity(cell);
  }
  SIM_ASSERT(false);
}

std::string vacuity(const CellResult& cell) {
  if (!scenarios::is_vacuous(cell)) return "";
  if (cell.schedules == 0) return "no schedule was run: vacuous";
  if (cell.properties.empty()) return "no property is named: vacuous";
  std::string marks;
  for (const model::EventKind mark : cell.unmet_marks) {
    marks += fmt::format("{}{}", marks.empty() ? "" : ", ", model::name(mark));
  }
  return fmt::format("what must happen at least once never did ({}): vacuous", marks);
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
