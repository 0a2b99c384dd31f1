// Sampled schedules of a cell, saved whatever they say: so that runs can be compared with those of
// another build, machine or version.
//
// Each embeds its cell as a scenario of its own, as shrunk schedules do, and so comes from no seed
// of its scenario's file; the seed is in its name and in what it says was found.
//
// Invariants:
//  1. They are the first seeds of the cell, and their files depend on nothing else.
//
// Cost: a run and a file each, without waiting for the disk.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "scenarios/campaign/archive.h"
#include "scenarios/campaign/options.h"
#include "scenarios/format/scenario.h"

namespace stalemate::scenarios {

inline constexpr std::uint64_t most_samples = 10'000;  // of a cell

/// "<reports>/samples/<stem>/<seed>.json"
std::string sample_path(const std::string& reports, const std::string& stem, std::uint64_t seed);

struct SamplesRequest {
  const Scenario& scenario;
  const Cell& cell;
  const Options& options;
  const Archive& archive;
  std::string stem;
  std::function<bool()> must_stop;  // asked before each
};

/// Saves as many as the options ask for.
/// @return what could not be written, if anything could not
std::optional<InputError> save_samples(const SamplesRequest& request);

}  // namespace stalemate::scenarios
