// Goes through all answers to the decisions of one step, the way an odometer counts.
//
// Run the step with it again and again, each time from the same state, until next() says that all
// combinations have been seen. The first run takes alternative 0 everywhere; a later run repeats
// the earlier decisions and changes the last that has alternatives left.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/gate.h"

namespace stalemate::sim {

class Odometer final : public Explorer {
 public:
  std::uint32_t choose(const ChoicePoint& point) override {
    if (at_ == digits_.size()) digits_.push_back({0, point.count});
    const Digit& digit = digits_[at_++];
    SIM_ASSERT(digit.count == point.count);
    return digit.index;
  }

  /// Prepares the next combination. @return false if there is none
  bool next() {
    at_ = 0;
    while (!digits_.empty() && digits_.back().index + 1 == digits_.back().count) digits_.pop_back();
    if (digits_.empty()) return false;
    ++digits_.back().index;
    return true;
  }

  void clear() {
    digits_.clear();
    at_ = 0;
  }
  /// The answers of the last run.
  void answers(std::vector<std::uint32_t>& out) const {
    for (const Digit& digit : digits_) out.push_back(digit.index);
  }

 private:
  struct Digit {
    std::uint32_t index;
    std::uint32_t count;
  };
  std::vector<Digit> digits_;
  std::size_t at_ = 0;
};

}  // namespace stalemate::sim
