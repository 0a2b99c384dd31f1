// What a verdict means, in plain words.
//
// Invariants:
//  1. A sampled run never "proves" anything: what was not found is "not found in N schedules".
//     What is proved is told with its bounds.
//  2. Each sentence stands on one line and is understood without the others.
//
// Cost: one string each.
#pragma once

#include <string>

#include "scenarios/campaign/campaign_result.h"
#include "scenarios/campaign/exit_code.h"

namespace stalemate::reports {

/// A few words for a table: "STALE for ever".
std::string short_words(model::Property property, model::Verdict verdict);

/// What it means that a run has this verdict, without a final stop.
std::string meaning(model::Property property, model::Verdict verdict);

/// "isolate 1, at 1203 ms": where and when the evidence was complete.
std::string place_of(const model::Finding& finding);

/// What a violation's schedule file says was found: "the page stays STALE for ever (isolate 1, at
/// 1203 ms)".
std::string found_words(const scenarios::Violation& violation);

/// A cell's property against its expectation, without a final stop: "violated, as expected, in 31
/// of 2000 schedules".
std::string summary(const scenarios::PropertyResult& property, const scenarios::CellResult& cell);

/// What a proof says of a property, with its bounds: "proved: heals within 1 due burst, for bursts
/// of at most 2 requests". Requires that it is decided.
std::string proof_words(model::Property property, const scenarios::ProofOfCell& proof);

/// Why a cell was only sampled: "the file prescribes which isolate answers a request", without
/// numbers; empty if it was proved, or if nobody asked for a proof.
std::string why_not_proved(const scenarios::ProofOfCell& proof);

/// Why a cell is vacuous, or nothing if it is not.
std::string vacuity(const scenarios::CellResult& cell);

/// Which part of the check this is: "shard 2 of 4: 67 of 268 cells, 2 of 9 saved schedules".
std::string shard_words(const scenarios::CampaignResult& result);

/// Of a saved schedule.
std::string summary(const scenarios::SavedResult& saved);

/// What an exit code says.
std::string meaning(scenarios::ExitCode code);

}  // namespace stalemate::reports
