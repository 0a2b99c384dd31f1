// The numbers that a certificate gives its states (how far from fresh, how much progress can still
// come) beside what its rounds say.
//
// Cost: that of recheck_graph.h.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "scenarios/certificate/certificate.h"

namespace stalemate::scenarios {

struct WrongNumber {
  std::size_t state = 0;
  std::string what;
};

/// Requires that the rounds lead to listed states.
std::vector<WrongNumber> wrong_numbers(const Certificate& certificate,
                                       const model::ProofConfig& config);

}  // namespace stalemate::scenarios
