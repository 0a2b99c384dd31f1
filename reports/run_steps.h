// The steps of a run as lines: events with their time, decisions with a mark.
//
// Invariants:
//  1. Each line has its time in the same columns, whoever prints it.
//  2. `~` marks a decision that differs from calm, `!` one that goes wrong; a calm one has no mark.
//
// Cost: linear in what is shown.
#pragma once

#include <cstddef>
#include <string>

#include "model/config.h"
#include "reports/text.h"
#include "scenarios/campaign/transcript.h"

namespace stalemate::reports {

std::string event_line(const sim::TraceEvent& event, const model::WorldConfig& config,
                       const Style& style);

std::string decision_line(const scenarios::Decision& decision, const Style& style);

/// The events in [begin, end), and before each the decisions that led to it and are not calm; at
/// the end of the run also those after its last event.
std::string step_lines(const scenarios::Transcript& transcript, std::size_t begin, std::size_t end,
                       const model::WorldConfig& config, const Style& style);

}  // namespace stalemate::reports
