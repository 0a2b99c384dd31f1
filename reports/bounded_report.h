// What going through some bursts of a program has shown, for people: the verdict in one sentence
// that names its bounds, then the few steps that matter, then the command that shows them again.
//
// Invariants:
//  1. The sentence itself says how many bursts of how many requests it holds for.
//
// Cost: runs the ways to violations once.
#pragma once

#include <string>

#include "reports/text.h"
#include "scenarios/bounded/prove_bounded.h"

namespace stalemate::reports {

/// One cell.
std::string bounded_report(const scenarios::BoundedProof& proof, const Style& style);

/// The ways to the violations of a certificate step by step, as `replay` shows them.
std::string counterexample_report(const scenarios::BoundedCertificate& certificate,
                                  const scenarios::EmbeddedCell& cell, const Style& style);

}  // namespace stalemate::reports
