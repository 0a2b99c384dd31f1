#include "scenarios/timed/instants.h"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "scenarios/timed/earliest_times.h"

namespace stalemate::scenarios {

namespace {

using model::Latencies;
using model::Latency;
using sim::to_milliseconds;

/// Whether it can take no time at all and still be a step of its own.
bool may_be_nothing(Quantity quantity) {
  return quantity == Quantity::kv_get || quantity == Quantity::kv_put ||
         quantity == Quantity::kv_delete || quantity == Quantity::kv_late_commit;
}

/// What a bound is for.
struct Reason {
  enum class Of : std::uint8_t { order, joined, at_once, wait, standing, limit, refusal };
  Of of = Of::order;
  std::size_t index = 0;  // of the wait, the standing, the draining
};

class Solver {
 public:
  Solver(const WholeRun& run, const model::WorldConfig& world, const Leeway& leeway)
      : run_(&run),
        world_(&world),
        leeway_(&leeway),
        times_(1 + run.moves.size() + run.waits.size()) {}

  Solution solve() {
    Solution found;
    if (!keep_order() || !keep_waits() || !keep_deadlines() || !keep_limits()) {
      tell_contradiction(found);
      return found;
    }
    for (const std::size_t index : leeway_->standings) keep_if_possible(run_->standings[index]);
    keep_to_ranges();
    keep_to_typical();
    Instants& instants = found.instants.emplace();
    for (std::size_t move = 0; move < run_->moves.size(); ++move) {
      instants.moves_ms.push_back(times_.of(of_move(move)));
    }
    for (std::size_t wait = 0; wait < run_->waits.size(); ++wait) {
      instants.waits_ms.push_back(times_.between(of_move(run_->waits[wait].from), end_of(wait)));
    }
    return found;
  }

 private:
  static std::size_t of_move(std::size_t move) { return 1 + move; }
  /// When it ends, or would have ended.
  std::size_t end_of(std::size_t wait) const {
    const Wait& known = run_->waits[wait];
    return known.ends ? of_move(known.until) : 1 + run_->moves.size() + wait;
  }

  /// Whether the step may happen at the same instant as the one before.
  bool may_join(std::size_t move) const {
    if (run_->moves[move].kind == Move::Kind::strike) return true;
    if (run_->moves[move].at_ms == run_->moves[move - 1].at_ms) return true;
    return std::any_of(run_->waits.begin(), run_->waits.end(), [move](const Wait& wait) {
      if (may_be_one_step(wait) && wait.until == move) return true;
      const bool open = wait.from < move && wait.until >= move;
      return !wait.quantity && open;
    });
  }

  bool keep_order() {
    for (std::size_t move = 0; move < run_->moves.size(); ++move) {
      const bool strikes = run_->moves[move].kind == Move::Kind::strike;
      if (move == 0) {
        if (strikes && !times_.exactly(of_move(0), 0, 0)) return false;
        continue;
      }
      const std::size_t before = of_move(move - 1);
      if (strikes || run_->moves[move].joined) {
        // A fault strikes right after a step, and what happens may hang on two equal stamps.
        if (!times_.exactly(of_move(move), before, 0, because(Reason::Of::joined))) return false;
      } else if (!times_.at_least(of_move(move), before, may_join(move) ? 0 : 1)) {
        return false;
      }
    }
    return true;
  }

  bool keep_waits() {
    for (std::size_t index = 0; index < run_->waits.size(); ++index) {
      const Wait& wait = run_->waits[index];
      const std::size_t from = of_move(wait.from);
      const std::size_t until = of_move(wait.until);
      if (!wait.quantity) {
        // An event of the same instant. It never came if something else came first.
        if (!times_.exactly(until, from, 0, because(Reason::Of::at_once, index))) return false;
        continue;
      }
      const std::size_t why = because(Reason::Of::wait, index);
      const bool one_step = may_be_one_step(wait) && !leeway_->steps_apart;
      const std::int64_t least = may_be_nothing(*wait.quantity) || one_step ? 0 : 1;
      if (!times_.at_least(end_of(index), from, least, why)) return false;
      if (!wait.ends && !times_.at_least(end_of(index), until, 1, why)) return false;
    }
    return true;
  }

  bool keep_deadlines() {
    for (std::size_t index = 0; index < run_->standings.size(); ++index) {
      if (leeway_->standings.contains(index)) continue;
      const Standing& standing = run_->standings[index];
      const std::size_t move = of_move(standing.move);
      const std::size_t since = since_of(standing);
      const std::size_t why = because(Reason::Of::standing, index);
      bool holds = false;
      switch (standing.side) {
        case Standing::Side::before:
          holds = times_.at_most(move, since, standing.distance_ms - 1, why);
          break;
        case Standing::Side::at:
          holds = times_.exactly(move, since, standing.distance_ms, why);
          break;
        case Standing::Side::after:
          holds = times_.at_least(move, since, standing.distance_ms + 1, why);
      }
      if (!holds) return false;
    }
    return true;
  }

  std::size_t since_of(const Standing& standing) const {
    return standing.since ? of_move(*standing.since) : 0;
  }

  /// At a deadline it is mostly over.
  void keep_if_possible(const Standing& standing) {
    const std::size_t move = of_move(standing.move);
    if (standing.side == Standing::Side::before) {
      times_.at_most(move, since_of(standing), standing.distance_ms - 1);
    } else {
      const std::int64_t more_ms = standing.side == Standing::Side::after ? 1 : 0;
      times_.at_least(move, since_of(standing), standing.distance_ms + more_ms);
    }
  }

