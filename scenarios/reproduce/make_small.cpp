// What a search does with a guide once it explains the log: takes out what is not needed, and looks
// whether a smaller one does.

#include <cstddef>
#include <functional>
#include <tuple>

#include "scenarios/reproduce/search.h"
#include "sim/assert.h"

namespace stalemate::scenarios {

bool ScheduleSearch::try_smaller(const Guide& guide) {
  const Tried tried = run(guide);
  if (!explains(tried)) return false;
  const Guide smaller = explorer_.guide();
  const auto cost = [](const Tried& one) {
    return std::tuple(one.faults, one.deviations, one.distance, one.steps);
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

/// Takes over a guide that explains the log with fewer deviations.
EveryGuide::Ran ScheduleSearch::run_smaller(const Guide& guide) {
  const Tried tried = run(guide);
  const std::size_t mendable = mendable_places(answers_, *question_, tried.explained);
  if (!explains(tried) || tried.deviations >= best_.deviations) return {false, mendable};
  const Guide smaller = explorer_.guide();
  const bool needed = needs_its_faults(smaller);
  run(guide);  // its places are still asked for
  if (needed) {
    best_ = tried;
    best_guide_ = smaller;
  }
  return {needed, mendable};
}

bool ScheduleSearch::show_smallest(std::uint64_t runs, const std::function<bool()>& must_stop) {
  if (lasts_) return false;  // an outage strikes as often as it lasts
  const std::uint64_t end = runs_ + runs;
  const auto stops = [this, end, &must_stop] { return runs_ >= end || must_stop(); };
  // What goes wrong has to, so that nothing else does is the least. (The calm run, without any
  // gene, was the first that the search made.)
  while (best_.deviations > most_faults_) {
    const std::uint32_t before = best_.deviations;
    bool complete = false;
    // Extreme amounts are few, and mostly what it takes.
    for (const Amounts amounts : {Amounts::extreme, Amounts::all}) {
      EveryGuide every(explorer_, most_faults_, before - 1, amounts);
      every.go_on(
          before - 1, [this](const Guide& guide) { return run_smaller(guide); }, stops);
      if (best_.deviations < before) break;
      complete = every.complete() == before - 1;
      if (!complete) return false;
    }
    if (best_.deviations == before) return complete;
    make_small(must_stop);
  }
  return true;
}

}  // namespace stalemate::scenarios
