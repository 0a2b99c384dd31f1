// Checks a certificate without trusting whoever made it.
//
// It shares with the prover the simulated world and nothing else: no explorer, no snapshots, no
// analysis of graphs. The successors of each state that is checked are derived again by running the
// world from that state, choice by choice; ranks are checked as inequalities; a violation is
// checked by running its stem and loop.
//
// Invariants:
//  1. Whatever is wrong is named with its line.
//  2. With `all`, a certificate is accepted only if every round out of every state is listed and no
//     other, every state can be reached, every distance holds, and the verdict and the claim
//     follow.
//
// Cost: a run from the start of the burst for each transition: tens of microseconds.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "scenarios/certificate/certificate.h"

namespace stalemate::scenarios {

struct VerifyOptions {
  bool all = false;
  std::uint64_t sample = 20;  // states, if not all
  std::uint64_t seed = 1;
};

struct Flaw {
  std::size_t line = 0;
  std::string what;
};

struct Verification {
  std::vector<Flaw> flaws;  // none: accepted
  std::size_t states_checked = 0;
  std::uint64_t transitions = 0;
  std::vector<std::string> remarks;  // what is not wrong, but should be known
  bool interrupted = false;

  bool accepted() const { return flaws.empty() && !interrupted; }
};

Verification verify(const Certificate& certificate, const std::string& path,
                    const Versions& versions, const VerifyOptions& options,
                    const std::atomic<bool>& cancelled);

/// Only whether its states and rounds can be gone on with, of a proof that was cut short.
std::vector<Flaw> problems_of_part(const Certificate& certificate, const std::string& path);

/// Only whether the counterexamples can be run as they say.
std::vector<Flaw> problems_of_counterexamples(const Certificate& certificate,
                                              const std::string& path, const Versions& versions);

}  // namespace stalemate::scenarios
