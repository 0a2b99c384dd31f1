#include "scenarios/certificate/recount.h"

#include <algorithm>

#include <fmt/format.h>

namespace stalemate::scenarios {

namespace {

model::ProofConfig exchanging(model::ProofConfig config) {
  config.bounds.exchange_isolates = true;
  return config;
}

}  // namespace

Recount::Recount(const model::ProofConfig& config) : world_(exchanging(config)) {}

void Recount::add(const model::RestState& state, const Rederived& apart,
                  const std::atomic<bool>& cancelled) {
  const bool one_isolate = state.isolates.size() == 1;
  const Rederived counted = one_isolate ? apart : rederive(state, world_, cancelled);
  states_ += counted.states;
  transitions_ += counted.transitions;
  largest_burst_ = std::max(largest_burst_, counted.states);
}

std::vector<std::string> Recount::differences(const Certificate& certificate) const {
  std::vector<std::string> found;
  const auto compare = [&found](const char* what, std::uint64_t said, std::uint64_t right) {
    if (said != right) found.push_back(fmt::format("{}: there are {}, not {}", what, right, said));
  };
  compare("states", certificate.micro_states, states_);
  compare("transitions", certificate.transitions, transitions_);
  compare("states of the largest burst", certificate.largest_burst, largest_burst_);
  return found;
}

}  // namespace stalemate::scenarios
