#include "scenarios/campaign/second_run.h"

#include <algorithm>

#include <fmt/format.h>

#include "model/describe.h"
#include "sim/assert.h"

namespace stalemate::scenarios {

namespace {

bool same_findings(const model::Findings& first, const model::Findings& second) {
  return std::equal(first.begin(), first.end(), second.begin(),
                    [](const model::Finding& a, const model::Finding& b) {
                      return a.verdict == b.verdict && a.at_us == b.at_us && a.isolate == b.isolate;
                    });
}

std::string told(const std::vector<sim::TraceEvent>& events, std::size_t index,
                 const model::WorldConfig& config) {
  if (index >= events.size()) return "the end of the run";
  const sim::TraceEvent& event = events[index];
  return fmt::format("\"{}\" at {} us", model::describe(event, config), event.at_us);
}

}  // namespace

bool same_run(const model::RunResult& first, const model::RunResult& second) {
  return first.trace.hash() == second.trace.hash() && first.trace.count() == second.trace.count() &&
         first.trace.marks() == second.trace.marks() && first.steps == second.steps &&
         same_findings(first.findings, second.findings);
}

std::string first_difference(const Transcript& first, const Transcript& second,
                             const model::WorldConfig& config) {
  const auto differing = std::mismatch(first.events.begin(), first.events.end(),
                                       second.events.begin(), second.events.end());
  if (differing.first == first.events.end() && differing.second == second.events.end()) {
    return "every event was the same when both runs were repeated";
  }
  const auto index = static_cast<std::size_t>(differing.first - first.events.begin());
  return fmt::format("event {} is {} in the first run and {} in the second", index + 1,
                     told(first.events, index, config), told(second.events, index, config));
}

SecondRun::SecondRun(model::Simulation& first, const model::WorldConfig& config, Strategy strategy)
    : first_(&first), config_(&config), strategy_(strategy), explorers_(strategy), second_(config) {
  SIM_ASSERT(first.arena().base() != second_.arena().base());
}

std::optional<NonDeterminism> SecondRun::check(std::uint64_t seed, const model::RunResult& result) {
  const model::RunResult again = second_.run(explorers_.for_seed(seed));
  if (same_run(result, again)) return std::nullopt;
  return explain(seed, result, again);
}

std::optional<NonDeterminism> SecondRun::check(std::uint64_t seed, const model::RunResult& result,
                                               ToldRun& told) {
  told = run_seed(second_, strategy_, seed);
  if (same_run(result, told.result)) return std::nullopt;
  return explain(seed, result, told.result);
}

std::optional<NonDeterminism> SecondRun::check_schedule(std::uint64_t seed, const ToldRun& told) {
  const ToldRun replayed = run_schedule(second_, schedule_of(told.transcript));
  if (!replayed.divergence && same_run(told.result, replayed.result)) return std::nullopt;
  NonDeterminism found{seed, told.result.trace.hash(), replayed.result.trace.hash(), ""};
  if (const auto& divergence = replayed.divergence) {
    found.difference = fmt::format(
        "the saved decisions do not lead back to their run: step {} should be {}, found {}",
        divergence->step + 1, divergence->expected, divergence->found);
  } else {
    found.difference = first_difference(told.transcript, replayed.transcript, *config_);
  }
  return found;
}

NonDeterminism SecondRun::explain(std::uint64_t seed, const model::RunResult& result,
                                  const model::RunResult& again) {
  const ToldRun first = run_seed(*first_, strategy_, seed);
  const ToldRun second = run_seed(second_, strategy_, seed);
  return {seed, result.trace.hash(), again.trace.hash(),
          first_difference(first.transcript, second.transcript, *config_)};
}

}  // namespace stalemate::scenarios
