// A saved schedule: the decisions of one run, by name.
//
// Names survive refactoring where indices and seeds do not: a decision is matched by its label,
// by how many alternatives it had, and by the name of the one that was taken.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace stalemate::sim {

struct RecordedChoice {
  std::string label;
  std::string taken;
  std::uint32_t count = 0;
  bool calm = true;  // alternative 0 was taken

  bool operator==(const RecordedChoice&) const = default;
};

using Schedule = std::vector<RecordedChoice>;

}  // namespace stalemate::sim
