// Gives the answers it was given, one after the other, and calm ones after that.
//
// Invariants:
//  1. An answer that a decision does not offer is not given: the calm one is, and fit() says so.
//
// Cost: none.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "sim/gate.h"

namespace stalemate::sim {

class Answers final : public Explorer {
 public:
  /// @param answers indices of alternatives; must outlive this object
  explicit Answers(std::span<const std::uint32_t> answers) : answers_(answers) {}

  std::uint32_t choose(const ChoicePoint& point) override {
    if (next_ >= answers_.size()) return 0;
    const std::uint32_t answer = answers_[next_++];
    if (answer < point.count) return answer;
    fit_ = false;
    return 0;
  }
  /// Whether every answer so far was one that the decision offered.
  bool fit() const { return fit_; }
  /// Whether there is no answer that nobody has asked for.
  bool used_up() const { return next_ >= answers_.size(); }

 private:
  std::span<const std::uint32_t> answers_;
  std::size_t next_ = 0;
  bool fit_ = true;
};

}  // namespace stalemate::sim
