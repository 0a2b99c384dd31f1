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
  for (const Place place : state.places_of(FactoredState::common)) in_common_.add(place);
  all_ = in_common_;
  for (std::size_t group = 0; group < state.groups; ++group) {
    PlacesInUse own;
    for (const Place place : state.places_of(group + 1)) own.add(place);
    for (std::size_t kind = 0; kind < own.of_kind.size(); ++kind) {
      all_.of_kind[kind] |= own.of_kind[kind];
    }
    const std::uint64_t second = own.of(Place::Kind::second_rank);
    lowest_second_rank_[group] =
        second == 0 ? no_rank : static_cast<std::uint32_t>(std::countr_zero(second));
  }
}

void LearnedSteps::make_key(const FactoredState& state, std::size_t group, std::uint32_t kind) {
  PlacesInUse seen = in_common_;
  std::span<const Place> own;
  std::uint32_t elsewhere = no_rank;
  if (group != no_group) {
    own = state.places_of(group + 1);
    for (const Place place : own) seen.add(place);
    for (std::size_t other = 0; other < state.groups; ++other) {
      if (other != group) elsewhere = std::min(elsewhere, lowest_second_rank_[other]);
    }
    if (elsewhere != no_rank) seen.add({Place::Kind::second_rank, elsewhere});
  }
  const std::span<const Place> common = state.places_of(FactoredState::common);
  const std::size_t bytes = common.size() + own.size() + 1;
  key_.count = static_cast<std::uint32_t>(2 + (bytes + 7) / 8);
  key_.words[0] = state.shapes[FactoredState::common] |
                  std::uint64_t{group == no_group ? 0xffff'ffffU : state.shapes[group + 1]} << 32;
  key_.words[1] = kind;
  key_.words[key_.count - 1] = 0;
  std::array<Place, (key_limit - 2) * 8> places;
  std::size_t at = 0;
  for (const Place place : common) places[at++] = seen.among(place);
  for (const Place place : own) places[at++] = seen.among(place);
  // Nothing has the place of a number that comes late.
  places[at] = elsewhere == no_rank ? Place{Place::Kind::mark, Place::limit}
                                    : seen.among({Place::Kind::second_rank, elsewhere});
  std::memcpy(key_.words.data() + 2, places.data(), bytes);
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
  step.numbers = static_cast<std::uint8_t>(result.sources.size());
  step.common_numbers = static_cast<std::uint8_t>(result.common_numbers);
  step.leads_on = true;
  step.passes_deadline = result.passes_deadline;
  step.outcome = outcome;
  sources_.insert(sources_.end(), result.sources.begin(), result.sources.end());
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

void LearnedSteps::take(const FactoredState& state, std::size_t group, const Step& step,
                        FactoredState& to) const {
  const std::uint32_t deadlines = all_.deadlines();
  const std::span<const Place> common = state.places_of(FactoredState::common);
  const Place* const own =
      group == no_group ? nullptr : state.places.data() + state.first[group + 1];
  const auto place_of = [&](Source source) -> Place {
    if (source.is_input()) {
      const std::size_t number = source.input();
      return number < common.size() ? common[number] : own[number - common.size()];
    }
    if (source.is_past()) return {Place::Kind::deadline, 0};
    switch (source.kind()) {
      case Place::Kind::deadline:
        return {Place::Kind::deadline, deadlines + 1 + source.number()};
      case Place::Kind::mark:
        return {Place::Kind::mark, deadlines};
      case Place::Kind::first_rank:
      case Place::Kind::second_rank:
        break;
    }
    return {source.kind(), all_.ranks(source.kind()) + source.number()};
  };
  to.groups = state.groups;
  std::size_t at = 0;
  const Source* source = sources_.data() + step.sources;
  const auto write = [&](std::size_t count) {
    SIM_ASSERT(at + count <= FactoredState::number_limit);
    for (std::size_t number = 0; number < count; ++number) to.places[at++] = place_of(*source++);
  };
  to.shapes[FactoredState::common] = step.common;
  to.first[0] = 0;
  write(step.common_numbers);
  to.first[1] = static_cast<std::uint8_t>(at);
  for (std::size_t other = 0; other < state.groups; ++other) {
    if (other == group) {
      to.shapes[other + 1] = step.group;
      write(step.numbers - step.common_numbers);
    } else {
      to.shapes[other + 1] = state.shapes[other + 1];
      const std::span<const Place> same = state.places_of(other + 1);
      SIM_ASSERT(at + same.size() <= FactoredState::number_limit);
      std::copy(same.begin(), same.end(), to.places.begin() + static_cast<std::ptrdiff_t>(at));
      at += same.size();
    }
    to.first[other + 2] = static_cast<std::uint8_t>(at);
  }
  if (step.passes_deadline) to.pass_deadline();
  to.make_dense();
}

std::size_t LearnedSteps::bytes() const {
  return slots_.capacity() * sizeof(Slot) + keys_.capacity() * sizeof(std::uint64_t) +
         steps_.capacity() * sizeof(Step) + sources_.capacity();
}

}  // namespace stalemate::sim
