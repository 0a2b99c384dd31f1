// Keeps what a world tells, in a list of its events.
//
// Cost: a copy of each event.
#pragma once

#include <cstdint>
#include <vector>

#include "model/proof/entry_monitor.h"
#include "sim/trace.h"

namespace stalemate::scenarios {

/// Keeps what is told, and shows it to a monitor, if there is one.
class Collector final : public sim::TraceSink {
 public:
  explicit Collector(std::vector<sim::TraceEvent>& events, model::EntryMonitor* monitor = nullptr,
                     std::uint32_t delivered = 0)
      : events_(&events), monitor_(monitor), delivered_(delivered) {}
  void record(const sim::TraceEvent& event) override {
    events_->push_back(event);
    if (monitor_ != nullptr) monitor_->record(event, delivered_);
  }

 private:
  std::vector<sim::TraceEvent>* events_;
  model::EntryMonitor* monitor_;
  std::uint32_t delivered_;  // the operation
};

}  // namespace stalemate::scenarios
