// Options as they were written on the command line, and what makes numbers of them.
//
// Invariants:
//  1. Numbers are read only once CLI11 has accepted the whole line, so that what is wrong with the
//     line is told first.
//
// Cost: none to speak of.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <CLI/CLI.hpp>

#include "reports/cli/arguments.h"
#include "scenarios/shrink/shrink.h"

namespace stalemate::reports::cli {

inline constexpr std::uint64_t most_seeds = 1'000'000'000'000;  // a week on a hundred cores

struct Texts {
  std::string seeds = "2000";
  std::string base_seed = "1";
  std::string strategy = "random";
  std::string budget;
  std::string annotations;
  std::string jobs;
  std::string prove = "auto";
  std::string replay_seed;
  std::string format = "text";
  std::string shrink_budget = std::to_string(scenarios::usual_shrink_budget);
  // of prove and verify-certificate
  std::string requests = "2";
  std::string per_isolate;
  std::string late_writes = "1";
  std::string bursts = "1";
  std::string pauses = "1";
  std::string memory = "4GB";
  std::string resume;
  std::string sample = "20";
};

// Each adds the options of one command, or reads its numbers: nothing, or what is wrong.

void add_prove(CLI::App& app, ProveArguments& prove, Texts& texts);
void add_verify(CLI::App& app, VerifyArguments& verify, Texts& texts);
std::optional<std::string> read_prove(const Texts& texts, unsigned processors,
                                      ProveArguments& prove);
std::optional<std::string> read_verify(const Texts& texts, unsigned processors,
                                       VerifyArguments& verify);

/// What sampling and proving have in common.
std::optional<std::string> read_effort(const Texts& texts, unsigned processors,
                                       scenarios::Options& options);

}  // namespace stalemate::reports::cli
