#include "scenarios/reproduce/every_guide.h"

#include <algorithm>
#include <utility>

namespace stalemate::scenarios {

namespace {

/// Of what may be any of its values, as the time of a request that the log does not show, so many
/// are tried.
constexpr std::int64_t values_of_coarse = 32;
/// Some gigabytes would do for more.
constexpr std::size_t most_bases = 500'000;

}  // namespace

/// Amounts: the shortest and the longest; when a line came: as early and as late as it can have.
void EveryGuide::list_amounts(const Place& place, std::size_t at) {
  const std::int64_t last = std::int64_t{place.count} - 1;
  if (last < 1) return;
  std::int64_t values = place.is_coarse ? std::min(values_of_coarse, last + 1) : 2;
  if (amounts_ == Amounts::all) values = last + 1;
  for (std::int64_t index = 0; index < values; ++index) {
    const std::int64_t value = place.low + index * last / (values - 1) * place.step;
    if (value != place.calm) next_.push_back({{place.place, value, false, place.calm}, at});
  }
}

void EveryGuide::list_orders(const Place& place, std::size_t at) {
  for (std::uint32_t index = 0; index < place.count; ++index) {
    const std::int64_t name = explorer_->names()[static_cast<std::size_t>(place.low) + index];
    if (name != place.calm) next_.push_back({{place.place, name, false, 0}, at});
  }
}

/// Faults first: most logs are explained by one alone.
void EveryGuide::list_next(const Base& base, std::size_t mendable) {
  next_.clear();
  next_at_ = 0;
  const std::vector<Place>& places = explorer_->places();
  const std::size_t end = std::min(mendable, places.size());
  for (std::size_t at = base.first_place; at < end; ++at) {
    if (places[at].kind == PlaceKind::fault) next_.push_back({{places[at].place, 1, true, 0}, at});
  }
  for (std::size_t at = base.first_place; at < end; ++at) {
    if (places[at].kind == PlaceKind::amount) list_amounts(places[at], at);
    if (places[at].kind == PlaceKind::order) list_orders(places[at], at);
  }
}

/// @return whether a guide explains the log
bool EveryGuide::try_next(const Base& base, const Run& run) {
  const Next& next = next_[next_at_++];
  Base longer{base.guide, next.place + 1, base.faults + (next.gene.is_fault ? 1U : 0U)};
  longer.guide.push_back(next.gene);
  // With too few faults it can only be gone on from.
  if (longer.faults == most_faults_ && run(longer.guide).explains) return true;
  if (complete_ + 1 < most_genes_) next_bases_.push_back(std::move(longer));
  return false;
}

void EveryGuide::go_on(std::uint32_t genes, const Run& run,
                       const std::function<bool()>& must_stop) {
  SIM_ASSERT(genes <= most_genes_);
  while (complete_ < genes && !found_ && next_bases_.size() < most_bases && !must_stop()) {
    if (base_ == bases_.size()) {
      ++complete_;
      bases_ = std::exchange(next_bases_, {});
      base_ = 0;
      continue;
    }
    const Base& base = bases_[base_];
    if (!std::exchange(listed_, true)) {
      const Ran ran = run(base.guide);
      found_ = ran.explains;
      list_next(base, ran.mendable);
    } else if (next_at_ < next_.size()) {
      found_ = try_next(base, run);
    } else {
      ++base_;
      listed_ = false;
    }
  }
}

}  // namespace stalemate::scenarios
