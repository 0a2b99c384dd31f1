// What a proof covers and what it assumes, in sentences: isolates, orders, the clock, what becomes
// of dying contexts, faults. The same for every kind of proof.
//
// Cost: some strings.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "model/proof/bounds.h"

namespace stalemate::scenarios {

/// "1 request", "2 requests"
std::string counted(std::uint64_t count, const char* noun);

std::vector<std::string> assumptions_of(const model::ProofConfig& config);

}  // namespace stalemate::scenarios
