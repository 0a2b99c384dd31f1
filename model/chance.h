// What the parts of the world ask the gate: how long something takes, and whether a fault strikes.
//
// Invariants:
//  1. A fault is offered only while its budget lasts, and striking spends one.
//  2. With an empty budget, and with a fixed latency, nothing is asked at all.
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <optional>

#include "model/config.h"
#include "model/event_kind.h"
#include "model/fault.h"
#include "sim/gate.h"
#include "sim/kernel.h"

namespace stalemate::model {

/// Which fault struck, if any: whatever else was offered beside it.
struct FaultTaken {
  std::optional<Fault> fault;
};
inline void digest(sim::Account& account, const FaultTaken& taken) {
  account.word(taken.fault ? static_cast<std::uint64_t>(*taken.fault) + 1 : 0);
}

class Chance {
 public:
  Chance(sim::Kernel& kernel, const FaultBudget& budget) : kernel_(&kernel), budget_(budget) {}

  /// How long it takes, drawn from the scenario's range.
  Microseconds duration(const Latency& latency, sim::Name label) {
    if (latency.low_us == latency.high_us) return latency.typical_us;
    constexpr Microseconds unit = sim::microseconds_per_millisecond;
    // No length is negative, and dividing is cheaper where that is known.
    const auto ms = [](Microseconds length_us) {
      return static_cast<std::int64_t>(static_cast<std::uint64_t>(length_us) / unit);
    };
    return unit * kernel_->gate().choose_amount(label, ms(latency.typical_us), ms(latency.low_us),
                                                ms(latency.high_us), ms(latency.step_us), "ms");
  }

  /// The fault that strikes here, if any. `calm` names what happens otherwise.
  std::optional<Fault> fault(sim::Name label, const char* calm,
                             std::initializer_list<Fault> faults) {
    if (!budget_.any()) return std::nullopt;
    std::array<sim::Name, count_of<Fault>() + 1> names;
    std::array<std::optional<Fault>, count_of<Fault>() + 1> offered{};
    std::size_t count = 1;
    names[0] = {calm};
    for (const Fault candidate : faults) {
      if (budget_.of(candidate) == 0) continue;
      names[count] = {name(candidate)};
      offered[count] = candidate;
      ++count;
    }
    if (count == 1) return std::nullopt;
    const std::uint32_t taken =
        kernel_->gate().choose(label, sim::ChoiceKind::deviation, {names.data(), count});
    kernel_->note(FaultTaken{offered[taken]});
    if (offered[taken]) budget_.spend(*offered[taken]);
    return offered[taken];
  }

  FaultBudget& budget() { return budget_; }
  const FaultBudget& budget() const { return budget_; }

  void record(EventKind kind, std::uint32_t subject, std::int64_t detail = 0,
              std::int64_t extra = 0) {
    kernel_->record(static_cast<std::uint32_t>(kind), subject, detail, extra);
  }
  sim::Kernel& kernel() { return *kernel_; }

 private:
  sim::Kernel* kernel_;
  FaultBudget budget_;
};

}  // namespace stalemate::model
