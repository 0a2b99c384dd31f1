#include "tests/sim/progress_oracle.h"

#include <algorithm>
#include <utility>

namespace stalemate::tests {

using sim::NodeIndex;
using sim::RoundLabel;
using sim::unbounded;
using sim::Violation;

ProgressOracle::ProgressOracle(std::uint32_t node_count, std::vector<LabelledRound> rounds,
                               std::uint32_t all_places)
    : node_count_(node_count), rounds_(std::move(rounds)), all_places_(all_places) {
  future_ = distances([](const RoundLabel& label) { return !label.disturbed; });
  for (unsigned limits = 0; limits <= all_limits; ++limits) {
    idle_.push_back(distances([limits](const RoundLabel& label) {
      return !label.disturbed && !label.progress && (label.throttled & ~limits) == 0;
    }));
  }
  relax_ranks();
}

template <class Follow>
ProgressOracle::Distances ProgressOracle::distances(Follow follow) const {
  Distances table(node_count_, std::vector<std::uint32_t>(node_count_, unbounded));
  for (NodeIndex node = 0; node < node_count_; ++node) table[node][node] = 0;
  for (const LabelledRound& round : rounds_) {
    if (!follow(round.label)) continue;
    std::uint32_t& known = table[round.from][round.to];
    known = std::min(known, 1U);
  }
  for (NodeIndex by = 0; by < node_count_; ++by) {
    for (NodeIndex from = 0; from < node_count_; ++from) {
      for (NodeIndex to = 0; to < node_count_; ++to) {
        if (!leads(table, from, by) || !leads(table, by, to)) continue;
        table[from][to] = std::min(table[from][to], table[from][by] + table[by][to]);
      }
    }
  }
  return table;
}

std::vector<LabelledRound> ProgressOracle::companions(const LabelledRound& round) const {
  // Of two sets that will do, both together will do: so the first that does is the largest.
  for (unsigned limits = all_limits + 1U; limits-- > 0;) {
    if ((round.label.throttled & ~limits) != 0) continue;
    std::vector<LabelledRound> all;
    unsigned renewed = 0;
    for (const LabelledRound& other : rounds_) {
      if (other.label.disturbed || other.label.progress) continue;
      if ((other.label.throttled & ~limits) != 0) continue;
      if (!leads(idle_[limits], round.to, other.from)) continue;
      if (!leads(idle_[limits], other.to, round.from)) continue;
      all.push_back(other);
      renewed |= other.label.renewed;
    }
    if ((limits & ~renewed) == 0) return all;
  }
  return {};
}

bool ProgressOracle::begins(const LabelledRound& round, Violation violation) const {
  if (round.label.disturbed || round.label.progress) return false;
  const bool stuck = violation == Violation::stuck_any || violation == Violation::stuck_fair;
  const bool fair = violation == Violation::stuck_fair || violation == Violation::absent_fair;
  if ((stuck ? round.label.due : round.label.absent) == 0) return false;
  bool some_due = false;
  bool closed = false;
  std::uint32_t missing = fair ? all_places_ : 0;
  for (const LabelledRound& other : companions(round)) {
    closed = true;
    some_due |= other.label.due != 0;
    missing &= ~(other.label.due | other.label.absent);
  }
  return closed && missing == 0 && stuck == some_due;
}

bool ProgressOracle::holds(NodeIndex node, Violation violation) const {
  return std::ranges::any_of(rounds_, [&](const LabelledRound& round) {
    return leads(future_, node, round.from) && begins(round, violation);
  });
}

bool ProgressOracle::has_loop(NodeIndex node, Violation violation) const {
  return std::ranges::any_of(rounds_, [&](const LabelledRound& round) {
    if (!begins(round, violation)) return false;
    return std::ranges::any_of(companions(round), [node](const LabelledRound& companion) {
      return companion.from == node;
    });
  });
}

bool ProgressOracle::doomed(NodeIndex node) const {
  const bool recovers = std::ranges::any_of(rounds_, [&](const LabelledRound& round) {
    return round.label.progress && !round.label.disturbed && leads(future_, node, round.from) &&
           leads(future_, round.to, round.from);
  });
  return !recovers && (holds(node, Violation::stuck_any) || holds(node, Violation::absent_any));
}

// Longer and longer paths: one that counts a round twice can count it for ever.
void ProgressOracle::relax_ranks() {
  longest_.assign(node_count_, 0);
  for (std::size_t turn = 0; turn <= node_count_ * (rounds_.size() + 1); ++turn) {
    for (const LabelledRound& round : rounds_) {
      const RoundLabel& label = round.label;
      if (label.disturbed || label.progress) continue;
      const bool counts = (label.due | label.absent) != 0 && label.throttled == 0;
      longest_[round.from] =
          std::max(longest_[round.from], longest_[round.to] + (counts ? 1U : 0U));
    }
  }
}

std::uint32_t ProgressOracle::rank(NodeIndex node) const {
  const bool violated = holds(node, Violation::stuck_any) || holds(node, Violation::absent_any);
  return violated || longest_[node] > rounds_.size() ? unbounded : longest_[node];
}

}  // namespace stalemate::tests
