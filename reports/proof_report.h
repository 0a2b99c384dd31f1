// What a proof says, for people: the verdict in one sentence that names its bounds, then the few
// steps that matter, then the command that shows them again.
//
// Invariants:
//  1. The sentence itself says for how many overlapping requests it holds, and that it is not about
//     unbroken overlap.
//
// Cost: runs the counterexample once.
#pragma once

#include <string>

#include "reports/text.h"
#include "scenarios/certificate/certificate.h"
#include "scenarios/proof/prove.h"

namespace stalemate::reports {

/// "heals within 1 due burst"
std::string verdict_words(const scenarios::RoutedVerdict& verdict);

/// One proved cell.
std::string proof_report(const scenarios::CellProof& proof, const Style& style);

/// A counterexample step by step, as `replay` shows it.
std::string counterexample_report(const scenarios::Certificate& certificate,
                                  const std::string& path, const Style& style);

}  // namespace stalemate::reports
