// How a corpus is told: what its schedules say today, what was added, what became smaller.
//
// Invariants:
//  1. One line each, and the counts at the end; equal results give equal texts.
//  2. A bug that stopped failing reads otherwise than one whose schedule diverged.
//
// Cost: linear in the entries.
#pragma once

#include <string>
#include <vector>

#include "reports/text.h"
#include "scenarios/campaign/campaign_result.h"
#include "scenarios/campaign/exit_code.h"
#include "scenarios/campaign/versions.h"
#include "scenarios/corpus/corpus.h"
#include "scenarios/format/provenance.h"

namespace stalemate::reports {

struct ReplayedEntry {
  scenarios::SavedResult result;
  scenarios::Provenance provenance;
};

std::string corpus_text(const std::vector<ReplayedEntry>& entries, scenarios::ExitCode code,
                        const scenarios::Versions& versions, const Style& style);

/// The same for programs; corpus.schema.json documents every name.
std::string corpus_json(const std::vector<ReplayedEntry>& entries, scenarios::ExitCode code,
                        const scenarios::Versions& versions);

/// Why the one stays and the other does not: "which shows the same and is shorter".
std::string why_it_stays(const scenarios::Kept& stays, const scenarios::Kept& goes);

/// From what to what a schedule was shrunk.
std::string shrink_words(const scenarios::Candidate& candidate);

}  // namespace stalemate::reports
