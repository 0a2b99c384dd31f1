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
  std::uint64_t name = 0;
  bool violates = false;              // the step does
  std::optional<std::size_t> wanted;  // the round that it comes to rest after
};

/// States that were met, and those that are still to be looked at, the cheapest first.
struct BurstSearch::Open {
  using Entry = std::pair<RoundCost, std::size_t>;

  void look_at_last() {
    const std::size_t last = nodes.size() - 1;
    // The newest ones first, or the cheapest.
    const auto newest = static_cast<std::uint32_t>(nodes.size());
    queue.emplace(depth_first ? RoundCost{~newest, 0, 0, 0} : nodes.back().cost, last);
  }

  std::vector<Node> nodes{Node{}};
  std::priority_queue<Entry, std::vector<Entry>, std::greater<>> queue;
  sim::StateNumbers expanded;
  bool depth_first = false;
};

BurstSearch::BurstSearch(ProofConfig config) : world_(told_apart(std::move(config))) {}

/// From the nearest state before it of which there is a snapshot.
void BurstSearch::stand_at(const std::vector<Node>& nodes, std::size_t node,
                           const RestState& from) {
  std::vector<const BurstStep*> steps;
  while (nodes[node].parent != node && !is_kept(node)) {
    steps.push_back(&nodes[node].step);
    node = nodes[node].parent;
  }
  if (is_kept(node)) {
    world_.arena().restore(kept_at(node).bytes);
  } else {
    world_.start(from);
  }
  world_.fingerprint();
  for (auto step = steps.rbegin(); step != steps.rend(); ++step) {
    world_.offers();
    sim::Answers answers((*step)->answers);
    world_.take((*step)->offer, answers);
    SIM_ASSERT(answers.fit());
    world_.fingerprint();
  }
}

void BurstSearch::keep(std::size_t node) {
  if constexpr (!sim::Arena::can_snapshot) return;
  kept_at(node).node = node;
  world_.arena().save(kept_at(node).bytes);
}

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

/// The steps that are taken already, and what comes next.
void BurstSearch::begin(Open& open, const RestState& from, const Wanted& wanted) {
  for (Kept& kept : kept_) kept.node = no_node;
  for (const BurstStep& step : wanted.begun) {
    open.nodes.push_back({open.nodes.size() - 1, step, {}, 0, false, {}});
  }
  stand_at(open.nodes, open.nodes.size() - 1, from);
  Node& last = open.nodes.back();
  last.name = world_.fingerprint();
  if (wanted.begun.empty() || !world_.at_rest()) return open.look_at_last();
  if (wanted.violated) return;
  last.wanted = wanted.which(world_.rest(), world_.round());
  if (last.wanted) open.look_at_last();
}

BurstSearch::Found BurstSearch::find(const RestState& from, const Wanted& wanted,
                                     std::uint64_t state_limit) {
  Found found;
  found.paths.resize(wanted.count);
  std::size_t missing = wanted.count;
  Open open;
  open.depth_first = wanted.any_way;
  begin(open, from, wanted);
  while ((missing > 0 || wanted.violated) && !open.queue.empty()) {
    if (open.nodes.size() >= state_limit) break;
    if (wanted.must_stop && wanted.must_stop()) break;
    const std::size_t here = open.queue.top().second;
    open.queue.pop();
    const Node& node = open.nodes[here];
    if (node.violates) {
      stand_at(open.nodes, here, from);
      found.violation = path_to(open.nodes, here, from);
      break;
    }
    if (node.wanted) {
      if (found.paths[*node.wanted]) continue;
      stand_at(open.nodes, here, from);
      found.paths[*node.wanted] = path_to(open.nodes, here, from);
      --missing;
    } else if (open.expanded.insert(node.name)) {
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

/// All that can happen in one state.
void BurstSearch::try_steps(Open& open, std::size_t here, const RestState& from,
                            const Wanted& wanted) {
  sim::Odometer odometer;
  stand_at(open.nodes, here, from);
  keep(here);
  const std::uint32_t offers = world_.offers();
  bool stands_here = true;
  for (std::uint32_t offer = 0; offer < offers; ++offer) {
    odometer.clear();
    do {
      if (!std::exchange(stands_here, false)) {
        stand_at(open.nodes, here, from);
        world_.offers();
      }
      const BurstWorld::Step kind = world_.step_of(offer);
      world_.take(offer, odometer);
      const Round& round = world_.round_so_far();
      const bool dear = round.requests > wanted.most_requests || round.faults > wanted.most_faults;
      Node next{here, {offer, {}}, open.nodes[here].cost, 0, violates(wanted), {}};
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
      next.name = world_.fingerprint();
      add(open, std::move(next), wanted);
    } while (odometer.next());
  }
}

/// The world stands where the step has led.
void BurstSearch::add(Open& open, Node next, const Wanted& wanted) {
  const bool rests = world_.at_rest();
  if (rests && !wanted.violated) next.wanted = wanted.which(world_.rest(), world_.round());
  const bool counts = next.violates || next.wanted || !rests;
  open.nodes.push_back(std::move(next));
  if (counts) open.look_at_last();
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
