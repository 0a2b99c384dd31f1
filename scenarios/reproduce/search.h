// Searches the schedules of one hypothesis for one that explains every line of a log.
//
// The basic idea. A guide (guide.h) is what of a run is not calm. The search begins with the calm
// run and with every guide of one gene (every_guide.h); what explains the most of the log, counted
// from its first line, is kept. From then on it changes what is kept near the first line that is
// not explained: when requests came, where the fault strikes, how long things take. Now and then it
// takes over a whole run of one of the strategies that checks sample with. If all that finds
// nothing, every guide of two genes can be gone through.
//
// Invariants:
//  1. The same search with the same number of runs finds the same.
//  2. best() never gets worse.
//
// Cost: a run for each try; a few microseconds for each request of the log.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "model/simulation.h"
#include "scenarios/campaign/strategy.h"
#include "scenarios/reproduce/answers.h"
#include "scenarios/reproduce/every_guide.h"
#include "scenarios/reproduce/guide.h"
#include "scenarios/reproduce/log_world.h"
#include "sim/random.h"

namespace stalemate::scenarios {

/// Guides of more genes are far too many.
inline constexpr std::uint32_t most_genes_of_all = 2;

/// What a guide comes to.
struct Tried {
  Explained explained;
  std::uint32_t faults = 0;
  std::uint32_t deviations = 0;
  std::uint64_t distance = 0;
  std::uint64_t steps = 0;
};

/// What of a schedule was shown to be the least, by trying all that are smaller.
struct Smallest {
  bool deviations = false;  // none with fewer explains the log
  bool steps = false;       // and none with as many, and fewer steps

  bool operator==(const Smallest&) const = default;
};

class ScheduleSearch {
 public:
  /// @param question and config outlive it
  ScheduleSearch(const LogQuestion& question, const Hypothesis& hypothesis,
                 const model::WorldConfig& config);

  /// Goes on for so many runs, or until every line is explained.
  void spend(std::uint64_t runs, const std::function<bool()>& must_stop);
  /// Goes through every guide of so many genes, in at most so many runs, unless one explains all.
  void spend_on_all(std::uint32_t genes, std::uint64_t runs,
                    const std::function<bool()>& must_stop);
  /// Of up to so many genes every guide was tried.
  std::uint32_t complete_genes() const { return every_.complete(); }
  /// Every line is explained, and would not be without what goes wrong.
  bool found() const { return explains(best_); }
  const Guide& guide() const { return best_guide_; }
  const Tried& best() const { return best_; }
  std::uint64_t runs() const { return runs_; }

  /// Requires found(): takes out what is not needed, and makes the rest as calm as can be.
  void make_small(const std::function<bool()>& must_stop);
  /// Requires found(): tries, in at most so many runs, every guide with fewer deviations than the
  /// one that was found, then those with as many; from a smaller one that explains the log too it
  /// goes on.
  Smallest show_smallest(std::uint64_t runs, const std::function<bool()>& must_stop);

 private:
  struct Chain {
    Guide guide;
    Tried tried;
    std::vector<Place> places;
    std::vector<std::int64_t> names;
  };

  Tried run(const Guide& guide, sim::Explorer* inner = nullptr);
  bool explains(const Tried& tried) const;
  bool has_its_faults(const Tried& tried) const;
  bool needs_its_faults(const Guide& guide);
  EveryGuide::Ran run_one(const Guide& guide);
  EveryGuide::Ran run_smaller(const Guide& guide);
  bool none_is_smaller(std::uint32_t genes, Amounts amounts, const std::function<bool()>& stops);
  void take(const Guide& guide, const Tried& tried);
  void offer(Guide guide, Tried tried);
  Guide changed(const Chain& chain);
  void change_fault(const Chain& chain, Guide& guide);
  void change_timing(const Chain& chain, Guide& guide);
  const Place* pick(const Chain& chain, bool fault, std::uint32_t before, std::uint32_t after);
  std::int64_t other_value(const Chain& chain, const Place& place);
  bool try_smaller(const Guide& guide);

  const LogQuestion* question_;
  const model::WorldConfig* config_;
  model::Simulation simulation_;
  GuidedExplorer explorer_;
  Answers answers_;
  SeededExplorers strategies_{Strategy::automatic};
  sim::Random random_;
  std::uint32_t lines_;
  std::uint32_t most_faults_;
  bool lasts_;
  std::vector<Chain> chains_;  // the best first
  EveryGuide every_;
  std::uint64_t runs_ = 0;
  std::uint64_t seed_ = 0;
  Guide best_guide_;
  Tried best_;
};

}  // namespace stalemate::scenarios
