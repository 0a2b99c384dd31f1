// What a script shows beside its verdicts: it throws, hangs, or goes on without something.
//
// Invariants:
//  1. Each is told once, however many requests, schedules and cells show it; of proofs, cell by
//  cell.
//  2. Each sentence stands on one line, is understood without the others, and has no final stop.
//
// Cost: some text.
#pragma once

#include <string>
#include <vector>

#include "model/js/script.h"
#include "scenarios/bounded/search.h"
#include "scenarios/campaign/campaign_result.h"

namespace stalemate::reports {

/// Of one run.
std::vector<std::string> remarks_on(const model::ScriptRemarks& told);

/// Of all that a proof has gone through.
std::vector<std::string> remarks_on(const scenarios::BoundedRemarks& told);

/// Of all schedules of a cell.
std::vector<std::string> remarks_on(const scenarios::CellResult& cell);

/// Of the first cell that shows it, with the scenario's path.
std::vector<std::string> remarks_on(const scenarios::ScenarioResult& scenario);

}  // namespace stalemate::reports
