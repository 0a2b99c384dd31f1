// What a check found, as plain values: everything that a report tells is in here.
//
// Invariants:
//  1. Equal scenarios, saved schedules and options give equal results for every number of jobs,
//     unless a budget or Ctrl-C ended the run.
//  2. A violation is the one with the smallest seed of its cell, property and verdict.
//  3. Nothing in here was measured by a real clock.
//
// Cost: a transcript for each violation, some tens of kilobytes.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "model/config.h"
#include "model/event_kind.h"
#include "model/names.h"
#include "model/properties/property.h"
#include "scenarios/campaign/options.h"
#include "scenarios/campaign/transcript.h"
#include "scenarios/explain/point_of_no_return.h"
#include "scenarios/film/film.h"
#include "scenarios/proof/burst_map.h"
#include "scenarios/proof/proof.h"
#include "scenarios/shrink/cost.h"

namespace stalemate::scenarios {

inline constexpr std::size_t verdict_count = model::count_of<model::Verdict>();
using VerdictCounts = std::array<std::uint64_t, verdict_count>;  // schedules, by verdict

/// A property of a cell, held against what the scenario expects.
enum class Outcome : std::uint8_t {
  as_expected,    // an expected violation was found, or none was found where none is expected
  unexpected,     // a violation where none is expected, or of another kind
  not_met,        // an expected violation was not found: inconclusive
  cut_short,      // none found, but the budget ended the sampling first: inconclusive
  undecided,      // none found, but a bound ended some runs first: inconclusive
  unproved,       // none found, but a proof was asked for, and was not finished: inconclusive
  vacuous,        // nothing ran, or what had to occur never did
  contradiction,  // a schedule shows what a proof that covers it rules out: a bug of this program
};

/// The first schedule that shows a verdict.
/// What shrinking has made of a violation's run.
struct ShrunkRun {
  ShrinkCost before;
  ShrinkCost after;
  std::uint64_t runs = 0;  // that were tried
  bool finished = false;   // nothing more can be taken out; else the budget ended it
  model::WorldConfig config;
  model::Finding finding;
  std::uint64_t trace_hash = 0;
  std::uint64_t steps = 0;
  Transcript transcript;
};

struct Violation {
  model::Property property = model::Property::eventually_fresh;
  model::Verdict verdict = model::Verdict::violated;
  std::uint64_t seed = 0;
  std::uint64_t trace_hash = 0;
  std::uint64_t steps = 0;  // macro-steps of the run
  model::Finding finding;
  std::string schedule_file;        // empty if it could not be written
  Transcript transcript;            // empty for `undecided`, whose runs are long and show nothing
  std::optional<ShrunkRun> shrunk;  // then the file holds this one
  // Of the run that the file holds, where they are known:
  std::optional<Film> film;
  std::optional<PointOfNoReturn> no_return;
};

struct PropertyResult {
  model::Property property = model::Property::eventually_fresh;
  model::Verdict expected = model::Verdict::holds;
  model::Verdict found = model::Verdict::holds;  // the gravest, of a schedule or of the proof
  /// What the proof says; nothing: there is none.
  std::optional<model::Verdict> proved;
  VerdictCounts counts{};
  /// One for each verdict but `holds` that occurred, the gravest first.
  std::vector<Violation> violations;
  Outcome outcome = Outcome::vacuous;
};

/// Two runs of one seed that should have been equal and were not.
struct NonDeterminism {
  std::uint64_t seed = 0;
  std::uint64_t first_hash = 0;
  std::uint64_t second_hash = 0;
  std::string difference;  // a sentence: the first event that differs
};

/// Whether a cell was proved, and if not, why.
enum class ProofStanding : std::uint8_t {
  not_asked,
  another_claim,  // the cell prescribes what a proof lets happen at any time
  too_large,      // by the estimate
  cut_short,      // a limit, a budget or Ctrl-C ended it
  decided,
};

struct ProofOfCell {
  ProofStanding standing = ProofStanding::not_asked;
  std::string reason;      // if it was not decided: a few words
  double transitions = 0;  // of one that is too large: about so many
  // If it was:
  model::ProofBounds bounds;
  RoutedVerdict eventually_fresh;  // under the cell's routing
  std::array<model::Verdict, model::property_count> verdicts{};
  std::string certificate;  // its file; empty if it could not be written
  BurstMap map;
};

/// Something that the handler's script shows in schedules of a cell.
struct Remark {
  std::uint64_t schedules = 0;  // in which it shows
  std::uint64_t seed = 0;       // of the first of them
  std::string text;             // what it is there

