// The proofs of a scenario as one Markdown table: the first axis down, the others across.
//
// Of handlers that are programs another table says what was found within the bounds: "holds",
// "violated (7)", "uncached (7)", or "?"; below it, cell by cell, what the program shows beside
// that.
//
// A cell reads "1" (proved: heals within 1 due burst), "doomed (7)" (violated: the smallest
// counterexample has 7 macro-steps), "stuck", "uncached", or "?" (inconclusive).
//
// Cost: one string.
#pragma once

#include <string>
#include <vector>

#include "scenarios/proof/prove.h"

namespace stalemate::reports {

std::string proof_matrix(const scenarios::ProveResult& result);

}  // namespace stalemate::reports
