// Collects the violations of one cell while its workers run, and has each written down at once.
//
// Invariants:
//  1. Of each property and verdict the violation with the smallest seed is kept, in whatever order
//     workers find them; its file holds the same one. One that a proof rules out is kept rather
//     than one that it says nothing of.
//  2. A violation is saved before anybody else hears of it.
//
// Cost: wants() is one atomic read; keep() holds a lock while the file is written.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <vector>

#include "scenarios/campaign/campaign_result.h"
#include "sim/explore/schedule.h"

namespace stalemate::scenarios {

/// What a proof says, and of which schedules.
struct ProvedClaim {
  std::array<std::optional<model::Verdict>, model::property_count> verdicts{};
  std::function<bool(const Violation& violation)> covers;
};

class Evidence {
 public:
  /// Writes a schedule file and sets violation.schedule_file; called one at a time.
  using Save = std::function<void(Violation& violation, const sim::Schedule& schedule)>;
  /// Told of the first violation of each property and verdict that any worker finds.
  using Found = std::function<void(const Violation& violation)>;

  Evidence(Save save, Found found, ProvedClaim proved = {});

  /// True if this would be kept, as far as can be told before its transcript is known.
  bool wants(model::Property property, model::Verdict verdict, std::uint64_t seed) const;
  void keep(Violation violation, const sim::Schedule& schedule);
  void keep(NonDeterminism found);

  // After the workers have ended.

  /// One for each verdict but `holds` that occurred, the gravest first.
  std::vector<Violation> take_violations(model::Property property);
  std::optional<NonDeterminism> non_determinism() const { return non_determinism_; }

 private:
  static constexpr std::size_t slots = model::property_count * verdict_count;
  static std::size_t slot_of(model::Property property, model::Verdict verdict);
  /// Whether it is graver than what was proved.
  bool may_contradict(model::Property property, model::Verdict verdict) const;

  Save save_;
  Found found_;
  ProvedClaim proved_;
  std::mutex mutex_;
  /// The smallest is kept: the seed, and above all seeds whether no proof rules it out.
  std::array<std::atomic<std::uint64_t>, slots> smallest_rank_;
  std::array<std::optional<Violation>, slots> violations_;
  std::optional<NonDeterminism> non_determinism_;
};

}  // namespace stalemate::scenarios
