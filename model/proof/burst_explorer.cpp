#include "model/proof/burst_explorer.h"

#include <algorithm>
#include <set>
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

void exchange_bits(std::uint32_t& bits, std::size_t one, std::size_t other) {
  const std::uint32_t differ = (bits >> one ^ bits >> other) & 1U;
  bits ^= differ << one | differ << other;
}

/// The same round, had these two isolates changed places.
RoundEdge with_exchanged(RoundEdge edge, std::size_t one, std::size_t other) {
  std::swap(edge.to.isolates[one], edge.to.isolates[other]);
  for (std::size_t index = 0; index < artifact_count; ++index) {
    exchange_bits(edge.round.expired[index], one, other);
    exchange_bits(edge.round.absent[index], one, other);
  }
  return edge;
}

/// Roughly, with what it holds and what a set needs to hold it.
std::size_t bytes_of(const RoundEdge& edge) {
  return 256 + sizeof edge + edge.to.isolates.size() * sizeof(RestState::IsolateGlobals) +
         edge.to.store.size() * sizeof(RestState::Entry);
}

void sort_edges(std::vector<RoundEdge>& edges) {
  std::sort(edges.begin(), edges.end(), before);
  const auto same = [](const RoundEdge& left, const RoundEdge& right) {
    return key_of(left) == key_of(right);
  };
  edges.erase(std::unique(edges.begin(), edges.end(), same), edges.end());
}

/// Exploring told isolates that began alike not apart: the edges that only differ in which of them
/// did what are added. Exchanging neighbours, again and again, leads to every order.
/// @return false if it was told to stop
bool add_exchanged(std::vector<RoundEdge>& edges, std::span<const std::uint8_t> alike,
                   const std::function<bool(std::size_t bytes)>& must_stop) {
  std::vector<std::pair<std::size_t, std::size_t>> neighbours;
  for (std::size_t one = 0; one < alike.size(); ++one) {
    const auto next =
        std::find(alike.begin() + static_cast<std::ptrdiff_t>(one) + 1, alike.end(), alike[one]);
    if (next != alike.end()) neighbours.emplace_back(one, next - alike.begin());
  }
  if (neighbours.empty()) return true;
  std::set<RoundEdge, decltype(&before)> known(edges.begin(), edges.end(), before);
  std::size_t bytes = 0;
  for (std::size_t done = 0; done < edges.size(); ++done) {
    if (must_stop(bytes)) return false;
    for (const auto& [one, other] : neighbours) {
      RoundEdge exchanged = with_exchanged(edges[done], one, other);
      if (!known.insert(exchanged).second) continue;
      bytes += 2 * bytes_of(exchanged);
      edges.push_back(std::move(exchanged));
    }
  }
  return true;
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
  world_.remember_accounts(engine_.remembers());
  if (!LearnedExplorer::suits(config, engine)) return;
  learned_.emplace(world_, graph_);
  world_.keep_marks_apart(true);
}

void BurstExplorer::begin(BurstResult& result) {
  result.fingerprints.clear();
  listed_.clear();
  // What is known is only there to save work: it may be forgotten between two bursts.
  const bool shares = engine_.share_states && engine_.matching == Matching::observation;
  const bool canonical = !std::exchange(requests_crossed_, false);
  if (!shares || !canonical || graph_.bytes() > engine_.shared_bytes) graph_.clear();
  if (!learned_) return;
  if (learned_->full() || learned_->learned_bytes() > engine_.shared_bytes) learned_->forget();
}

BurstResult BurstExplorer::explore(const RestState& state, std::uint64_t transition_limit) {
  BurstResult result;
  begin(result);
  if (!learns()) {
    // What is small is done before anything would be learned.
    const std::uint64_t left = learned_ ? engine_.learns_after - run_ : transition_limit;
    explore_running(state, std::min(transition_limit, left), result);
    const bool goes_on = result.stopped && result.new_transitions < transition_limit;
    if (!learns() || !goes_on) {
      finish(result, state);
      return result;
    }
    begin_again(result);
  }
  if (!explore_learned(state, transition_limit, result)) {
    learned_.reset();
    world_.keep_marks_apart(false);
    begin_again(result);
    explore_running(state, transition_limit, result);
  }
  finish(result, state);
  return result;
}

BurstResult BurstExplorer::explore_here(std::uint64_t transition_limit) {
  BurstResult result;
  begin(result);
  world_.go_on();
  const RestState state = world_.rest();
  keeper_.start_here(here_.state);
  explore_from_here(result, transition_limit);
  finish(result, state);
  return result;
}

void BurstExplorer::finish(BurstResult& result, const RestState& from) {
  graph_.reach(beginning_, result);
  sort_edges(result.edges);
  const auto must_stop = [this](std::size_t bytes) { return told_to_stop(1, bytes); };
  if (!add_exchanged(result.edges, world_.alike(), must_stop)) result.stopped = true;
  if (result.stopped) graph_.clear();  // parts of it are not expanded
  sort_edges(result.edges);
  // Time that passes without any effect is no round. (Whether such a step is seen at all depends on
  // the matching.)
  std::erase_if(result.edges,
                [&](const RoundEdge& edge) { return edge.to == from && edge.round.is_empty(); });
  std::sort(result.fingerprints.begin(), result.fingerprints.end());
}

