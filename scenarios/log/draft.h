// A scenario drafted from a log: what can be read off it, and guesses where it says nothing.
//
// Invariants:
//  1. What comes out loads as a scenario, whatever the log.
//  2. Each guess is told in `guesses`, one sentence each.
//
// Cost: linear in the lines that are kept.
#pragma once

#include <string>
#include <vector>

#include "scenarios/log/log_file.h"

namespace stalemate::scenarios::log {

struct Draft {
  std::string text;  // JSON
  std::vector<std::string> guesses;
};

Draft draft_of(const Log& log);

}  // namespace stalemate::scenarios::log
