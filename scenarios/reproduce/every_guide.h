// Goes through every guide (guide.h) of few genes: every schedule that is calm but for so many
// things.
//
// The basic idea. A gene is a place and something else than what is calm there: a fault that
// strikes, the shortest or the longest that an amount can be (or any, if asked), another order. The
// guides of one gene more are those of before, each with one gene at a later place of its run. Of a
// run only what was decided before the first line that it does not explain can mend that line:
// guides with a gene behind it are left out, and so is all that would go on from them.
//
// Invariants:
//  1. Once `genes` are complete, no guide of so many genes with those values explains the log, or
//     one has been found.
//  2. No guide is run twice, but to see its places again before it is gone on from.
//
// Cost: a run for each; their number grows with the places of a run to the power of the genes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "scenarios/reproduce/guide.h"

namespace stalemate::scenarios {

/// Which amounts a gene may be about.
enum class Amounts : std::uint8_t { extreme, all };

class EveryGuide {
 public:
  /// What a run came to.
  struct Ran {
    bool explains = false;
    std::size_t mendable = 0;  // so many of its places, the first ones, can still mend it
  };
  using Run = std::function<Ran(const Guide& guide)>;

  /// @param explorer shows the places of the last run; outlives this object
  /// @param most_faults how many a guide must have to explain the log
  /// @param most_genes of guides that will be asked for
  EveryGuide(const GuidedExplorer& explorer, std::uint32_t most_faults, std::uint32_t most_genes,
             Amounts amounts = Amounts::extreme)
      : explorer_(&explorer),
        most_faults_(most_faults),
        most_genes_(most_genes),
        amounts_(amounts) {}

  /// Goes on till all guides of up to so many genes are run, one explains the log, or it must stop.
  void go_on(std::uint32_t genes, const Run& run, const std::function<bool()>& must_stop);
  /// Of up to so many genes all guides were run; of more there may be too many to be kept.
  std::uint32_t complete() const { return complete_; }

 private:
  struct Base {
    Guide guide;
    std::size_t first_place = 0;  // of those at which the next gene may be
    std::uint32_t faults = 0;
  };
  struct Next {
    Gene gene;
    std::size_t place = 0;
  };

  void list_next(const Base& base, std::size_t mendable);
  void list_amounts(const Place& place, std::size_t at);
  void list_orders(const Place& place, std::size_t at);
  bool try_next(const Base& base, const Run& run);

  const GuidedExplorer* explorer_;
  std::uint32_t most_faults_;
  std::uint32_t most_genes_;
  Amounts amounts_;
  bool found_ = false;
  std::uint32_t complete_ = 0;
  std::vector<Base> bases_ = {Base{}};  // of complete_ genes
  std::vector<Base> next_bases_;        // of one more
  std::size_t base_ = 0;
  bool listed_ = false;  // the genes that go on from that base
  std::vector<Next> next_;
  std::size_t next_at_ = 0;
};

}  // namespace stalemate::scenarios
