// One state of a bounded exploration at a time: all that can happen next, and what calm traffic
// makes of it.
//
// For worlds whose state nobody can write down or restore: a script keeps its own where no snapshot
// reaches it. Such a world is run from its beginning for every step that is tried, and two states
// are one where the world is the same and every isolate's code has seen the same in the same order
// (model/js/histories.h). What code has seen grows with every burst, so there is no closed graph of
// states at rest: the number of bursts is a bound.
//
// Invariants:
//  1. What is found of a state depends on the world and the path to it only.
//  2. A world that does not do the same again when a path is run once more is a failure.
//
// Cost: for each step that is tried the whole path to it: of two requests to a package some tenths
// of a millisecond.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/calm_suffix.h"
#include "model/js/script.h"
#include "model/proof/burst_world.h"
#include "model/properties/property.h"
#include "sim/explore/odometer.h"

namespace stalemate::model {

struct BoundedBounds {
  ProofBounds each;  // of the bursts
  std::uint32_t bursts = 1;
};

/// From the beginning of the scenario: for each step the offer, then the answers.
using BoundedSteps = std::vector<std::vector<std::uint32_t>>;
/// In place of an offer: the next burst begins.
inline constexpr std::uint32_t next_burst = 0xffff'ffff;

struct BoundedState {
  std::vector<std::uint32_t> path;  // the offer, how many answers, the answers; and so on
  std::uint64_t name = 0;           // a fingerprint
  std::uint32_t steps = 0;
  std::uint32_t bursts = 0;  // that are over
  std::uint32_t requests = 0;
  std::uint32_t faults = 0;
  // In the bursts that are over.
  std::uint32_t requests_before = 0;
  std::uint32_t faults_before = 0;
  bool over = false;  // the last burst is: only faults may still strike

  BoundedSteps path_in_steps() const;
};

/// Where one step leads.
struct BoundedChild {
  BoundedState state;
  bool at_rest = false;
  bool out_of_bounds = false;  // more writes of dead contexts are under way: not gone on with
  bool may_be_struck = false;  // at rest after the last burst
  std::uint8_t violated = 0;   // safety properties, a bit each
  std::optional<std::uint64_t>
      next_name;          // at rest after a burst: of the state that begins the next
  ScriptRemarks remarks;  // of all steps up to here
};

struct BoundedExpansion {
  std::vector<BoundedChild> children;
  sim::TraceMarks marks{};  // which kinds of events occur
  std::string failure;      // why it could not go on, in one line; empty: it could
};

/// What calm traffic comes to that goes to one isolate, or to all.
struct CalmJudgement {
  std::uint32_t isolate = 0;
  Verdict verdict = Verdict::undecided;
  std::uint32_t bursts = 0;
  std::uint8_t violated = 0;  // safety properties, a bit each
  ScriptRemarks remarks;      // of all steps up to its state, and of the traffic
};

struct CalmJudgements {
  std::vector<CalmJudgement> all;
  std::string failure;
};

class BoundedWorker {
 public:
  /// @param timed the scenario's own world, in which the calm traffic comes
  BoundedWorker(const WorldConfig& timed, const BoundedBounds& bounds);

  /// @param failure why there is none
  BoundedState beginning(std::string& failure);
  BoundedExpansion expand(const BoundedState& from);
  /// Of a state at rest.
  CalmJudgements judge(const BoundedState& state);

 private:
  std::string go_to(const BoundedState& state);
  void visit(const BoundedState& from, std::uint32_t offer, BoundedExpansion& found);
  BoundedState after(const BoundedState& from, std::uint32_t offer) const;
  std::uint8_t violated() const;
  ScriptRemarks remarks() const;

  WorldConfig timed_;
  BoundedBounds bounds_;
  BurstWorld world_;
  sim::Odometer odometer_;
};

/// Random numbers are not gone through: the calm ones differ from call to call, and that is all.
class Chooser final : public sim::Explorer {
 public:
  explicit Chooser(sim::Explorer& others) : others_(&others) {}
  std::uint32_t choose(const sim::ChoicePoint& point) override {
    return std::string_view(point.label.text) == random_number_label ? 0 : others_->choose(point);
  }

 private:
  sim::Explorer* others_;
};

/// Runs the world from its beginning through these steps. @return why it cannot; empty: it has
std::string go_through(BurstWorld& world, std::span<const std::vector<std::uint32_t>> steps);
/// One step where the world stands, fingerprint() asked. @return why it cannot; empty: it has
std::string take_step(BurstWorld& world, std::span<const std::uint32_t> step);
/// Lets an offer happen; whoever decides is not asked for random numbers.
void take_offer(BurstWorld& world, std::uint32_t offer, sim::Explorer& decisions);
/// From now on all is calm. @param isolate that the traffic goes to, if it may go to any
SuffixResult calm_from_here(BurstWorld& world, const WorldConfig& timed, std::uint32_t isolate,
                            sim::TraceSink* sink);
/// How many isolates calm traffic may go to, one at a time.
std::uint32_t calm_targets(const WorldConfig& timed, const BurstWorld& world);

}  // namespace stalemate::model