/// @return whether the burst begins at a node that was not met before
bool BurstExplorer::meet_beginning(BurstResult& result) {
  // A state at rest is where this burst begins and where others end: these are two nodes.
  constexpr std::uint64_t beginning = 0x6a09e667f3bcc909ULL;
  const std::uint64_t name = sim::mix(world_.fingerprint(), beginning);
  const BurstGraph::Met met = engine_.matching == Matching::none ? graph_.add() : graph_.meet(name);
  beginning_ = met.number;
  if (met.is_new) ++result.new_states;
  return met.is_new;
}

/// Forgets what was explored of a burst, and whatever else is known.
void BurstExplorer::begin_again(BurstResult& result) {
  graph_.clear();
  result = BurstResult{};
  begin(result);
}

void BurstExplorer::explore_running(const RestState& state, std::uint64_t transition_limit,
                                    BurstResult& result) {
  keeper_.start(state, here_.state);
  explore_from_here(result, transition_limit);
  run_ += result.new_transitions;
}

/// @return false if this world has to be run step by step: the result is of no use
bool BurstExplorer::explore_learned(const RestState& state, std::uint64_t transition_limit,
                                    BurstResult& result) {
  world_.start(state);
  if (!meet_beginning(result)) return true;
  LearnedExplorer::Asked asked;
  asked.transition_limit = transition_limit;
  asked.must_stop = [this](std::uint64_t work) { return told_to_stop(work, 0); };
  if (engine_.list_fingerprints) {
    asked.met = [this, &result](std::uint64_t name) {
      if (listed_.insert(name)) result.fingerprints.push_back(name);
    };
  }
  switch (learned_->explore(beginning_, asked, result)) {
    case LearnedExplorer::End::complete:
      return true;
    case LearnedExplorer::End::stopped:
      result.stopped = true;
      return true;
    case LearnedExplorer::End::unsuited:
      break;
  }
  return false;
}

void BurstExplorer::explore_from_here(BurstResult& result, std::uint64_t transition_limit) {
  if (!meet_beginning(result)) return;
  open_count_ = 0;
  here_.node = beginning_;
  stands_at_kept_ = true;
  expand(result);
  std::uint64_t told = 0;
  while (open_count_ > 0) {
    const std::uint64_t work = result.new_transitions - std::exchange(told, result.new_transitions);
    if (result.new_transitions >= transition_limit || told_to_stop(work, 0)) {
      result.stopped = true;
      return;
    }
    std::swap(here_, open_[--open_count_]);
    expand(result);
  }
}

/// @param work how much was done since this was asked before, in transitions or the like
bool BurstExplorer::told_to_stop(std::uint64_t work, std::size_t further_bytes) {
  constexpr std::uint64_t interval = 4096;
  since_asked_ += work;
  if (!stop_ || since_asked_ < interval) return false;
  since_asked_ = 0;
  const std::size_t learned = learned_ ? learned_->bytes() : 0;
  return stop_(graph_.bytes() + open_.size() * here_.state.bytes() + learned + further_bytes);
}

/// Tries all that can happen in the state `here_`.
void BurstExplorer::expand(BurstResult& result) {
  if (!std::exchange(stands_at_kept_, false)) keeper_.restore(here_.state);
  const std::uint32_t offers = world_.offers();
  bool stands_here = true;
  Expansion found;
  found.dead_end = offers == 0;
  graph_.expand(here_.node);
  for (std::uint32_t offer = 0; offer < offers; ++offer) {
    odometer_.clear();
    do {
      if (!stands_here) keeper_.restore(here_.state);
      stands_here = false;
      stands_at_kept_ = false;
      world_.take(offer, odometer_);
      ++found.transitions;
      visit(offer, found, result);
    } while (odometer_.next());
  }
  graph_.expanded(here_.node, found);
  result.new_transitions += found.transitions;
}

/// Meets the state that a step from `here_` has led to.
void BurstExplorer::visit(std::uint32_t offer, Expansion& found, BurstResult& result) {
  found.violated |= violated_by(world_.world().runtime().findings());
  if (world_.out_of_bounds()) {
    ++found.out_of_bounds;
    return;
  }
  for (std::size_t word = 0; word < found.marks.size(); ++word) {
    found.marks[word] |= world_.marks_of_step()[word];
  }
  const BurstGraph::Met met = meet(result);
  graph_.successor(met.number);
  if (!met.is_new) return;
  ++result.new_states;
  if (world_.clock_exhausted()) return graph_.exhaust(met.number);
  if (world_.at_rest()) return graph_.end(met.number, {world_.rest(), world_.round()});
  if (open_count_ == open_.size()) open_.emplace_back();
  Open& kept = open_[open_count_++];
  keeper_.keep(here_.state, offer, odometer_, kept.state);
  kept.node = met.number;
  stands_at_kept_ = true;
}

/// The node of the state in which the world stands.
BurstGraph::Met BurstExplorer::meet(BurstResult& result) {
  const std::uint64_t name = world_.fingerprint();
  requests_crossed_ = requests_crossed_ || world_.requests_cross();
  if (engine_.list_fingerprints && listed_.insert(name)) result.fingerprints.push_back(name);
  switch (engine_.matching) {
    case Matching::observation:
      return graph_.meet(name);
    case Matching::bytes:
      return graph_.meet(world_.hash_of_bytes());
    case Matching::none:
      break;
  }
  return graph_.add();
}

}  // namespace stalemate::model
