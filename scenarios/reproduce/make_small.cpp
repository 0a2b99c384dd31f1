// What a search does with a guide once it explains the log: takes out what is not needed, and looks
// whether a smaller one does.

#include <cstddef>
#include <functional>
#include <tuple>
#include <utility>

#include "scenarios/reproduce/search.h"
#include "sim/assert.h"

namespace stalemate::scenarios {

namespace {

/// Among schedules of one hypothesis, in the one cost.
std::pair<std::uint32_t, std::uint64_t> size_of(const Tried& tried) {
  return {tried.deviations, tried.steps};
}

}  // namespace

bool ScheduleSearch::try_smaller(const Guide& guide) {
  const Tried tried = run(guide);
  if (!explains(tried)) return false;
  const Guide smaller = explorer_.guide();
  const auto cost = [](const Tried& one) {
    return std::tuple(one.faults, one.deviations, one.steps, one.distance);
  };
  if (cost(tried) >= cost(best_) || !needs_its_faults(smaller)) return false;
  best_ = tried;
  best_guide_ = smaller;
  return true;
}

void ScheduleSearch::make_small(const std::function<bool()>& must_stop) {
  // Genes that no decision came to are not in the guide of the run itself.
  const Tried again = run(best_guide_);
  SIM_ASSERT(again.explained.prefix == lines_);
  best_ = again;
  best_guide_ = explorer_.guide();
  bool smaller = true;
  while (smaller && !must_stop()) {
    smaller = false;
    for (std::size_t size = best_guide_.size(); size > 0; size /= 2) {
      for (std::size_t first = 0; first + size <= best_guide_.size() && !must_stop();) {
        Guide fewer = best_guide_;
        const auto begin = fewer.begin() + static_cast<std::ptrdiff_t>(first);
        fewer.erase(begin, begin + static_cast<std::ptrdiff_t>(size));
        if (try_smaller(fewer)) {
          smaller = true;
        } else {
          first += size;
        }
      }
    }
    for (std::size_t index = 0; index < best_guide_.size() && !must_stop(); ++index) {
      if (best_guide_[index].is_fault || best_guide_[index].calm == 0) continue;
      for (int halves = 0; halves < 6 && index < best_guide_.size(); ++halves) {
        Guide nearer = best_guide_;
        Gene& gene = nearer[index];
        gene.value = gene.calm + (gene.value - gene.calm) / 2;
        if (!try_smaller(nearer)) break;
        smaller = true;
      }
    }
  }
}

/// Takes over a guide that explains the log and is smaller.
EveryGuide::Ran ScheduleSearch::run_smaller(const Guide& guide) {
  const Tried tried = run(guide);
  const std::size_t mendable = mendable_places(answers_, *question_, tried.explained);
  if (!explains(tried) || size_of(tried) >= size_of(best_)) return {false, mendable};
  const Guide smaller = explorer_.guide();
  const bool needed = needs_its_faults(smaller);
  run(guide);  // its places are still asked for
  if (needed) {
    best_ = tried;
    best_guide_ = smaller;
  }
  return {needed, mendable};
}

/// @return whether every guide of up to so many genes was tried, and none is smaller
bool ScheduleSearch::none_is_smaller(std::uint32_t genes, Amounts amounts,
                                     const std::function<bool()>& stops) {
  const auto before = size_of(best_);
  EveryGuide every(explorer_, most_faults_, genes, amounts);
  every.go_on(
      genes, [this](const Guide& guide) { return run_smaller(guide); }, stops);
  return size_of(best_) == before && every.complete() == genes;
}

Smallest ScheduleSearch::show_smallest(std::uint64_t runs, const std::function<bool()>& must_stop) {
  if (lasts_) return {};  // an outage strikes as often as it lasts
  const std::uint64_t end = runs_ + runs;
  const auto stops = [this, end, &must_stop] { return runs_ >= end || must_stop(); };
  for (;;) {
    const auto before = size_of(best_);
    const std::uint32_t genes = best_.deviations;
    Smallest shown;
    // What goes wrong has to, so that nothing else does is the least. Extreme amounts are few, and
    // mostly what it takes.
    shown.deviations =
        genes == most_faults_ || (none_is_smaller(genes - 1, Amounts::extreme, stops) &&
                                  none_is_smaller(genes - 1, Amounts::all, stops));
    // Of more genes there are too many.
    const bool few = genes <= 1 || genes == most_faults_;
    shown.steps = shown.deviations && few && none_is_smaller(genes, Amounts::all, stops);
    if (size_of(best_) == before) return shown;
    make_small(must_stop);
  }
}

}  // namespace stalemate::scenarios
