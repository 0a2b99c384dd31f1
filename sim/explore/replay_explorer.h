// Replays a saved schedule, and says where the world no longer follows it.
//
// Invariants:
//  1. A decision that matches (same label, same number of alternatives, the name exists) takes the
//     recorded alternative, wherever it stands in the list now.
//  2. From the first decision that does not match, every decision is calm and divergence() is set.
//  3. A run that asks for fewer decisions than were recorded has diverged too; see finish().
//
// Cost: makes the names of every decision.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "sim/explore/schedule.h"
#include "sim/gate.h"

namespace stalemate::sim {

struct Divergence {
  std::size_t step = 0;  // index of the first decision that differs, from 0
  std::string expected;
  std::string found;
};

class ReplayExplorer final : public Explorer {
 public:
  explicit ReplayExplorer(const Schedule& schedule) : schedule_(&schedule) {}

  std::uint32_t choose(const ChoicePoint& point) override;

  /// Call when the run is over: recorded decisions that were never asked for are a divergence.
  void finish();
  const std::optional<Divergence>& divergence() const { return divergence_; }

 private:
  void diverge(std::string expected, std::string found);

  const Schedule* schedule_;
  std::size_t next_ = 0;
  std::optional<Divergence> divergence_;
};

}  // namespace stalemate::sim
