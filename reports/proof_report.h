// What a proof says, for people: the verdict in one sentence that names its bounds, then the few
// steps that matter, then the command that shows them again.
//
// Invariants:
//  1. The sentence itself says for how many overlapping requests it holds, and that it is not about
//     unbroken overlap.
//
// Cost: runs the counterexample once.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "reports/text.h"
#include "scenarios/certificate/certificate.h"
#include "scenarios/certificate/told.h"
#include "scenarios/proof/prove.h"

namespace stalemate::reports {

/// "heals within 1 due burst"
std::string verdict_words(const scenarios::RoutedVerdict& verdict);

/// A line behind a macro-step, from 1.
struct StepRemark {
  std::size_t behind = 0;
  std::string words;
};

/// Rounds step by step, each with what happened in it.
std::string told_steps(const std::vector<scenarios::ToldRound>& rounds,
                       const std::optional<StepRemark>& remark, const model::WorldConfig& world,
                       const Style& style);

/// How a violation is shown again: with times, if it has them, and else as the certificate tells
/// it.
/// @param kept nothing if no times were looked for
std::string replay_lines(const std::optional<scenarios::KeptCounterexample>& kept,
                         const std::string& certificate, const std::string& indent,
                         const Style& style);

/// Why a proof is not held to what the scenario expects, in one sentence; empty: it is.
/// @param prescribed by the scenario, and left open by the proof
std::string another_claim(const std::string& prescribed, const Style& style);

/// One proved cell.
std::string proof_report(const scenarios::CellProof& proof, const Style& style);

/// A counterexample step by step, as `replay` shows it.
std::string counterexample_report(const scenarios::Certificate& certificate,
                                  const std::string& path, const Style& style);

}  // namespace stalemate::reports
