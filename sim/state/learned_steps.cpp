#include "sim/state/learned_steps.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace stalemate::sim {

namespace {

constexpr std::uint32_t no_rank = Place::limit + 1;

}  // namespace

void LearnedSteps::look_at(const FactoredState& state) {
  in_common_ = PlacesInUse{};
  in_common_.add(state.places_of(FactoredState::common));
  PlacesInUse before;
  for (std::size_t group = 0; group < state.groups; ++group) {
    PlacesInUse& own = in_group_[group];
    own = PlacesInUse{};
    own.add(state.places_of(group + 1));
    in_others_[group] = before;
    before.add(own);
    const std::uint64_t second = own.of(Place::Kind::second_rank);
    lowest_second_rank_[group] =
        second == 0 ? no_rank : static_cast<std::uint32_t>(std::countr_zero(second));
  }
  in_others_[no_group] = before;
  PlacesInUse behind;
  for (std::size_t group = state.groups; group-- > 0;) {
    in_others_[group].add(behind);
    behind.add(in_group_[group]);
  }
  const auto set = [this](Source source, Place place) { inputs_[source.index()] = place; };
  set(Source::past(), {Place::Kind::deadline, 0});
  PlacesInUse all = in_common_;
  all.add(before);
  const std::uint32_t deadlines = all.count(Place::Kind::deadline);
  const std::uint32_t first_ranks = all.count(Place::Kind::first_rank);
  const std::uint32_t second_ranks = all.count(Place::Kind::second_rank);
  for (std::uint32_t number = 0; number < 2; ++number) {
    set(Source::fresh(Place::Kind::deadline, number),
        {Place::Kind::deadline, deadlines + 1 + number});
    set(Source::fresh(Place::Kind::mark, number), {Place::Kind::mark, deadlines});
    set(Source::fresh(Place::Kind::first_rank, number),
        {Place::Kind::first_rank, first_ranks + number});
    set(Source::fresh(Place::Kind::second_rank, number),
        {Place::Kind::second_rank, second_ranks + number});
  }
  std::copy_n(state.places[FactoredState::common].begin(), FactoredState::number_limit,
              inputs_.begin());
}

void LearnedSteps::turn_to(const FactoredState& state, std::size_t group) {
  group_ = group;
  if (group == no_group) return;
  std::copy_n(state.places[group + 1].begin(), FactoredState::number_limit,
              inputs_.begin() + FactoredState::number_limit);
}

void LearnedSteps::make_key(const FactoredState& state, std::size_t group, std::uint32_t kind) {
  PlacesInUse seen = in_common_;
  std::uint32_t elsewhere = no_rank;
  if (group != no_group) {
    seen.add(in_group_[group]);
    for (std::size_t other = 0; other < state.groups; ++other) {
      if (other != group) elsewhere = std::min(elsewhere, lowest_second_rank_[other]);
    }
    if (elsewhere != no_rank) seen.add({Place::Kind::second_rank, elsewhere});
  }
  const bool dense = seen.dense();
  if (!dense) dense_.count(seen);
  key_.count = 2;
  const auto tell = [&](std::size_t piece) {
    constexpr std::size_t places_of_word = sizeof(std::uint64_t) / sizeof(Place);
    const std::size_t words = (state.counts[piece] + places_of_word - 1) / places_of_word;
    std::uint64_t* const to = key_.words.data() + key_.count;
    key_.count += static_cast<std::uint32_t>(words);
    if (dense) {
      std::memcpy(to, state.places[piece].data(), words * sizeof(std::uint64_t));
      return;
    }
    FactoredState::Places places{};
    for (std::size_t number = 0; number < state.counts[piece]; ++number) {
      places[number] = dense_.of(state.places[piece][number]);
    }
    std::memcpy(to, places.data(), words * sizeof(std::uint64_t));
  };
  tell(FactoredState::common);
  std::uint64_t shape = 0xffff'ffffU;
  if (group != no_group) {
    shape = state.shapes[group + 1];
    tell(group + 1);
  }
  key_.words[0] = state.shapes[FactoredState::common] | shape << 32;
  Place last{Place::Kind::second_rank, Place::limit};  // there are not as many
  if (elsewhere != no_rank) last = {Place::Kind::second_rank, elsewhere};
  if (elsewhere != no_rank && !dense) last = dense_.of(last);
  key_.words[1] = kind | std::uint64_t{last.index()} << 32;
  std::uint64_t hash = 0;
  for (std::uint32_t word = 0; word < key_.count; ++word) {
    hash = Account::folded(hash, key_.words[word]);
  }
  key_.hash = hash;
}

