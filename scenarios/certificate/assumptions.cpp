#include "scenarios/certificate/assumptions.h"

#include <utility>

#include <fmt/format.h>

namespace stalemate::scenarios {

std::string counted(std::uint64_t count, const char* noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

namespace {

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
  return fmt::format("{} in {}", counted(world.isolate_count(), "isolate"),
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

}  // namespace

std::vector<std::string> assumptions_of(const model::ProofConfig& config) {
  const model::ProofBounds& bounds = config.bounds;
  std::vector<std::string> sentences;
  sentences.push_back(fmt::format("Topology: {}.", topology_of(config.world)));
  sentences.emplace_back(
      config.work_may_outlast_limit
          ? "Every order of events, so every assignment of latencies; the limit on "
            "waitUntil may end a context in the midst of its work."
          : "Every order of events, so every assignment of latencies within the "
            "limit on waitUntil.");
  sentences.emplace_back(
      config.world.handler.program
          ? "The clock moves before, to and past the deadlines of what is stored, and to the "
            "timers of the handler; other instants that it may ask for are not tried."
          : "The clock moves before, to and past every deadline.");
  for (std::string& sentence : about_dying_contexts(config.world.runtime)) {
    sentences.push_back(std::move(sentence));
  }
  for (std::string& sentence : about_operations(config.world.runtime)) {
    sentences.push_back(std::move(sentence));
  }
  for (std::string& sentence : about_replacements(config)) sentences.push_back(std::move(sentence));
  sentences.push_back(fmt::format("Faults: {}.", faults_of(config.world.faults)));
  sentences.push_back(fmt::format("At most {} of dead contexts in flight at once.",
                                  counted(bounds.late_writes, "write")));
  return sentences;
}

}  // namespace stalemate::scenarios
