// Calm, but for what a guide says: where a fault strikes, how long something takes, who comes
// first.
//
// A guide is a short list of genes. What a gene is about is named by the decision's label and, of
// faults, by the alternative and how often it was offered before: "the cut of request 3, at the 7th
// place where it could strike". So a gene means the same in runs that differ elsewhere, and lists
// can be changed, joined and shortened.
//
// Invariants:
//  1. The same guide in the same world gives the same run.
//  2. At most so many faults strike as are allowed, and arrivals come only to isolates that may
//     answer them.
//
// Cost: a hash for each decision and each fault that is offered.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "scenarios/reproduce/log_world.h"
#include "sim/gate.h"

namespace stalemate::scenarios {

struct Gene {
  std::uint64_t place = 0;
  std::int64_t value = 0;  // of amounts; of names their hash; of faults 1
  bool is_fault = false;
  std::int64_t calm = 0;  // of amounts: the typical one

  bool operator==(const Gene&) const = default;
};
using Guide = std::vector<Gene>;

/// Whether the gene is about when an outage begins or ends.
bool is_of_outage(const Gene& gene);

enum class PlaceKind : std::uint8_t { fault, amount, order };

/// A decision that a run came to, and so a gene could be about.
struct Place {
  std::uint64_t place = 0;
  PlaceKind kind = PlaceKind::fault;
  std::uint32_t line = 0;  // of the question: which it is about, or how many were answered
  std::int64_t taken = 0;
  std::int64_t calm = 0;
  std::int64_t low = 0;  // of amounts; else the first of its names
  std::int64_t step = 1;
  std::uint32_t count = 0;
  std::int64_t arrival = 0;  // from 1, if it is when or where one comes
  bool is_coarse = false;    // may be any of its values: nothing in the log tells
  std::uint64_t site = 0;    // of faults: where it strikes, whichever it is
};

class GuidedExplorer final : public sim::Explorer {
 public:
  /// @param isolates of each arrival; others may come to any
  /// @param lasts faults strike while lines are answered that genes of their own name, all of them
  GuidedExplorer(std::span<const IsolateRange> isolates, std::uint32_t most_faults,
                 bool lasts = false)
      : isolates_(isolates), most_faults_(most_faults), lasts_(lasts) {}

  /// Before a run.
  /// @param inner decides instead, where it is given; what it decides is in places()
  void begin(const Guide& guide, sim::Explorer* inner = nullptr);
  /// Before a run in which chance decides what the guide does not: latencies and who comes first,
  /// each by its place, so that two guides have equal chance. When and where arrivals come, and
  /// what goes wrong, stays with the guide.
  void begin_by_chance(const Guide& guide, std::uint64_t seed);
  /// How many lines have been answered so far.
  void answered(std::uint32_t lines) { answered_ = lines; }

  std::uint32_t choose(const sim::ChoicePoint& point) override;

  const std::vector<Place>& places() const { return places_; }
  /// The hashes of names that places of order offer.
  const std::vector<std::int64_t>& names() const { return names_; }
  std::uint32_t faults() const { return faults_; }
  std::uint32_t deviations() const { return deviations_; }
  /// Of amounts from what is calm, in their units.
  std::uint64_t distance() const { return distance_; }
  /// Where the run's decisions were not calm, as a guide.
  Guide guide() const;

 private:
  struct Count {
    std::uint64_t name = 0;
    std::uint32_t count = 0;
    std::uint32_t run = 0;
  };

  std::uint32_t asked_before(std::uint64_t name);
  const Gene* gene_of(std::uint64_t place) const;
  std::uint32_t drawn_for(std::uint64_t place, std::uint32_t count) const;
  void begin_outage();
  std::uint32_t choose_fault(const sim::ChoicePoint& point);
  std::uint32_t choose_amount(const sim::ChoicePoint& point);
  std::uint32_t choose_order(const sim::ChoicePoint& point);
  bool is_unobserved(const sim::ChoicePoint& point) const;
  std::uint32_t line_of(const sim::ChoicePoint& point) const;

  std::span<const IsolateRange> isolates_;
  std::uint32_t most_faults_;
  bool lasts_;
  std::uint32_t outage_begins_ = 0;  // when so many lines are answered
  std::uint32_t outage_ends_ = 0;
  Guide guide_;  // a copy: it may come from a temporary
  sim::Explorer* inner_ = nullptr;
  std::optional<std::uint64_t> chance_;  // seed
  std::vector<Place> places_;
  std::vector<std::int64_t> names_;
  std::vector<Count> counts_ = std::vector<Count>(4096);
  std::uint32_t run_ = 0;
  std::uint32_t answered_ = 0;
  std::uint32_t faults_ = 0;
  std::uint32_t deviations_ = 0;
  std::uint64_t distance_ = 0;
};

}  // namespace stalemate::scenarios
