// What a proof claims, in sentences: what it covers, what it found, what it does not cover.

#include <string>
#include <utility>

#include <fmt/format.h>

#include "scenarios/certificate/certificate.h"

namespace stalemate::scenarios {

namespace {

using model::Routing;

std::string counted(std::uint64_t count, const char* noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

std::string faults_of(const model::FaultBudget& budget) {
  std::string text;
  for (std::size_t fault = 0; fault < model::count_of<model::Fault>(); ++fault) {
    const std::uint32_t count = budget.of(static_cast<model::Fault>(fault));
    if (count == 0) continue;
    text += fmt::format("{}{} at most {}", text.empty() ? "" : ", ",
                        model::name(static_cast<model::Fault>(fault)),
                        count == 1 ? "once" : fmt::format("{} times", count));
  }
  return text.empty() ? "none" : text + ", at any moment";
}

std::string topology_of(const model::WorldConfig& world) {
  std::uint32_t isolates = 0;
  for (const std::uint32_t count : world.isolates_per_colo) isolates += count;
  return fmt::format("{} in {}", counted(isolates, "isolate"),
                     counted(world.isolates_per_colo.size(), "colo"));
}

/// Of isolates that are replaced.
std::vector<std::string> about_replacements(const model::ProofConfig& config) {
  const model::FaultBudget& faults = config.world.faults;
  const std::uint32_t deploys = faults.of(model::Fault::deploy);
  std::vector<std::string> sentences;
  if (deploys > 0 && config.world.runtime.deploy_grace_us) {
    sentences.emplace_back("The grace after a deploy may be over at any later moment.");
  }
  if (deploys + faults.of(model::Fault::memory_limit) > 1) {
    sentences.emplace_back(
        "Assumed: an isolate is not replaced again while the one before it still finishes.");
  }
  return sentences;
}

/// Limits that are tighter than the platform's.
std::vector<std::string> about_operations(const model::RuntimeProfile& runtime) {
  const model::RuntimeProfile usual;
  std::vector<std::string> sentences;
  if (runtime.connections > 0 && runtime.connections < usual.connections) {
    sentences.push_back(fmt::format("At most {} of a request under way at once.",
                                    counted(runtime.connections, "KV operation")));
  }
  if (runtime.kv_operations > 0 && runtime.kv_operations < usual.kv_operations) {
    sentences.push_back(fmt::format("At most {} of a request in all; others fail.",
                                    counted(runtime.kv_operations, "KV operation")));
  }
  return sentences;
}

/// What is assumed about the end of contexts, beyond what every proof covers.
std::vector<std::string> about_dying_contexts(const model::RuntimeProfile& runtime) {
  std::vector<std::string> sentences;
  sentences.emplace_back(
      runtime.teardown == model::Teardown::immediate
          ? "Assumed: contexts whose work is done end at once, before anything else happens."
          : "Contexts whose work is done end at once or at any later moment.");
  if (runtime.cut_put == model::CutPut::lost) {
    sentences.emplace_back("Assumed: a write that its context's death cuts off is lost.");
  } else if (runtime.cut_put == model::CutPut::late) {
    sentences.emplace_back(
        "Assumed: a write whose body was complete at its context's death is committed later.");
  }
  return sentences;
}

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
  claim.push_back(fmt::format("Topology: {}.", topology_of(config.world)));
  claim.emplace_back(config.work_may_outlast_limit
                         ? "Every order of events, so every assignment of latencies; the limit on "
                           "waitUntil may end a context in the midst of its work."
                         : "Every order of events, so every assignment of latencies within the "
                           "limit on waitUntil.");
  claim.emplace_back("The clock moves before, to and past every deadline.");
  for (std::string& sentence : about_dying_contexts(config.world.runtime)) {
    claim.push_back(std::move(sentence));
  }
  for (std::string& sentence : about_operations(config.world.runtime)) {
    claim.push_back(std::move(sentence));
  }
  for (std::string& sentence : about_replacements(config)) claim.push_back(std::move(sentence));
  claim.push_back(fmt::format("Faults: {}.", faults_of(config.world.faults)));
  claim.push_back(fmt::format("At most {} of dead contexts in flight at once.",
                              counted(bounds.late_writes, "write")));
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
  claim.push_back(uncounted + "; that passes by itself.");
  claim.push_back(fmt::format(
      "Not covered: unbroken overlap, removal of entries by age, {}clock skew between isolates, "
      "more late writes than stated.",
      config.world.faults.of(model::Fault::deploy) > 0 ? "" : "deployments, "));
  return claim;
}

}  // namespace stalemate::scenarios
