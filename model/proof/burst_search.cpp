#include "model/proof/burst_search.h"

#include <algorithm>
#include <queue>
#include <utility>

#include "sim/explore/answers.h"
#include "sim/explore/odometer.h"
#include "sim/explore/state_numbers.h"

namespace stalemate::model {

namespace {

ProofConfig told_apart(ProofConfig config) {
  config.bounds.exchange_isolates = false;
  return config;
}

}  // namespace

struct BurstSearch::Node {
  std::size_t parent = 0;  // itself: the start
  BurstStep step;
  RoundCost cost;
  bool violates = false;  // the step does
};

BurstSearch::BurstSearch(ProofConfig config) : world_(told_apart(std::move(config))) {}

void BurstSearch::stand_at(const std::vector<Node>& nodes, std::size_t node,
                           const RestState& from) {
  std::vector<const BurstStep*> steps;
  while (nodes[node].parent != node) {
    steps.push_back(&nodes[node].step);
    node = nodes[node].parent;
  }
  world_.start(from);
  world_.fingerprint();
  for (auto step = steps.rbegin(); step != steps.rend(); ++step) {
    world_.offers();
    sim::Answers answers((*step)->answers);
    world_.take((*step)->offer, answers);
    SIM_ASSERT(answers.fit());
    world_.fingerprint();
  }
}

/// States that were met, and those that are still to be looked at, the cheapest first.
struct BurstSearch::Open {
  using Entry = std::pair<RoundCost, std::size_t>;

  std::vector<Node> nodes{Node{}};
  std::priority_queue<Entry, std::vector<Entry>, std::greater<>> queue;
};

/// Where the world stands is where the path ends.
BurstPath BurstSearch::path_to(const std::vector<Node>& nodes, std::size_t node,
                               const RestState& from) const {
  BurstPath path{from, {}, nodes[node].cost, {}, world_.round()};
  if (world_.at_rest()) path.to = world_.rest();
  for (; nodes[node].parent != node; node = nodes[node].parent) {
    path.steps.push_back(nodes[node].step);
  }
  std::reverse(path.steps.begin(), path.steps.end());
  return path;
}

BurstSearch::Found BurstSearch::find(const RestState& from, const Wanted& wanted,
                                     std::uint64_t state_limit) {
  Found found;
  found.paths.resize(wanted.count);
  std::size_t missing = wanted.count;
  Open open;
  for (const BurstStep& step : wanted.begun) {
    open.nodes.push_back({open.nodes.size() - 1, step, {}, false});
  }
  open.queue.emplace(RoundCost{}, open.nodes.size() - 1);
  sim::StateNumbers expanded;
  while ((missing > 0 || wanted.violated) && !open.queue.empty()) {
    if (open.nodes.size() >= state_limit) break;
    if (wanted.must_stop && wanted.must_stop()) break;
    const std::size_t here = open.queue.top().second;
    open.queue.pop();
    stand_at(open.nodes, here, from);
    if (open.nodes[here].violates) {
      found.violation = path_to(open.nodes, here, from);
      break;
    }
    const bool is_start = open.nodes[here].parent == here;
    if (!is_start && world_.at_rest()) {
      if (wanted.violated) continue;
      const auto which = wanted.which(world_.rest(), world_.round());
      if (!which || found.paths[*which]) continue;
      found.paths[*which] = path_to(open.nodes, here, from);
      --missing;
    } else if (expanded.insert(world_.fingerprint())) {
      try_steps(open, here, from, wanted);
    }
  }
  found.states = open.nodes.size();
  found.complete = open.queue.empty();
  return found;
}

/// Whether the last step does.
bool BurstSearch::violates(const Wanted& wanted) const {
  if (!wanted.violated) return false;
  const Findings& findings = world_.world().runtime().findings();
  return findings[static_cast<std::size_t>(*wanted.violated)].verdict == Verdict::violated;
}

/// All that can happen in a state in which the world stands.
void BurstSearch::try_steps(Open& open, std::size_t here, const RestState& from,
                            const Wanted& wanted) {
  sim::Odometer odometer;
  const std::uint32_t offers = world_.offers();
  for (std::uint32_t offer = 0; offer < offers; ++offer) {
    odometer.clear();
    do {
      stand_at(open.nodes, here, from);
      world_.offers();
      const BurstWorld::Step kind = world_.step_of(offer);
      world_.take(offer, odometer);
      const Round round = world_.round();
      const bool dear = round.requests > wanted.most_requests || round.faults > wanted.most_faults;
      Node next{here, {offer, {}}, open.nodes[here].cost, violates(wanted)};
      if (dear || (world_.out_of_bounds() && !next.violates)) continue;
      odometer.answers(next.step.answers);
      next.cost.requests = round.requests;
      next.cost.faults = round.faults;
      ++next.cost.steps;
      const bool ordinary = kind == BurstWorld::Step::event || kind == BurstWorld::Step::pass ||
                            kind == BurstWorld::Step::reach;
      if (ordinary && offer > 0) ++next.cost.deviations;
      for (const std::uint32_t answer : next.step.answers) {
        if (answer > 0) ++next.cost.deviations;
      }
      open.nodes.push_back(std::move(next));
      open.queue.emplace(open.nodes.back().cost, open.nodes.size() - 1);
    } while (odometer.next());
  }
}

void BurstSearch::run(const BurstPath& path, sim::TraceSink* sink) {
  world_.start(path.from);
  world_.watch(sink);
  world_.fingerprint();
  for (const BurstStep& step : path.steps) {
    world_.offers();
    sim::Answers answers(step.answers);
    world_.take(step.offer, answers);
    SIM_ASSERT(answers.fit());
    world_.fingerprint();
  }
  world_.watch(nullptr);
}

}  // namespace stalemate::model
