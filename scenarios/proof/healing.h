// What would end a violation that no undisturbed future ends: one fault (an eviction, say), or one
// more isolate.
//
// From the state in which the counterexample's loop is gone round, the graph of states at rest is
// closed again with a budget of one occurrence of one fault and of no other. The fault heals if it
// can strike so that the page is then sure to be refreshed, and no undisturbed round leads to such
// a state. A second isolate masks if, with one more in the same colo that has served nothing yet,
// nothing violates under routing fair.
//
// Invariants:
//  1. What is said is exact, for the proof's bounds. Nothing is said where the graph is too large,
//  or
//     where by the fault something counts that the state does not tell.
//
// Cost: a graph for each kind of fault, each up to a limit of transitions.
#pragma once

#include <vector>

#include "model/names.h"
#include "scenarios/proof/counterexample.h"

namespace stalemate::scenarios {

/// Whether a page would be refreshed again.
enum class Remedy : std::uint8_t { no, yes, unknown };

struct Healing {
  std::vector<model::Fault> faults;   // one occurrence of one of these heals
  std::vector<model::Fault> unknown;  // nothing is said of these
  Remedy second_isolate = Remedy::no;

  bool operator==(const Healing&) const = default;
};

/// @param routing under which the counterexample violates
/// @param must_stop what it has not come to by then is unknown
Healing healing_of(const Counterexample& shown, const model::ProofConfig& config,
                   model::Routing routing, const MustStop& must_stop = {});

/// Nothing was looked at.
Healing unknown_healing();

}  // namespace stalemate::scenarios

template <>
struct stalemate::model::NamesOf<stalemate::scenarios::Remedy> {
  static constexpr auto table = std::to_array<const char*>({"no", "yes", "unknown"});
};
