// All that can happen in some bursts of requests, from the beginning of a scenario on.
//
// For worlds whose state nobody can write down or restore: a script keeps its own where no snapshot
// reaches it. Such a world is run from its beginning for every step that is tried, and two states
// are one where the world is the same and every isolate's code has seen the same in the same order
// (model/js/histories.h). What code has seen grows with every burst, so there is no closed graph of
// states at rest; the number of bursts is a bound. Each state at rest is judged by what calm
// traffic does from there on.
//
// Invariants:
//  1. What is found depends on the world and the bounds only.
//  2. States are tried in the order of what leads to them: the fewest requests and faults, then the
//     fewest steps. So the first path to a violation is a smallest one.
//  3. A world that does not do the same again when a path is run once more is a failure.
//
// Cost: for each step that is tried the whole path to it: of two requests to a package some tenths
// of a millisecond. Forty bytes and its path for a state that is still to be tried, eight for one
// that is known.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "model/calm_suffix.h"
#include "model/proof/burst_world.h"
#include "model/properties/property.h"
#include "sim/explore/odometer.h"
#include "sim/explore/state_numbers.h"

namespace stalemate::model {

struct BoundedBounds {
  ProofBounds each;  // of the bursts
  std::uint32_t bursts = 1;

  bool operator==(const BoundedBounds&) const = default;
};

/// From the beginning of the scenario: for each step the offer, then the answers.
using BoundedSteps = std::vector<std::vector<std::uint32_t>>;
/// In place of an offer: the next burst begins.
inline constexpr std::uint32_t next_burst = 0xffff'ffff;

struct BoundedPath {
  BoundedSteps steps;
  std::uint32_t requests = 0;
  std::uint32_t faults = 0;
  std::uint32_t isolate = 0;  // that calm traffic goes to
  Verdict verdict = Verdict::violated;

  bool operator==(const BoundedPath&) const = default;
};

struct BoundedResult {
  std::uint64_t states = 0;
  std::uint64_t transitions = 0;
  /// Of the states at rest, once for each isolate that calm traffic may go to: how many there are
  /// of each verdict.
  std::array<std::uint64_t, count_of<Verdict>()> judged{};
  /// The most calm bursts that it took until the page was fresh again.
  std::uint32_t healed_within = 0;
  /// States beyond the bounds: more writes of dead contexts were under way.
  std::uint64_t out_of_bounds = 0;
  /// Live contexts with nothing that could ever come.
  std::uint64_t dead_ends = 0;
  std::array<std::optional<BoundedPath>, property_count> violations;
  sim::TraceMarks marks{};  // which kinds of events occur
  bool complete = false;
  std::string failure;  // why it could not go on, in one line; empty: it could

  std::uint64_t count(Verdict verdict) const {
    return judged[static_cast<std::size_t>(verdict)];
  }
  std::uint64_t rests() const;
};

class BoundedExplorer {
 public:
  /// @param timed the scenario's own world, in which the calm traffic comes
  BoundedExplorer(const WorldConfig& timed, const BoundedBounds& bounds);

  /// Asked before every state is tried. @param open how many there are; says whether to stop
  using Stop = std::function<bool(const BoundedResult& so_far, std::size_t open)>;
  BoundedResult explore(const Stop& stop);
  /// Whether every state is one of its own: each path is followed to its end.
  void match_nothing(bool on) { matching_ = !on; }

 private:
  /// A state that is still to be tried.
  struct Open {
    std::vector<std::uint32_t> path;  // the offer, how many answers, the answers; and so on
    std::uint64_t name = 0;
    std::uint32_t steps = 0;
    std::uint32_t bursts = 0;  // that are over
    std::uint32_t requests = 0;
    std::uint32_t faults = 0;
    // In the bursts that are over.
    std::uint32_t requests_before = 0;
    std::uint32_t faults_before = 0;
  };
  using Cost = std::pair<std::uint32_t, std::size_t>;  // requests and faults, steps

  void expand(const Open& from);
  bool go_to(const Open& state);
  void visit(const Open& from, std::uint32_t offer);
  void meet(Open state);
  void meet_rest(Open state);
  void keep(Open state);
  void judge(const Open& state);
  void judge(const Open& state, std::uint32_t isolate);
  void note_safety(const Open& state);
  void note(Property property, const Open& state, Verdict verdict, std::uint32_t isolate);
  bool is_new(const Open& state);
  bool can_go_on();

  WorldConfig timed_;
  BoundedBounds bounds_;
  BurstWorld world_;
  std::map<Cost, std::vector<Open>> open_;
  sim::StateNumbers known_;
  BoundedResult result_;
  sim::Odometer odometer_;
  bool matching_ = true;
};

/// Runs the world from its beginning through these steps. @return why it cannot; empty: it has
std::string go_through(BurstWorld& world, std::span<const std::vector<std::uint32_t>> steps);
/// From now on all is calm. @param isolate that the traffic goes to, if it may go to any
SuffixResult calm_from_here(BurstWorld& world, const WorldConfig& timed, std::uint32_t isolate,
                            sim::TraceSink* sink);
/// How many isolates calm traffic may go to, one at a time.
std::uint32_t calm_targets(const WorldConfig& timed, const BurstWorld& world);
/// The path in steps, as it is told and kept.
BoundedSteps steps_of(const std::vector<std::uint32_t>& path);

}  // namespace stalemate::model
