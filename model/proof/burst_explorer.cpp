#include "model/proof/burst_explorer.h"

#include <algorithm>
#include <numeric>
#include <tuple>
#include <utility>

#include "sim/hash.h"

namespace stalemate::model {

namespace {

/// What an edge is known by: all but what it cost.
auto key_of(const RoundEdge& edge) {
  const Round& round = edge.round;
  return std::tie(edge.to, round.burst, round.disturbed, round.throttled, round.written,
                  round.expired, round.absent, round.progress);
}

bool before(const RoundEdge& left, const RoundEdge& right) {
  const auto cost = [](const RoundEdge& edge) {
    return std::make_tuple(edge.round.requests, edge.round.faults);
  };
  if (key_of(left) != key_of(right)) return key_of(left) < key_of(right);
  return cost(left) < cost(right);
}

std::uint32_t exchange_bits(std::uint32_t bits, const std::vector<std::size_t>& order) {
  std::uint32_t exchanged = 0;
  for (std::size_t to = 0; to < order.size(); ++to) exchanged |= (bits >> order[to] & 1U) << to;
  return exchanged;
}

/// The same round, had the isolates that were alike changed places.
RoundEdge with_exchanged(const RoundEdge& edge, const std::vector<std::size_t>& order) {
  RoundEdge exchanged = edge;
  for (std::size_t to = 0; to < order.size(); ++to) {
    exchanged.to.isolates[to] = edge.to.isolates[order[to]];
  }
  for (std::size_t index = 0; index < artifact_count; ++index) {
    exchanged.round.expired[index] = exchange_bits(edge.round.expired[index], order);
    exchanged.round.absent[index] = exchange_bits(edge.round.absent[index], order);
  }
  return exchanged;
}

void sort_edges(std::vector<RoundEdge>& edges) {
  std::sort(edges.begin(), edges.end(), before);
  const auto same = [](const RoundEdge& left, const RoundEdge& right) {
    return key_of(left) == key_of(right);
  };
  edges.erase(std::unique(edges.begin(), edges.end(), same), edges.end());
}

/// Exploring told isolates that began alike not apart: the edges that only differ in which of them
/// did what are added.
void add_exchanged(std::vector<RoundEdge>& edges, std::span<const std::uint8_t> alike) {
  const std::vector<RoundEdge> found = edges;
  std::vector<std::size_t> order(alike.size());
  std::iota(order.begin(), order.end(), 0U);
  while (std::next_permutation(order.begin(), order.end())) {
    bool allowed = true;
    for (std::size_t to = 0; to < order.size(); ++to) {
      allowed = allowed && alike[to] == alike[order[to]];
    }
    if (!allowed) continue;
    for (const RoundEdge& edge : found) edges.push_back(with_exchanged(edge, order));
  }
}

}  // namespace

void BurstCount::add(const BurstCount& other) {
  states += other.states;
  transitions += other.transitions;
  out_of_bounds += other.out_of_bounds;
  dead_ends += other.dead_ends;
  clock_exhausted += other.clock_exhausted;
}

BurstExplorer::BurstExplorer(const ProofConfig& config, const Engine& engine, void* arena_base)
    : world_(config, arena_base), engine_(engine), keeper_(world_, engine.keeping) {
  const bool bytes = engine.matching == Matching::bytes;
  SIM_ASSERT(sim::Arena::can_snapshot || (engine.keeping == Keeping::replay && !bytes));
  // So far nothing was freed, so all bytes are what the world wrote, or zero.
  world_.arena().zero_new_blocks(bytes);
}

BurstResult BurstExplorer::explore(const RestState& state, std::uint64_t transition_limit) {
  BurstResult result;
  listed_.clear();
  keeper_.start(state, here_);
  explore_from_here(result, transition_limit);
  finish(result, state);
  return result;
}

BurstResult BurstExplorer::explore_here(std::uint64_t transition_limit) {
  BurstResult result;
  listed_.clear();
  world_.go_on();
  const RestState state = world_.rest();
  keeper_.start_here(here_);
  explore_from_here(result, transition_limit);
  finish(result, state);
  return result;
}

void BurstExplorer::finish(BurstResult& result, const RestState& from) {
  sort_edges(result.edges);
  add_exchanged(result.edges, world_.alike());
  sort_edges(result.edges);
  // Time that passes without any effect is no round. (Whether such a step is seen at all depends on
  // the matching.)
  std::erase_if(result.edges,
                [&](const RoundEdge& edge) { return edge.to == from && edge.round == Round{}; });
  std::sort(result.fingerprints.begin(), result.fingerprints.end());
}

void BurstExplorer::explore_from_here(BurstResult& result, std::uint64_t transition_limit) {
  met_.clear();
  open_count_ = 0;
  is_new(result);
  expand(result);
  while (open_count_ > 0) {
    if (result.count.transitions >= transition_limit || told_to_stop()) {
      result.stopped = true;
      break;
    }
    std::swap(here_, open_[--open_count_]);
    expand(result);
  }
}

bool BurstExplorer::told_to_stop() {
  constexpr std::uint32_t interval = 4096;
  if (!stop_ || ++since_asked_ < interval) return false;
  since_asked_ = 0;
  return stop_(met_.bytes() + open_.size() * here_.bytes());
}

/// Tries all that can happen in the state `here_`.
void BurstExplorer::expand(BurstResult& result) {
  keeper_.restore(here_);
  if (engine_.remembers()) world_.remember(here_.snapshot);
  const std::uint32_t offers = world_.offers();
  bool stands_here = true;
  if (offers == 0) ++result.count.dead_ends;
  for (std::uint32_t offer = 0; offer < offers; ++offer) {
    odometer_.clear();
    do {
      if (!stands_here) keeper_.restore(here_);
      stands_here = false;
      world_.take(offer, odometer_);
      ++result.count.transitions;
      visit(result, offer);
    } while (odometer_.next());
  }
}

/// Meets the state that a step from `here_` has led to.
void BurstExplorer::visit(BurstResult& result, std::uint32_t offer) {
  const Findings& findings = world_.world().runtime().findings();
  for (std::size_t property = 0; property < property_count; ++property) {
    if (findings[property].verdict == Verdict::violated) {
      result.findings[property] = findings[property];
    }
  }
  if (world_.out_of_bounds()) {
    ++result.count.out_of_bounds;
    return;
  }
  // What occurs on the way to a state that was met before has occurred all the same.
  const sim::Trace& trace = world_.world().kernel().trace();
  for (std::size_t word = 0; word < result.marks.size(); ++word) {
    result.marks[word] |= trace.marks()[word];
  }
  if (!is_new(result)) return;
  if (world_.clock_exhausted()) {
    ++result.count.clock_exhausted;
    return;
  }
  if (world_.at_rest()) {
    result.edges.push_back({world_.rest(), world_.round()});
    return;
  }
  if (open_count_ == open_.size()) open_.emplace_back();
  KeptState& kept = open_[open_count_++];
  keeper_.keep(here_, offer, odometer_, kept);
  largest_state_ = std::max(largest_state_, world_.arena().used());
}

/// Whether the state in which the world stands was not met before.
bool BurstExplorer::is_new(BurstResult& result) {
  std::uint64_t name = fingerprint();
  if (engine_.list_fingerprints && listed_.insert(name)) result.fingerprints.push_back(name);
  if (engine_.matching == Matching::bytes) name = world_.hash_of_bytes();
  const bool fresh = engine_.matching == Matching::none || met_.insert(name);
  if (fresh) ++result.count.states;
  return fresh;
}

}  // namespace stalemate::model
