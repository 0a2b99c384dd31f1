// The verdict of a row of the observations, reached by proof and not by running it.
//
// A row prescribes what goes wrong and when. The proof is asked twice. Anywhere: what the row
// prescribes has become a fault, or a kind of request, that may come at any moment of any burst.
// From there on: the row's own schedule has been followed until all that it prescribes has happened
// and the world is at rest, and from that state on anything goes that is no fault.
#pragma once

#include <optional>
#include <string>

#include "scenarios/format/scenario.h"
#include "scenarios/proof/proof.h"

namespace stalemate::tests {

struct RowProof {
  scenarios::RoutedVerdict anywhere;
  std::optional<std::uint32_t> macro_steps;  // of the shortest schedule that violates
  scenarios::RoutedVerdict from_there_on;
};

/// Under the routing of the cell.
RowProof prove_row(const scenarios::Cell& cell);

/// "heals within 1 due burst", "doomed"
std::string told(const scenarios::RoutedVerdict& verdict);

}  // namespace stalemate::tests
