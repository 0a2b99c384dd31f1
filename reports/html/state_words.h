// The world of a frame in words, one field after the other.
//
// Invariants:
//  1. Every frame has the same fields in the same order; two frames that agree in a field have the
//     same words for it.
//
// Cost: some short strings.
#pragma once

#include <string>
#include <vector>

#include "model/config.h"
#include "scenarios/film/film.h"

namespace stalemate::reports::html {

struct StateField {
  std::string name;                // "KV holds"
  std::vector<std::string> lines;  // at least one
  bool quiet = false;              // changes at nearly every step, and explains little
};

std::vector<StateField> state_fields(const scenarios::Frame& frame,
                                     const model::WorldConfig& config);

}  // namespace stalemate::reports::html
