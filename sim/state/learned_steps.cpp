#include "sim/state/learned_steps.h"

#include <algorithm>

#include "sim/state/account.h"

namespace stalemate::sim {

using Kind = Place::Kind;

void LearnedSteps::look_at(const FactoredState& state) {
  state_ = state;
  sum_ = 0;
  PlacesInUse before;
  std::uint32_t lowest = no_rank;
  std::uint32_t second_lowest = no_rank;
  std::size_t whose = no_group;
  for (std::size_t index = 0; index < state.groups; ++index) {
    Group& group = groups_[index];
    const PieceId piece = state.group(index);
    const PlacesInUse& used = pieces_->used(piece);
    group.digest = pieces_->digest(piece);
    sum_ += group.digest;
    group.others = before;
    before.add(used);
    const std::uint64_t ranks = used.of(Kind::second_rank);
    const auto own = ranks == 0 ? no_rank : static_cast<std::uint32_t>(std::countr_zero(ranks));
    if (own < lowest) {
      second_lowest = lowest;
      lowest = own;
      whose = index;
    } else {
      second_lowest = std::min(second_lowest, own);
    }
  }
  groups_[no_group].others = before;
  groups_[no_group].others_lowest_second = no_rank;
  PlacesInUse behind;
  for (std::size_t index = state.groups; index-- > 0;) {
    groups_[index].others.add(behind);
    groups_[index].others_lowest_second = index == whose ? second_lowest : lowest;
    behind.add(pieces_->used(state.group(index)));
  }
  before.add(pieces_->used(state.pieces[FactoredState::common]));
  counts_ = 0;
  for (const Kind kind : {Kind::deadline, Kind::first_rank, Kind::second_rank}) {
    SIM_ASSERT(before.count(kind) < Place::limit);
    counts_ = counts_ << 6 | before.count(kind);
  }
}

/// By what is seen from the group. Numbers that are in neither piece are not counted.
std::uint64_t LearnedSteps::view_key(std::size_t group, std::uint32_t kind) {
  PieceId common = state_.pieces[FactoredState::common];
  PieceId own = group == no_group ? common : state_.group(group);
  std::uint32_t elsewhere = groups_[group].others_lowest_second;
  PlacesInUse seen = pieces_->used(common);
  seen.add(pieces_->used(own));
  if (elsewhere != no_rank) seen.add({Kind::second_rank, elsewhere});
  while (const std::optional<Place> gap = seen.gap()) {
    common = pieces_->closed(common, *gap);
    own = pieces_->closed(own, *gap);
    if (gap->kind() == Kind::second_rank && elsewhere != no_rank && elsewhere > gap->place()) {
      --elsewhere;
    }
    seen.close(*gap);
  }
  const std::uint32_t whose = group == no_group ? (1U << piece_bits) - 1 : own;
  SIM_ASSERT(kind < 2 && std::max(common, whose) < 1U << piece_bits);
  const std::uint32_t rest = elsewhere << 1 | kind;
  return std::uint64_t{common} << (piece_bits + context_bits) |
         std::uint64_t{whose} << context_bits | rest;
}

std::optional<std::span<const LearnedSteps::Move>> LearnedSteps::find(std::size_t group,
                                                                      std::uint32_t kind) {
  const std::uint64_t rest = groups_[group].others_lowest_second << 1 | kind;
  const std::uint32_t context =
      contexts_.meet(Account::folded(0, std::uint64_t{counts_} << 8 | rest)).number;
  const PieceId own = group == no_group ? (1U << piece_bits) - 1 : state_.group(group);
  const std::uint64_t key = std::uint64_t{state_.pieces[FactoredState::common]}
                                << (piece_bits + context_bits) |
                            std::uint64_t{own} << context_bits | context;
  const StateNumbers::Met met = known_.meet(Account::folded(0, key));
  if (met.is_new) ranges_.emplace_back();
  if (!ranges_[met.number].known) {
    const StateNumbers::Met view = views_.meet(Account::folded(0, view_key(group, kind)));
    if (view.is_new) ranges_of_views_.emplace_back();
    not_found_ = view.number;
    if (!ranges_of_views_[view.number].known) return std::nullopt;
    const auto first = static_cast<std::uint32_t>(moves_.size());
    set_inputs(group);
    make_moves(group, ranges_of_views_[view.number]);
    ranges_[met.number] = {first, static_cast<std::uint32_t>(moves_.size()) - first, true};
  }
  const Range& range = ranges_[met.number];
  return std::span<const Move>{moves_.data() + range.first, range.count};
}

void LearnedSteps::learn(const std::vector<StepResult>& results) {
  Range& view = ranges_of_views_[not_found_];
  SIM_ASSERT(!view.known);
  view = {static_cast<std::uint32_t>(steps_.size()), static_cast<std::uint32_t>(results.size()),
          true};
  for (const StepResult& result : results) {
    Step step;
    step.common = result.common;
    step.group = result.group;
    step.sources = static_cast<std::uint32_t>(sources_.size());
    step.common_numbers = static_cast<std::uint8_t>(result.common_sources.size());
    step.group_numbers = static_cast<std::uint8_t>(result.group_sources.size());
    step.leads_on = result.leads_on;
    step.keeps_all = result.keeps_all;
    step.passes_deadline = result.passes_deadline;
    step.forgets = result.forgets;
    step.outcome = result.outcome;
    for (const auto* const sources : {&result.common_sources, &result.group_sources}) {
      sources_.insert(sources_.end(), sources->begin(), sources->end());
    }
    steps_.push_back(step);
  }
}

/// Where each number that a result can have stands in this state.
void LearnedSteps::set_inputs(std::size_t group) {
  const auto set = [this](Source source, Place place) { inputs_[source.index()] = place; };
  set(Source::past(), {Kind::deadline, 0});
  const std::uint32_t deadlines = counts_ >> 12 & 63U;
  const std::uint32_t first_ranks = counts_ >> 6 & 63U;
  const std::uint32_t second_ranks = counts_ & 63U;
  for (std::uint32_t number = 0; number < 2; ++number) {
    set(Source::fresh(Kind::deadline, number), {Kind::deadline, deadlines + 1 + number});
    set(Source::fresh(Kind::mark, number), {Kind::mark, deadlines});
    set(Source::fresh(Kind::first_rank, number), {Kind::first_rank, first_ranks + number});
    set(Source::fresh(Kind::second_rank, number), {Kind::second_rank, second_ranks + number});
  }
  std::size_t number = 0;
  for (const Place place : pieces_->places(state_.pieces[FactoredState::common])) {
    set(Source::of_common(number++), place);
  }
  if (group == no_group) return;
  number = 0;
  for (const Place place : pieces_->places(state_.group(group))) {
    set(Source::of_group(number++), place);
  }
}

void LearnedSteps::make_moves(std::size_t group, const Range& view) {
  for (std::uint32_t index = view.first; index < view.first + view.count; ++index) {
    const Step& step = steps_[index];
    Move move;
    move.outcome = step.outcome;
    move.leads_on = step.leads_on;
    move.keeps_all = step.keeps_all;
    move.passes_deadline = step.passes_deadline;
    move.forgets = step.forgets;
    if (step.leads_on) {
      const Source* const sources = sources_.data() + step.sources;
      move.common = made(step.common, {sources, step.common_numbers});
      if (group != no_group) {
        move.group = made(step.group, {sources + step.common_numbers, step.group_numbers});
      }
    }
    moves_.push_back(move);
  }
}

PieceId LearnedSteps::made(ShapeId shape, std::span<const Source> sources) {
  std::array<Place, Pieces::number_limit> places;
  std::transform(sources.begin(), sources.end(), places.begin(),
                 [this](Source source) { return inputs_[source.index()]; });
  return pieces_->id_of(shape, {places.data(), sources.size()});
}

std::uint64_t LearnedSteps::take(std::size_t group, const Move& move, FactoredState& to) const {
  to = state_;
  to.pieces[FactoredState::common] = move.common;
  std::uint64_t sum = sum_;
  if (group != no_group) {
    to.pieces[group + 1] = move.group;
    sum += pieces_->digest(move.group) - groups_[group].digest;
  }
  bool others_stay = !move.passes_deadline && !move.forgets;
  if (!move.keeps_all) {
    PlacesInUse used = groups_[group].others;
    used.add(pieces_->used(move.common));
    if (group != no_group) used.add(pieces_->used(move.group));
    while (const std::optional<Place> gap = used.gap()) {
      for (std::size_t piece = 0; piece <= to.groups; ++piece) {
        to.pieces[piece] = pieces_->closed(to.pieces[piece], *gap);
      }
      used.close(*gap);
      others_stay = false;
    }
  }
  if (move.passes_deadline) {
    for (std::size_t piece = 0; piece <= to.groups; ++piece) {
      to.pieces[piece] = pieces_->after_deadline(to.pieces[piece]);
    }
  }
  if (move.forgets) {
    for (std::size_t piece = 0; piece <= to.groups; ++piece) {
      to.pieces[piece] = pieces_->after_forgetting(to.pieces[piece]);
    }
  }
  if (!others_stay) return digest(to, *pieces_);
  return pieces_->digest(to.pieces[FactoredState::common], sum);
}

bool LearnedSteps::full() const {
  // Far more than one state brings.
  constexpr std::size_t pieces = std::size_t{1} << (piece_bits - 4);
  constexpr std::size_t contexts = std::size_t{1} << (context_bits - 4);
  return pieces_->size() + pieces > std::size_t{1} << piece_bits ||
         contexts_.size() + contexts > std::size_t{1} << context_bits;
}

std::size_t LearnedSteps::bytes() const {
  return contexts_.bytes() + known_.bytes() + views_.bytes() +
         (ranges_.capacity() + ranges_of_views_.capacity()) * sizeof(Range) +
         moves_.capacity() * sizeof(Move) + steps_.capacity() * sizeof(Step) + sources_.capacity();
}

}  // namespace stalemate::sim
