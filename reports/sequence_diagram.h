// A run as a sequence diagram in Mermaid, which GitHub draws in comments, summaries and files.
//
// Invariants:
//  1. Every line of it is made here: no name from a file gets into the diagram.
//  2. A long run is cut, and the diagram says so.
//
// Cost: one line for each event that is drawn.
#pragma once

#include <string>

#include "model/config.h"
#include "scenarios/campaign/transcript.h"

namespace stalemate::reports {

inline constexpr std::size_t longest_diagram = 90;

/// The workload and the first burst of the calm end, which repeats itself if `goes_round`.
std::string sequence_diagram(const scenarios::Transcript& transcript,
                             const model::WorldConfig& config, bool goes_round);

}  // namespace stalemate::reports
