// Writes down the decisions that another strategy takes.
//
// Cost: text for every decision; used when a schedule is wanted, never while sampling.
#pragma once

#include "sim/explore/schedule.h"
#include "sim/gate.h"

namespace stalemate::sim {

class Recorder final : public Explorer {
 public:
  explicit Recorder(Explorer& inner) : inner_(&inner) {}

  std::uint32_t choose(const ChoicePoint& point) override {
    const std::uint32_t index = inner_->choose(point);
    schedule_.push_back({point.label.str(), point.alternative(index), point.count, index == 0});
    return index;
  }

  const Schedule& schedule() const { return schedule_; }

 private:
  Explorer* inner_;
  Schedule schedule_;
};

}  // namespace stalemate::sim
