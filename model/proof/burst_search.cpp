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

std::optional<BurstPath> BurstSearch::find(
    const RestState& from, const std::function<bool(const RestState&, const Round&)>& wanted,
    std::uint64_t state_limit) {
  std::vector<Node> nodes{Node{}};
  sim::StateNumbers expanded;
  using Entry = std::pair<RoundCost, std::size_t>;
  std::priority_queue<Entry, std::vector<Entry>, std::greater<>> open;
  open.emplace(RoundCost{}, 0);
  sim::Odometer odometer;
  while (!open.empty() && nodes.size() < state_limit) {
    const std::size_t here = open.top().second;
    open.pop();
    stand_at(nodes, here, from);
    const bool is_start = nodes[here].parent == here;
    if (!is_start && world_.at_rest()) {
      const RestState to = world_.rest();
      const Round round = world_.round();
      if (!wanted(to, round)) continue;
      BurstPath path{from, {}, nodes[here].cost, to, round};
      std::size_t node = here;
      for (; nodes[node].parent != node; node = nodes[node].parent) {
        path.steps.push_back(nodes[node].step);
      }
      std::reverse(path.steps.begin(), path.steps.end());
      return path;
    }
    if (!expanded.insert(world_.fingerprint())) continue;
    const std::uint32_t offers = world_.offers();
    for (std::uint32_t offer = 0; offer < offers; ++offer) {
      odometer.clear();
      do {
        stand_at(nodes, here, from);
        world_.offers();
        const BurstWorld::Step kind = world_.step_of(offer);
        world_.take(offer, odometer);
        if (world_.out_of_bounds()) continue;
        Node next{here, {offer, {}}, nodes[here].cost};
        odometer.answers(next.step.answers);
        const Round round = world_.round();
        next.cost.requests = round.requests;
        next.cost.faults = round.faults;
        ++next.cost.steps;
        const bool ordinary = kind == BurstWorld::Step::event || kind == BurstWorld::Step::pass ||
                              kind == BurstWorld::Step::reach;
        if (ordinary && offer > 0) ++next.cost.deviations;
        for (const std::uint32_t answer : next.step.answers) {
          if (answer > 0) ++next.cost.deviations;
        }
        nodes.push_back(std::move(next));
        open.emplace(nodes.back().cost, nodes.size() - 1);
      } while (odometer.next());
    }
  }
  return std::nullopt;
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
