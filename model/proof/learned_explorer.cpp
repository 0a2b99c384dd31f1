#include "model/proof/learned_explorer.h"

#include <utility>

namespace stalemate::model {

using sim::FactoredState;
using sim::LearnedSteps;
using sim::Place;

namespace {

/// The clock may pass the next deadline, unless a draining context has to end before.
bool clock_may_move(const FactoredState& state, const sim::Pieces& pieces) {
  const sim::PlacesInUse used = state.used(pieces);
  return used.count(Place::Kind::deadline) > 0 && !used.has({Place::Kind::mark, 0});
}

/// No isolate has a context.
bool is_at_rest(const FactoredState& state, const sim::Pieces& pieces) {
  for (std::size_t isolate = 0; isolate < state.groups; ++isolate) {
    if (pieces.has_parts(state.group(isolate))) return false;
  }
  return true;
}

std::size_t group_of(const FactoredState& state, std::uint32_t sort) {
  return sort < state.groups ? sort : LearnedSteps::no_group;
}

}  // namespace

bool LearnedExplorer::suits(const ProofConfig& config, const Engine& engine) {
  const std::size_t isolates = config.world.isolate_count();
  // So many that the places of all numbers can be told.
  constexpr std::uint32_t most_requests = 8;
  // What a single isolate does depends on the whole state, so nothing would be known beforehand.
  // Events that nobody can tell from none are not told, so a state could have more or fewer steps.
  return engine.learns && engine.remembers() && config.bounds.merge_invisible &&
         config.clock_is_plain() && !config.entries_judged() &&
         config.world.faults.of(Fault::deploy) == 0 &&
         config.world.faults.of(Fault::memory_limit) == 0 && isolates > 1 &&
         isolates <= FactoredState::group_limit &&
         config.bounds.requests_per_burst <= most_requests &&
         config.bounds.late_writes <= most_requests;
}

LearnedExplorer::End LearnedExplorer::explore(std::uint32_t beginning, const Asked& asked,
                                              BurstResult& result) {
  const std::uint64_t name = world_->fingerprint();
  const auto apart =
      sim::take_apart(world_->told(), static_cast<std::uint32_t>(world_->alike().size()));
  if (!apart) return End::unsuited;
  world_->arena().save(beginning_);
  first_ = beginning;
  origins_.clear();
  origins_.push_back({name, beginning, 0});
  for (Snapshot& snapshot : snapshots_) snapshot.of = Origin{};
  open_count_ = 0;
  open(apart->factored(pieces_), beginning);
  std::uint64_t told = 0;
  while (open_count_ > 0) {
    const std::uint64_t work = result.new_transitions - std::exchange(told, result.new_transitions);
    const bool begins = origins_.size() == 1;
    const bool over = result.new_transitions >= asked.transition_limit;
    if (!begins && (over || asked.must_stop(work))) return End::stopped;
    if (full() || !expand(open_[--open_count_], asked, result)) return End::unsuited;
  }
  return End::complete;
}

bool LearnedExplorer::expand(const Open& here, const Asked& asked, BurstResult& result) {
  next_count_ = 0;
  Expansion found;
  steps_.look_at(here.state);
  graph_->expand(here.node);
  for (std::uint32_t isolate = 0; isolate < here.state.groups; ++isolate) {
    if (!add_steps(here, isolate, found)) return false;
  }
  if (!add_steps(here, of_nobody, found)) return false;
  if (clock_may_move(here.state, pieces_) && !add_steps(here, of_the_clock, found)) return false;
  found.dead_end = found.transitions == 0;
  const std::uint32_t node = here.node;  // from here on `here` is gone
  visit(node, asked, result);
  graph_->expanded(node, found);
  result.new_transitions += found.transitions;
  return true;
}

/// All steps of one sort that are possible in this state.
bool LearnedExplorer::add_steps(const Open& here, std::uint32_t sort, Expansion& found) {
  const std::size_t group = group_of(here.state, sort);
  const std::uint32_t kind = sort == of_the_clock ? 1 : 0;
  auto moves = steps_.find(group, kind);
  if (!moves) {
    if (!learn(here, sort)) return false;
    moves = steps_.find(group, kind);
  }
  for (const LearnedSteps::Move& move : *moves) {
    ++found.transitions;
    const Outcome& outcome = outcomes_[move.outcome];
    found.violated |= outcome.violated;
    if (!move.leads_on) {
      ++found.out_of_bounds;
      continue;
    }
    for (std::size_t word = 0; word < found.marks.size(); ++word) {
      found.marks[word] |= outcome.marks[word];
    }
    if (next_count_ == next_.size()) next_.emplace_back();
    Next& next = next_[next_count_++];
    next.name = steps_.take(group, move, next.state);
    next.sort = sort;
    graph_->expect(next.name);
  }
  return true;
}

void LearnedExplorer::visit(std::uint32_t from, const Asked& asked, BurstResult& result) {
  for (std::size_t index = 0; index < next_count_; ++index) {
    const Next& next = next_[index];
    if (asked.met) asked.met(next.name);
    const BurstGraph::Met met = graph_->meet(next.name);
    graph_->successor(met.number);
    if (!met.is_new) continue;
    ++result.new_states;
    origins_.push_back({next.name, from, next.sort});
    SIM_ASSERT(origins_.size() == met.number - first_ + std::size_t{1});
    if (!is_at_rest(next.state, pieces_)) {
      open(next.state, met.number);
    } else {
      end(met.number);
    }
  }
}

void LearnedExplorer::open(const FactoredState& state, std::uint32_t node) {
  if (open_count_ == open_.size()) open_.emplace_back();
  Open& kept = open_[open_count_++];
  kept.state = state;
  kept.node = node;
}

/// A round has ended: how, the world tells.
void LearnedExplorer::end(std::uint32_t node) {
  stand_at(node);
  SIM_ASSERT(world_->at_rest());
  graph_->end(node, {world_->rest(), world_->round()});
}

std::size_t LearnedExplorer::learned_bytes() const {
  return pieces_.bytes() + steps_.bytes() + outcomes_.capacity() * sizeof(Outcome);
}

std::size_t LearnedExplorer::bytes() const {
  return origins_.bytes() + learned_bytes() + open_.capacity() * sizeof(Open) +
         snapshot_count * beginning_.size();
}

void LearnedExplorer::forget() {
  pieces_ = sim::Pieces(BurstWorld::words_of_due_reads());
  steps_ = LearnedSteps(pieces_);
  outcomes_ = {};
}

// --- learning

/// Runs all steps of one sort in this state.
bool LearnedExplorer::learn(const Open& here, std::uint32_t sort) {
  stand_at(here.node);
  world_->arena().save(here_);
  auto before = sim::take_apart(world_->told(), here.state.groups);
  if (!before) return false;
  SIM_ASSERT(before->put_in_order_of(here.state, pieces_));
  SIM_ASSERT(offers_of(of_the_clock).empty() != clock_may_move(here.state, pieces_));
  was_settled_ = world_->is_settled();
  results_.clear();
  names_.clear();
  for (const std::uint32_t offer : offers_of(sort)) {
    if (!learn_offer(here, sort, offer, *before)) return false;
  }
  steps_.learn(results_);
  return leads_as_run(here, sort);
}

/// Whether what was learned leads from here to where it was seen to lead.
bool LearnedExplorer::leads_as_run(const Open& here, std::uint32_t sort) {
  const std::size_t group = group_of(here.state, sort);
  const auto moves = steps_.find(group, sort == of_the_clock ? 1 : 0);
  SIM_ASSERT(moves && moves->size() == names_.size());
  FactoredState to;
  for (std::size_t index = 0; index < names_.size(); ++index) {
    const LearnedSteps::Move& move = (*moves)[index];
    if (move.leads_on && steps_.take(group, move, to) != names_[index]) return false;
  }
  return true;
}

bool LearnedExplorer::learn_offer(const Open& here, std::uint32_t sort, std::uint32_t offer,
                                  const sim::TakenApart& before) {
  odometer_.clear();
  do {
    world_->arena().restore(here_);
    world_->take(offer, odometer_);
    if (!learn_step(here, sort, before)) return false;
  } while (odometer_.next());
  return true;
}

/// The world has taken the step.
bool LearnedExplorer::learn_step(const Open& here, std::uint32_t sort,
                                 const sim::TakenApart& before) {
  Outcome outcome;
  outcome.violated = violated_by(world_->world().runtime().findings());
  if (world_->out_of_bounds()) {
    add_result({}, outcome, 0);
    return true;
  }
  for (std::size_t word = 0; word < outcome.marks.size(); ++word) {
    outcome.marks[word] = world_->marks_of_step()[word];
  }
  const std::uint64_t name = world_->fingerprint();
  if (world_->clock_exhausted() || world_->requests_cross()) return false;
  const auto after = sim::take_apart(world_->told(), here.state.groups);
  if (!after) return false;
  auto result = sim::result_of_step(before, *after, group_of(here.state, sort), pieces_);
  if (!result) return false;
  result->passes_deadline = sort == of_the_clock;
  result->forgets = !was_settled_ && world_->is_settled();
  add_result(std::move(*result), outcome, name);
  keep_snapshot({name, here.node, sort});
  return true;
}

void LearnedExplorer::add_result(sim::StepResult result, const Outcome& outcome,
                                 std::uint64_t name) {
  result.outcome = static_cast<std::uint32_t>(outcomes_.size());
  outcomes_.push_back(outcome);
  results_.push_back(std::move(result));
  names_.push_back(name);
}

/// What can happen where the world stands, of one sort.
std::vector<std::uint32_t> LearnedExplorer::offers_of(std::uint32_t sort) {
  std::vector<std::uint32_t> offers;
  const std::uint32_t count = world_->offers();
  for (std::uint32_t offer = 0; offer < count; ++offer) {
    const BurstWorld::Step kind = world_->step_of(offer);
    const bool of_clock = kind == BurstWorld::Step::pass || kind == BurstWorld::Step::reach;
    const std::uint32_t its_sort =
        of_clock ? of_the_clock : world_->isolate_of(offer).value_or(of_nobody);
    if (its_sort == sort) offers.push_back(offer);
  }
  return offers;
}

// --- bringing the world to a state

void LearnedExplorer::keep_snapshot(const Origin& of) {
  Snapshot& kept = snapshot_of(of);
  kept.of = of;
  world_->arena().save(kept.bytes);
}

void LearnedExplorer::stand_at(std::uint32_t node) {
  std::vector<std::uint32_t> way;  // from the last on
  while (node != first_ && snapshot_of(origin_of(node)).of != origin_of(node)) {
    way.push_back(node);
    node = origin_of(node).parent;
  }
  world_->arena().restore(node == first_ ? beginning_ : snapshot_of(origin_of(node)).bytes);
  for (std::size_t left = way.size(); left-- > 0;) {
    step_to(origin_of(way[left]));
  }
  world_->fingerprint();  // what the offers depend on
}

/// Which step leads there from where the world stands is tried out.
void LearnedExplorer::step_to(const Origin& to) {
  world_->arena().save(here_);
  bool stands_here = true;
  for (const std::uint32_t offer : offers_of(to.sort)) {
    odometer_.clear();
    do {
      if (!std::exchange(stands_here, false)) world_->arena().restore(here_);
      world_->take(offer, odometer_);
      if (world_->out_of_bounds() || world_->fingerprint() != to.name) continue;
      return keep_snapshot(to);
    } while (odometer_.next());
  }
  SIM_ASSERT(false);  // what was foretold cannot be come to
}

}  // namespace stalemate::model
