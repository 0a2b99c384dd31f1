// What may go wrong, each a switch with a budget per run.
//
// A fault is offered at the gate wherever it can strike, as long as its budget lasts; it is never
// the calm alternative. What the runtime does by rule (ending a context whose work is done, a 429
// for a second write within a second) is not a fault and needs no budget.
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "model/names.h"

namespace stalemate::model {

enum class Fault : std::uint8_t {
  context_cut,
  disconnect,
  eviction,
  context_missing,
  render_throws,
  render_hangs,
  render_never_settles,
  revalidate_zero,
  put_429,
  put_5xx,
  put_connection_lost,
  put_never_answered,
  get_5xx,
  delete_5xx,
  cpu_limit,
  memory_limit,
  deploy,
};

template <>
struct NamesOf<Fault> {
  static constexpr auto table = std::to_array<const char*>({
      "context_cut",
      "disconnect",
      "eviction",
      "context_missing",
      "render_throws",
      "render_hangs",
      "render_never_settles",
      "revalidate_zero",
      "put_429",
      "put_5xx",
      "put_connection_lost",
      "put_never_answered",
      "get_5xx",
      "delete_5xx",
      "cpu_limit",
      "memory_limit",
      "deploy",
  });
};

/// How often each fault may still strike in this run.
class FaultBudget {
 public:
  std::uint16_t of(Fault fault) const { return left_[static_cast<std::size_t>(fault)]; }
  void set(Fault fault, std::uint16_t count) {
    std::uint16_t& left = left_[static_cast<std::size_t>(fault)];
    total_ = total_ - left + count;
    left = count;
  }
  /// Requires that some is left.
  void spend(Fault fault) { set(fault, static_cast<std::uint16_t>(of(fault) - 1)); }
  void clear() { *this = FaultBudget{}; }
  bool any() const { return total_ > 0; }
  std::uint32_t total() const { return total_; }
  bool operator==(const FaultBudget&) const = default;
  /// What is left of each, in the order of the faults.
  std::span<const std::uint16_t> all() const { return left_; }

 private:
  std::array<std::uint16_t, NamesOf<Fault>::table.size()> left_{};
  std::uint32_t total_ = 0;
};

}  // namespace stalemate::model