LearnedSteps::Slot& LearnedSteps::slot_of(const Key& key) {
  const std::size_t mask = slots_.size() - 1;
  std::size_t place = key.hash & mask;
  while (true) {
    Slot& slot = slots_[place];
    if (slot.words == 0) return slot;
    if (slot.hash == key.hash && slot.words == key.count &&
        std::equal(key.words.begin(), key.words.begin() + key.count, keys_.begin() + slot.key)) {
      return slot;
    }
    place = (place + 1) & mask;
  }
}

std::optional<LearnedSteps::View> LearnedSteps::find(const FactoredState& state, std::size_t group,
                                                     std::uint32_t kind) {
  make_key(state, group, kind);
  const Slot& slot = slot_of(key_);
  if (slot.words == 0) return std::nullopt;
  return slot.view;
}

void LearnedSteps::begin_view() { view_begins_ = static_cast<std::uint32_t>(steps_.size()); }

void LearnedSteps::add(const StepResult& result, std::uint32_t outcome) {
  Step step;
  step.common = result.common;
  step.group = result.group;
  step.sources = static_cast<std::uint32_t>(sources_.size());
  step.common_numbers = static_cast<std::uint8_t>(result.common_sources.size());
  step.group_numbers = static_cast<std::uint8_t>(result.group_sources.size());
  step.keeps_all = result.keeps_all;
  step.passes_deadline = result.passes_deadline;
  step.outcome = outcome;
  for (const auto* const sources : {&result.common_sources, &result.group_sources}) {
    sources_.insert(sources_.end(), sources->begin(), sources->end());
  }
  steps_.push_back(step);
}

void LearnedSteps::add_end(std::uint32_t outcome) {
  Step step;
  step.outcome = outcome;
  steps_.push_back(step);
}

LearnedSteps::View LearnedSteps::end_view() {
  if ((view_count_ + 1) * 2 > slots_.size()) grow();
  Slot& slot = slot_of(key_);
  SIM_ASSERT(slot.words == 0);
  slot.hash = key_.hash;
  slot.key = static_cast<std::uint32_t>(keys_.size());
  slot.words = key_.count;
  slot.view = {view_begins_, static_cast<std::uint32_t>(steps_.size()) - view_begins_};
  keys_.insert(keys_.end(), key_.words.begin(), key_.words.begin() + key_.count);
  ++view_count_;
  return slot.view;
}

void LearnedSteps::grow() {
  std::vector<Slot> wider(slots_.size() * 2);
  for (const Slot& slot : slots_) {
    if (slot.words == 0) continue;
    std::size_t place = slot.hash & (wider.size() - 1);
    while (wider[place].words != 0) place = (place + 1) & (wider.size() - 1);
    wider[place] = slot;
  }
  slots_.swap(wider);
}

bool LearnedSteps::take(const FactoredState& state, const Step& step, FactoredState& to) const {
  to.groups = state.groups;
  to.shapes = state.shapes;
  to.counts = state.counts;
  std::copy_n(state.places.begin(), state.groups + 1, to.places.begin());
  const Source* const sources = sources_.data() + step.sources;
  const auto write = [&](std::size_t piece, ShapeId shape, std::size_t count, const Source* its) {
    to.shapes[piece] = shape;
    to.counts[piece] = static_cast<std::uint8_t>(count);
    FactoredState::Places& places = to.places[piece];
    places = {};
    for (std::size_t number = 0; number < count; ++number) {
      places[number] = inputs_[its[number].index()];
    }
  };
  write(FactoredState::common, step.common, step.common_numbers, sources);
  if (group_ != no_group) {
    write(group_ + 1, step.group, step.group_numbers, sources + step.common_numbers);
  }
  if (!step.keeps_all) {
    PlacesInUse used = in_others_[group_];
    used.add(to.places_of(FactoredState::common));
    if (group_ != no_group) used.add(to.places_of(group_ + 1));
    if (!used.dense()) {
      to.make_dense(used);
      if (step.passes_deadline) to.pass_deadline();
      return false;
    }
  }
  if (step.passes_deadline) to.pass_deadline();
  return !step.passes_deadline;
}

std::size_t LearnedSteps::bytes() const {
  return slots_.capacity() * sizeof(Slot) + keys_.capacity() * sizeof(std::uint64_t) +
         steps_.capacity() * sizeof(Step) + sources_.capacity();
}

}  // namespace stalemate::sim
