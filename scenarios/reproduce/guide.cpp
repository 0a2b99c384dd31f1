#include "scenarios/reproduce/guide.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "sim/explore/name_hash.h"

namespace stalemate::scenarios {

namespace {

constexpr std::uint64_t naming = 0x6c6f67;  // any number: which hash of names is used
// Places of no decision of the world.
constexpr std::uint64_t outage_begins_place = 0x6f75'7461'6765'0001;
constexpr std::uint64_t outage_ends_place = 0x6f75'7461'6765'0002;

bool is_of_arrival(const sim::ChoicePoint& point) {
  return std::strcmp(point.label.text, "arrival") == 0;
}
bool is_route(const sim::ChoicePoint& point) {
  return std::strcmp(point.label.text, "route of arrival") == 0;
}

}  // namespace

bool is_of_outage(const Gene& gene) {
  return gene.place == outage_begins_place || gene.place == outage_ends_place;
}

/// By default there is none; one that begins lasts to the end unless a gene says otherwise.
void GuidedExplorer::begin_outage() {
  const auto lines = static_cast<std::int64_t>(isolates_.size());
  const auto told = [this](std::uint64_t place) -> std::optional<std::int64_t> {
    const Gene* const gene = gene_of(place);
    return gene == nullptr ? std::nullopt : std::optional(gene->value);
  };
  const auto begins = told(outage_begins_place);
  const auto ends = told(outage_ends_place);
  constexpr std::uint32_t never = ~std::uint32_t{0};
  outage_begins_ = begins ? static_cast<std::uint32_t>(*begins) : never;
  outage_ends_ = ends ? static_cast<std::uint32_t>(*ends) : never;
  for (const auto& [place, value] :
       {std::pair{outage_begins_place, begins}, std::pair{outage_ends_place, ends}}) {
    const std::int64_t taken = value.value_or(lines);
    places_.push_back({place, PlaceKind::amount, static_cast<std::uint32_t>(taken), taken, lines, 0,
                       1, static_cast<std::uint32_t>(lines) + 1, 0, true});
  }
}

void GuidedExplorer::begin(const Guide& guide, sim::Explorer* inner) {
  guide_ = guide;
  inner_ = inner;
  chance_.reset();
  places_.clear();
  names_.clear();
  ++run_;
  answered_ = 0;
  faults_ = 0;
  deviations_ = 0;
  distance_ = 0;
  if (lasts_) begin_outage();
}

void GuidedExplorer::begin_by_chance(const Guide& guide, std::uint64_t seed) {
  begin(guide);
  chance_ = seed;
}

std::uint32_t GuidedExplorer::drawn_for(std::uint64_t place, std::uint32_t count) const {
  return static_cast<std::uint32_t>(((sim::mix(*chance_, place) >> 32) * count) >> 32);
}

std::uint32_t GuidedExplorer::asked_before(std::uint64_t name) {
  // A table that is full, which takes a huge world, only makes two names share their count.
  const std::size_t mask = counts_.size() - 1;
  for (std::size_t tries = 0; tries < 64; ++tries) {
    Count& count = counts_[(name + tries) & mask];
    if (count.run != run_) count = {name, 0, run_};
    if (count.name == name) return count.count++;
  }
  return counts_[name & mask].count++;
}

const Gene* GuidedExplorer::gene_of(std::uint64_t place) const {
  const auto found = std::find_if(guide_.begin(), guide_.end(),
                                  [place](const Gene& gene) { return gene.place == place; });
  return found == guide_.end() ? nullptr : &*found;
}

bool GuidedExplorer::is_unobserved(const sim::ChoicePoint& point) const {
  return point.label.number > static_cast<std::int64_t>(isolates_.size());
}

std::uint32_t GuidedExplorer::line_of(const sim::ChoicePoint& point) const {
  const bool own = is_of_arrival(point) || is_route(point);
  const auto lines = static_cast<std::uint32_t>(isolates_.size());
  if (!own || is_unobserved(point)) return std::min(answered_, lines);
  return static_cast<std::uint32_t>(point.label.number - 1);
}

std::uint32_t GuidedExplorer::choose(const sim::ChoicePoint& point) {
  std::uint32_t taken = 0;
  switch (point.kind) {
    case sim::ChoiceKind::deviation:
      taken = choose_fault(point);
      break;
    case sim::ChoiceKind::amount:
      taken = choose_amount(point);
      break;
    case sim::ChoiceKind::order:
      taken = choose_order(point);
      break;
  }
  if (taken != 0) ++deviations_;
  return taken;
}

std::uint32_t GuidedExplorer::choose_fault(const sim::ChoicePoint& point) {
  if (lasts_) {
    const bool strikes = outage_begins_ <= answered_ && answered_ < outage_ends_;
    if (strikes) ++faults_;
    return strikes ? 1 : 0;
  }
  const std::uint64_t label = sim::draw_for(naming, point.label);
  const bool may_strike = faults_ < most_faults_;
  std::uint32_t taken = inner_ != nullptr && may_strike ? inner_->choose(point) : 0;
  for (std::uint32_t index = 1; index < point.count; ++index) {
    const std::uint64_t name = sim::mix(label, sim::draw_for(naming, point.names[index]));
    const std::uint32_t before = asked_before(name);
    const std::uint64_t place = sim::mix(name, before);
    if (may_strike && taken == 0 && gene_of(place) != nullptr) taken = index;
    if (!may_strike) continue;
    Place& shown = places_.emplace_back();
    shown.place = place;
    shown.line = answered_;
    shown.taken = taken == index ? 1 : 0;
    shown.site =
        sim::mix(sim::mix(label, static_cast<std::uint64_t>(point.names[index].number)), before);
  }
  if (taken != 0) ++faults_;
  return taken;
}

std::uint32_t GuidedExplorer::choose_amount(const sim::ChoicePoint& point) {
  const std::uint64_t label = sim::draw_for(naming, point.label);
  const std::uint64_t place = sim::mix(label, asked_before(label));
  std::int64_t amount = point.typical;
  if (inner_ != nullptr) {
    amount = point.amount(inner_->choose(point));
  } else if (const Gene* const gene = gene_of(place)) {
    const std::int64_t last = static_cast<std::int64_t>(point.count) - 1;
    amount = point.low +
             std::clamp<std::int64_t>((gene->value - point.low) / point.step, 0, last) * point.step;
  } else if (chance_ && !is_of_arrival(point)) {
    amount = point.low + std::int64_t{drawn_for(place, point.count)} * point.step;
  }
  places_.push_back({place, PlaceKind::amount, line_of(point), amount, point.typical, point.low,
                     point.step, point.count, is_of_arrival(point) ? point.label.number : 0,
                     is_of_arrival(point) && is_unobserved(point)});
  if (amount == point.typical) return 0;
  distance_ += static_cast<std::uint64_t>(std::llabs(amount - point.typical));
  // Alternative 0 is the typical amount; the others follow from the lowest on.
  const std::int64_t rank = (amount - point.low) / point.step;
  return static_cast<std::uint32_t>(amount < point.typical ? rank + 1 : rank);
}

std::uint32_t GuidedExplorer::choose_order(const sim::ChoicePoint& point) {
  const std::uint64_t label = sim::draw_for(naming, point.label);
  const std::uint64_t place = sim::mix(label, asked_before(label));
  IsolateRange range{0, point.count};
  const auto arrival = static_cast<std::size_t>(point.label.number - 1);
  if (is_route(point) && arrival < isolates_.size()) range = isolates_[arrival];
  range.end = std::min(range.end, point.count);
  std::uint32_t taken = std::min(range.first, point.count - 1);
  if (inner_ != nullptr) {
    taken = std::clamp(inner_->choose(point), range.first, range.end - 1);
  } else if (const Gene* const gene = gene_of(place)) {
    for (std::uint32_t index = range.first; index < range.end; ++index) {
      const auto name = static_cast<std::int64_t>(sim::draw_for(naming, point.names[index]));
      if (name == gene->value) taken = index;
    }
  } else if (chance_ && !is_route(point)) {
    taken = range.first + drawn_for(place, range.end - range.first);
  }
  const auto first_name = static_cast<std::int64_t>(names_.size());
  for (std::uint32_t index = range.first; index < range.end; ++index) {
    names_.push_back(static_cast<std::int64_t>(sim::draw_for(naming, point.names[index])));
  }
  const std::int64_t calm = names_[static_cast<std::size_t>(first_name)];
  places_.push_back({place, PlaceKind::order, line_of(point),
                     names_[static_cast<std::size_t>(first_name) + taken - range.first], calm,
                     first_name, 1, range.end - range.first,
                     is_route(point) ? point.label.number : 0});
  return taken;
}

Guide GuidedExplorer::guide() const {
  Guide guide;
  for (const Place& place : places_) {
    const bool is_fault = place.kind == PlaceKind::fault;
    if (is_fault ? place.taken == 0 : place.taken == place.calm) continue;
    guide.push_back(
        {place.place, place.taken, is_fault, place.kind == PlaceKind::amount ? place.calm : 0});
  }
  return guide;
}

}  // namespace stalemate::scenarios