  bool keep_limits() {
    if (const auto& limit_us = world_->runtime.wait_until_limit_us) {
      const std::int64_t limit_ms = to_milliseconds(*limit_us);
      for (std::size_t index = 0; index < run_->drainings.size(); ++index) {
        const Draining& draining = run_->drainings[index];
        const std::size_t from = of_move(draining.from);
        const std::size_t until = of_move(draining.until);
        const std::size_t why = because(Reason::Of::limit, index);
        const bool holds = draining.at_limit ? times_.exactly(until, from, limit_ms, why)
                                             : times_.at_most(until, from, limit_ms - 1, why);
        if (!holds) return false;
      }
    }
    const std::int64_t interval_ms = to_milliseconds(world_->kv.write_interval_us);
    return std::all_of(run_->refusals.begin(), run_->refusals.end(), [&](const auto& refusal) {
      return times_.at_most(of_move(refusal.second), of_move(refusal.first), interval_ms - 1,
                            because(Reason::Of::refusal));
    });
  }

  // --- what stands against it

  std::size_t because(Reason::Of of, std::size_t index = 0) {
    reasons_.push_back({of, index});
    return reasons_.size() - 1;
  }

  void tell_contradiction(Solution& found) const {
    std::int64_t beyond_ms = 0;  // how much longer it is without the steps being apart
    for (const EarliestTimes::Bound& bound : times_.contradiction()) {
      const Reason& reason = reasons_[bound.note];
      if (reason.of != Reason::Of::order) beyond_ms += bound.distance;
      if (reason.of == Reason::Of::standing) found.standings.push_back(reason.index);
      std::string words = in_words(reason);
      if (words.empty() || std::ranges::find(found.reasons, words) != found.reasons.end()) continue;
      found.reasons.push_back(std::move(words));
    }
    if (beyond_ms <= 0) found.reasons.emplace_back("steps a millisecond apart");
  }

  std::string in_words(const Reason& reason) const {
    switch (reason.of) {
      case Reason::Of::order:
        break;
      case Reason::Of::joined:
        return "two steps of one millisecond";
      case Reason::Of::at_once:
        return "what begins and goes on in one millisecond" + of_request(reason.index);
      case Reason::Of::wait:
        return model::name(*run_->waits[reason.index].quantity) + of_request(reason.index);
      case Reason::Of::standing: {
        const Standing& standing = run_->standings[reason.index];
        return fmt::format("a deadline {} {} ms",
                           standing.side == Standing::Side::before ? "still to come of"
                           : standing.side == Standing::Side::at   ? "just reached after"
                                                                   : "passed after",
                           standing.distance_ms);
      }
      case Reason::Of::limit:
        return fmt::format("a context that ends {} its limit of {} ms",
                           run_->drainings[reason.index].at_limit ? "at" : "before",
                           to_milliseconds(*world_->runtime.wait_until_limit_us));
      case Reason::Of::refusal:
        return fmt::format("a write refused within {} ms of the last one",
                           to_milliseconds(world_->kv.write_interval_us));
    }
    return {};
  }
  std::string of_request(std::size_t wait) const {
    const std::uint32_t request = run_->waits[wait].request;
    return request == 0 ? std::string() : fmt::format(" (request {})", request);
  }

  template <class Wish>
  void wish(const Wish& wish) {
    for (std::size_t index = 0; index < run_->waits.size(); ++index) {
      const Wait& wait = run_->waits[index];
      if (!wait.quantity) continue;
      const Latency* const own = latency_of(world_->latencies, *wait.quantity);
      if (own != nullptr) wish(end_of(index), of_move(wait.from), *own);
    }
  }
  void keep_to_ranges() {
    wish([this](std::size_t end, std::size_t from, const Latency& own) {
      times_.at_most(end, from, to_milliseconds(own.high_us));
      times_.at_least(end, from, to_milliseconds(own.low_us));
    });
  }
  void keep_to_typical() {
    wish([this](std::size_t end, std::size_t from, const Latency& own) {
      times_.exactly(end, from, to_milliseconds(own.typical_us));
    });
  }

  const WholeRun* run_;
  const model::WorldConfig* world_;
  const Leeway* leeway_;
  EarliestTimes times_;
  std::vector<Reason> reasons_{Reason{}};  // by the notes of the bounds
};

}  // namespace

bool may_be_one_step(const Wait& wait) {
  const bool one = wait.quantity == Quantity::kv_reply || wait.quantity == Quantity::teardown;
  return one && wait.ends && wait.until == wait.from + 1;
}

const Latency* latency_of(const Latencies& latencies, Quantity quantity) {
  static constexpr std::array<Latency Latencies::*, latency_count> members{
      &Latencies::kv_get,    &Latencies::kv_put,      &Latencies::kv_delete,
      &Latencies::kv_upload, &Latencies::kv_reply,    &Latencies::kv_late_commit,
      &Latencies::render,    &Latencies::origin_read, &Latencies::body,
      &Latencies::teardown};
  const auto index = static_cast<std::size_t>(quantity);
  return index < latency_count ? &(latencies.*members[index]) : nullptr;
}

Solution instants_of(const WholeRun& run, const model::WorldConfig& world, const Leeway& leeway) {
  return Solver(run, world, leeway).solve();
}

}  // namespace stalemate::scenarios
