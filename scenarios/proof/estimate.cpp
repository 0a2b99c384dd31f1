#include "scenarios/proof/estimate.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>
#include <vector>

#include "model/proof/learned_explorer.h"
#include "sim/arena.h"

namespace stalemate::scenarios {

namespace {

/// Of bursts, for one number of overlapping requests.
struct Size {
  double states = 0;
  double transitions = 0;
};

constexpr std::size_t sampled_bursts = 24;
constexpr double usual_growth = 12;  // of a burst, from one request to two
constexpr double rest_growth = 1.1;  // of the number of states at rest, for each request more

model::ProofConfig with_requests(const model::ProofConfig& config, std::uint32_t requests) {
  model::ProofConfig smaller = config;
  smaller.bounds.requests_per_burst = requests;
  return smaller;
}

RestGraph explore(const model::ProofConfig& config, const CloseRequest& request,
                  std::uint64_t effort) {
  return close_rest_graph({config,
                           request.jobs,
                           request.deadline,
                           request.memory_bytes,
                           request.cancelled,
                           {},
                           effort});
}

Size mean_of(const RestGraph& graph) {
  const auto bursts = static_cast<double>(std::max<std::size_t>(graph.expanded, 1));
  return {static_cast<double>(graph.count.states) / bursts,
          static_cast<double>(graph.count.transitions) / bursts};
}

/// How many states at rest there will be, judged by how many the last of those that were explored
/// have added: of those to come each adds less, so the many of a beginning do not go on.
double states_at_rest(const RestGraph& graph) {
  const auto found = static_cast<double>(graph.nodes.size());
  const std::size_t half = graph.expanded / 2;
  if (graph.complete() || half == 0) return found;
  std::uint32_t highest = 0;  // led to from the first half
  for (const RestEdge& edge : graph.edges) {
    if (edge.from < half) highest = std::max(highest, edge.to);
  }
  const double added = found - 1 - highest;
  constexpr double most = 2.0 / 3;
  const double rate = std::min(added / static_cast<double>(graph.expanded - half), most);
  const double open = found - static_cast<double>(graph.expanded);
  return found + open * rate / (1 - rate);
}

struct Sample {
  Size size;  // of a burst; too small if not even one could be explored
  bool good = false;
  std::optional<double> run_part;  // of the later half's transitions; nothing if they are few
};

/// Bursts that begin in some of these states, spread over all of them.
Sample sampled(const model::ProofConfig& config, const CloseRequest& request,
               const std::vector<model::RestState>& states, std::uint64_t effort) {
  constexpr double golden = 0.6180339887498949;  // any first few of its multiples are spread evenly
  const std::size_t count = std::min(states.size(), sampled_bursts);
  model::BurstExplorer explorer(config);
  explorer.stop_when(
      [&request](std::size_t) { return request.cancelled.load() || request.deadline.passed(); });
  model::BurstCount total;
  std::uint64_t run = 0;  // of the transitions; the others are known from earlier bursts
  double later_transitions = 0;
  double later_run = 0;
  std::size_t finished = 0;
  bool stopped = false;
  for (std::size_t index = 0; index < count && !stopped; ++index) {
    if (request.cancelled.load() || request.deadline.passed()) break;
    const double place = static_cast<double>(index) * golden;
    const auto at =
        static_cast<std::size_t>((place - std::floor(place)) * static_cast<double>(states.size()));
    const auto result = explorer.explore(states[at], effort - run);
    total.add(result.count);
    run += result.new_transitions;
    if (index >= count / 2) {
      later_transitions += static_cast<double>(result.count.transitions);
      later_run += static_cast<double>(result.new_transitions);
    }
    stopped = result.stopped || run >= effort;
    if (!result.stopped) ++finished;
  }
  // One that was not finished counts as far as it went: the others are rather the small ones.
  const auto bursts = static_cast<double>(std::max<std::size_t>(finished + (stopped ? 1 : 0), 1));
  Sample sample;
  sample.size = {static_cast<double>(total.states) / bursts,
                 static_cast<double>(total.transitions) / bursts};
  sample.good = finished > 0;
  if (finished == count && later_transitions > 0) {
    constexpr double least = 0.01;  // of some bursts nobody knows that all others are known
    sample.run_part = std::max(later_run / later_transitions, least);
  }
  return sample;
}

/// One request more multiplies a burst by less and less: as measured, see README.md.
double next_growth(double growth, std::size_t requests) {
  return std::max(1.5, growth * (1 - 0.85 / static_cast<double>(requests)));
}

/// The size of bursts with `wanted` requests, from those with 1, 2, ... requests.
Size extrapolated(const std::vector<Size>& sizes, std::size_t wanted) {
  Size size = sizes.back();
  double states_growth = usual_growth * 0.6;
  double transitions_growth = usual_growth;
  if (sizes.size() > 1) {
    const Size& before = sizes[sizes.size() - 2];
    states_growth = next_growth(size.states / before.states, sizes.size());
    transitions_growth = next_growth(size.transitions / before.transitions, sizes.size());
  }
  for (std::size_t requests = sizes.size(); requests < wanted; ++requests) {
    size.states *= states_growth;
    size.transitions *= transitions_growth;
    states_growth = next_growth(states_growth, requests + 1);
    transitions_growth = next_growth(transitions_growth, requests + 1);
  }
  return size;
}

}  // namespace

Pilot estimate_proof(const CloseRequest& request, std::uint64_t effort) {
  const std::uint32_t wanted = request.config.bounds.requests_per_burst;
  Pilot pilot;
  CloseRequest first = request;
  first.transition_limit = effort;
  pilot.graph = close_rest_graph(first);
  const auto states_so_far = static_cast<double>(pilot.graph.count.states);
  const auto transitions_so_far = static_cast<double>(pilot.graph.count.transitions);
  pilot.estimate = {states_so_far, transitions_so_far, pilot.graph.complete()};
  if (pilot.graph.complete()) return pilot;
  // The most overlapping requests for which all, or at least some, can be explored.
  RestGraph smaller = explore(with_requests(request.config, 1), request, effort);
  std::vector<Size> sizes{mean_of(smaller)};
  std::uint32_t requests = 1;
  while (smaller.complete() && requests + 1 < wanted) {
    RestGraph next = explore(with_requests(request.config, requests + 1), request, effort);
    if (!next.complete()) break;
    smaller = std::move(next);
    sizes.push_back(mean_of(smaller));
    ++requests;
  }
  double rest = states_at_rest(smaller) * std::pow(rest_growth, wanted - requests);
  rest = std::max(rest, states_at_rest(pilot.graph));
  Size at_least;
  double run_part = 1;
  for (std::uint32_t more = requests + 1; more <= wanted; ++more) {
    const Sample sample =
        sampled(with_requests(request.config, more), request, smaller.nodes, effort);
    at_least = sample.size;
    run_part = sample.run_part.value_or(run_part);
    if (!sample.good) break;
    sizes.push_back(sample.size);
  }
  const Size burst = extrapolated(sizes, wanted);
  pilot.estimate.states = std::max(std::max(burst.states, at_least.states) * rest, states_so_far);
  pilot.estimate.transitions =
      std::max(std::max(burst.transitions, at_least.transitions) * rest, transitions_so_far);
  pilot.estimate.run_part = run_part;
  return pilot;
}

double transitions_a_second(const model::ProofConfig& config) {
  if (!sim::Arena::can_snapshot) return 2'500;
  return model::LearnedExplorer::suits(config, model::Engine{}) ? 5e6 : 1e6;
}

Estimate estimate_from(const RestGraph& known) {
  SIM_ASSERT(known.expanded > 0);
  const double whole =
      static_cast<double>(known.nodes.size()) / static_cast<double>(known.expanded);
  Estimate estimate;
  estimate.states = static_cast<double>(known.count.states) * whole;
  estimate.transitions = static_cast<double>(known.count.transitions) * whole;
  return estimate;
}

}  // namespace stalemate::scenarios