  /// Whatever thread comes first, that of the lowest seed stays.
  void take(const Remark& other) {
    if (other.schedules > 0 && (schedules == 0 || other.seed < seed)) {
      seed = other.seed;
      text = other.text;
    }
    schedules += other.schedules;
  }
};

/// As model::ScriptRemarks, of all schedules.
struct Remarks {
  Remark refusal;
  Remark error;
  Remark hang;
};

struct CellResult {
  std::string name;
  std::vector<std::pair<std::string, std::string>> position;  // axis -> value
  model::WorldConfig config;
  std::uint64_t asked = 0;      // schedules
  std::uint64_t schedules = 0;  // that were run
  bool any_hit = false;         // in one of them a request was served a HIT
  Remarks remarks;
  std::vector<PropertyResult> properties;     // those that the cell names
  std::vector<model::EventKind> unmet_marks;  // `sometimes` marks that never occurred
  std::optional<NonDeterminism> non_determinism;
  ProofOfCell proof;
};

struct ScenarioResult {
  std::string name;
  std::string path;
  std::string about;
  std::string source;
  std::string hash;
  std::vector<CellResult> cells;
};

enum class SavedOutcome : std::uint8_t {
  reproduced,
  no_longer_fails,
  fails_differently,  // the property fails, with another verdict
  diverged,           // the run does not follow the saved decisions any more
  not_deterministic,  // same model, same decisions, another trace or number of steps
};

/// A saved schedule, replayed.
struct SavedResult {
  std::string file;
  std::string scenario;  // name
  std::string cell;
  model::Property property = model::Property::eventually_fresh;
  model::Verdict recorded = model::Verdict::violated;  // or what its file expects since
  model::Verdict found = model::Verdict::holds;
  std::uint64_t trace_hash = 0;  // of the replay
  std::uint64_t steps = 0;       // of the replay
  std::uint64_t recorded_steps = 0;
  SavedOutcome outcome = SavedOutcome::reproduced;
  bool model_changed = false;     // since it was saved
  bool scenario_changed = false;  // the file is not the one that the schedule embeds
  std::optional<sim::Divergence> divergence;
};

struct CampaignResult {
  Options options;
  std::vector<SavedResult> saved;
  std::vector<ScenarioResult> scenarios;
  std::uint64_t cells_in_all = 0;  // of all shards
  std::uint64_t saved_in_all = 0;
  std::vector<std::string> empty_folders;  // that were asked for and hold no scenario
  std::vector<std::string> problems;       // what could not be written; one line each
  bool interrupted = false;
};

}  // namespace stalemate::scenarios

template <>
struct stalemate::model::NamesOf<stalemate::scenarios::Outcome> {
  static constexpr auto table =
      std::to_array<const char*>({"as-expected", "unexpected", "not-met", "cut-short", "undecided",
                                  "unproved", "vacuous", "contradiction"});
};

template <>
struct stalemate::model::NamesOf<stalemate::scenarios::ProofStanding> {
  static constexpr auto table = std::to_array<const char*>(
      {"not-asked", "another-claim", "too-large", "cut-short", "decided"});
};

template <>
struct stalemate::model::NamesOf<stalemate::scenarios::SavedOutcome> {
  static constexpr auto table = std::to_array<const char*>(
      {"reproduced", "no-longer-fails", "fails-differently", "diverged", "not-deterministic"});
};
