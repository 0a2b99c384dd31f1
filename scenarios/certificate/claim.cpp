// What a proof claims, in sentences: what it covers, what it found, what it does not cover.

#include <string>
#include <utility>

#include <fmt/format.h>

#include "scenarios/certificate/assumptions.h"
#include "scenarios/certificate/certificate.h"

namespace stalemate::scenarios {

namespace {

using model::Routing;

std::string sentence_of(const RoutedVerdict& verdict, Routing routing) {
  const std::string under = fmt::format("Under routing {}: ", model::name(routing));
  switch (verdict.verdict) {
    case ProofVerdict::heals:
      if (!verdict.within) return under + "heals, after how many due bursts is not bounded.";
      return under + fmt::format(
                         "heals within {}: at most {} in a row pass without a newer "
                         "generation being stored.",
                         counted(*verdict.within + 1U, "due burst"),
                         counted(*verdict.within, "due burst"));
    case ProofVerdict::uncached:
      return under + "uncached: a loop of due bursts that all miss can be gone round for ever.";
    case ProofVerdict::stuck:
      return under +
             "fairly stuck: a loop of due bursts without progress can be gone round for "
             "ever, though a way out remains.";
    case ProofVerdict::doomed:
      return under +
             "doomed: a state is reached from which no future has infinitely many newer "
             "generations.";
    case ProofVerdict::inconclusive:
      break;
  }
  return under + "inconclusive.";
}

}  // namespace

std::vector<std::string> claim_of(const Certificate& certificate,
                                  const model::ProofConfig& config) {
  const model::ProofBounds& bounds = config.bounds;
  std::vector<std::string> claim;
  claim.push_back(fmt::format(
      "For any number of bursts of at most {} ({} at one isolate), not for unbroken overlap.",
      counted(bounds.requests_per_burst, "request"), bounds.requests_per_isolate));
  for (std::string& sentence : assumptions_of(config)) claim.push_back(std::move(sentence));
  for (const Routing routing : {Routing::any, Routing::fair}) {
    claim.push_back(
        sentence_of(certificate.eventually_fresh[static_cast<std::size_t>(routing)], routing));
  }
  claim.push_back(
      fmt::format("{} at rest, {} between them; {}.", counted(certificate.states.size(), "state"),
                  counted(certificate.rounds, "round"),
                  certificate.frontier == 0
                      ? std::string("nothing is left unexplored")
                      : fmt::format("{} of the states are NOT explored", certificate.frontier)));
  std::string uncounted =
      "Not counted as due: bursts whose write the store refused because the key had been written "
      "before (the limit of writes to one key)";
  if (config.world.handler.regeneration_lease_ms > 0) {
    uncounted += ", and bursts in which the lease of a regeneration still ran";
  }
  if (config.clock_may_stand()) uncounted += ", and bursts within which no time passes";
  claim.push_back(uncounted + "; that passes by itself.");
  if (config.clock_may_stand()) {
    claim.emplace_back(
        "Tags may be invalidated in every burst; freshness is judged by what comes after the last "
        "invalidation, as it is by what comes after the last fault.");
  }
  claim.push_back(fmt::format(
      "Not covered: unbroken overlap, removal of entries by age, {}clock skew between isolates, "
      "more late writes than stated.",
      config.world.faults.of(model::Fault::deploy) > 0 ? "" : "deployments, "));
  return claim;
}

}  // namespace stalemate::scenarios
