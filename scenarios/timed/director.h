// Makes the timed simulator go through a whole run at the instants that were worked out.
//
// It answers each question of time with the time that the run needs, each tie with the event that
// comes next there, and every other question as the run did. After the run all is calm.
//
// Cost: that of the run; text for every decision.
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "model/world.h"
#include "scenarios/timed/instants.h"
#include "sim/gate.h"

namespace stalemate::scenarios {

class Director final : public sim::Explorer {
 public:
  Director(const WholeRun& run, const Instants& instants, const model::World& world,
           std::int64_t write_interval_ms);

  /// A macro-step of the world is about to be taken.
  void expect_step();
  std::uint32_t choose(const sim::ChoicePoint& point) override;

 private:
  EventName name_of_move(const Move& move) const;
  std::uint32_t first_of(const sim::ChoicePoint& point) const;
  std::uint32_t amount(const sim::ChoicePoint& point);

  const WholeRun* run_;
  const model::World* world_;
  std::map<std::string, std::deque<std::int64_t>> times_ms_;     // by label
  std::map<std::string, std::deque<std::string>> alternatives_;  // by label
  std::vector<bool> merged_;          // moves that happen within the one before, or are not seen
  std::size_t next_ = 0;              // move
  std::string strike_;                // before the event of this step; empty: none
  std::optional<std::size_t> event_;  // move of this step
};

}  // namespace stalemate::scenarios
