// What a check is asked to do, as the command line or a test says it.
//
// Invariants:
//  1. Seed number i of every cell is base_seed + i, so that a cell's schedules do not depend on
//     which other cells are checked.
//  2. `jobs` changes how fast results come, never what they are; reports do not name it.
//
// Cost: none.
#pragma once

#include <cstdint>
#include <optional>

#include "scenarios/campaign/shard.h"
#include "scenarios/campaign/strategy.h"

namespace stalemate::scenarios {

/// Seeds stay exact in every reader of JSON, whose numbers may be doubles: base_seed + seeds must
/// not exceed this.
inline constexpr std::uint64_t seed_limit = std::uint64_t{1} << 53;
inline constexpr unsigned jobs_limit = 256;

/// Which cells of a check are proved, besides being sampled.
enum class Prove : std::uint8_t {
  never,
  fitting,  // those whose proof is estimated to fit
  always,   // all that make the same claim as a proof
};

struct Options {
  std::uint64_t seeds = 2000;  // schedules for each cell
  std::uint64_t base_seed = 1;
  Strategy strategy = Strategy::random;
  std::optional<double> budget_seconds;  // wall clock, for the whole check
  unsigned jobs = 1;                     // threads
  Prove prove = Prove::fitting;
  double proof_seconds = 2;         // of a thread, which a proof is worth by the way
  std::uint64_t shrink_budget = 0;  // runs for each violation; 0: none is shrunk
  Shard shard;                      // which part of the check
  std::uint64_t samples = 0;        // so many schedules of each cell are saved, whatever they say
};

}  // namespace stalemate::scenarios

template <>
struct stalemate::model::NamesOf<stalemate::scenarios::Prove> {
  static constexpr auto table = std::to_array<const char*>({"never", "auto", "always"});
};
