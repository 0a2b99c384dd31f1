#include "scenarios/bounded/search.h"

#include <algorithm>
#include <exception>
#include <map>
#include <memory>
#include <numeric>
#include <thread>
#include <utility>
#include <vector>

#include "sim/explore/state_numbers.h"
#include "sim/hash.h"

namespace stalemate::scenarios {

namespace {

using model::BoundedChild;
using model::BoundedExpansion;
using model::BoundedState;
using model::BoundedWorker;
using model::CalmJudgement;
using model::CalmJudgements;
using model::Property;
using model::Verdict;

class Search {
 public:
  explicit Search(const BoundedRequest& request) : request_(&request) {
    for (unsigned job = 0; job < std::max(1U, request.jobs); ++job) {
      workers_.push_back(std::make_unique<BoundedWorker>(request.world, request.bounds));
    }
  }

  BoundedResult run() {
    BoundedState beginning = workers_.front()->beginning(result_.failure);
    if (!result_.failure.empty()) return std::move(result_);
    known_.insert(name_of(beginning));
    ++result_.states;
    keep(std::move(beginning));
    while (!open_.empty() && result_.complete()) {
      const auto cheapest = open_.begin();
      std::vector<BoundedState> alike = std::move(cheapest->second);
      open_.erase(cheapest);
      open_count_ -= alike.size();
      for (std::size_t begin = 0; begin < alike.size() && result_.complete(); begin += batch) {
        try_all(std::span(alike).subspan(begin, std::min(batch, alike.size() - begin)));
        if (!result_.complete()) open_count_ += alike.size() - begin;
      }
      if (request_->progress) request_->progress(result_);
    }
    result_.open = open_count_;
    return std::move(result_);
  }

 private:
  using Cost = std::pair<std::uint32_t, std::uint32_t>;  // requests and faults, steps
  /// So many states are tried before anybody asks for the time.
  static constexpr std::size_t batch = 256;

  static std::uint64_t name_of(const BoundedState& state) {
    return sim::mix(state.name, state.bursts + (state.over ? 1U << 31 : 0U));
  }

  void keep(BoundedState state) {
    const Cost cost{state.requests + state.faults, state.steps};
    bytes_ += sizeof state + state.path.size() * sizeof(std::uint32_t);
    open_[cost].push_back(std::move(state));
    ++open_count_;
  }

  bool must_stop() {
    if (request_->cancelled.load()) {
      result_.unfinished = Unfinished::interrupted;
    } else if (request_->deadline.passed()) {
      result_.unfinished = Unfinished::budget;
    } else if (bytes_ + known_.bytes() > request_->memory_bytes) {
      result_.unfinished = Unfinished::memory;
    }
    return !result_.complete();
  }

  /// Does it for each place below `count`, with as many threads as there are workers.
  template <class Work>
  void side_by_side(std::size_t count, const Work& work) {
    std::atomic<std::size_t> next{0};
    std::vector<std::exception_ptr> failures(workers_.size());
    const auto guarded = [&](std::size_t job) {
      try {
        for (std::size_t place = next++; place < count; place = next++) {
          work(*workers_[job], place);
        }
      } catch (...) {
        failures[job] = std::current_exception();
        next = count;
      }
    };
    {
      std::vector<std::jthread> threads;
      for (std::size_t job = 1; job < workers_.size() && job < count; ++job) {
        threads.emplace_back(guarded, job);
      }
      guarded(0);
    }
    for (const std::exception_ptr& failure : failures) {
      if (failure) std::rethrow_exception(failure);
    }
  }

  void try_all(std::span<const BoundedState> states) {
    if (must_stop()) return;
    std::vector<BoundedExpansion> found(states.size());
    side_by_side(states.size(), [&](BoundedWorker& worker, std::size_t place) {
      found[place] = worker.expand(states[place]);
    });
    rests_.clear();
    for (std::size_t place = 0; place < states.size(); ++place) {
      bytes_ -= sizeof(BoundedState) + states[place].path.size() * sizeof(std::uint32_t);
      merge(std::move(found[place]), states[place]);
      if (!result_.failure.empty()) return;
    }
    judge_rests();
  }

  void merge(BoundedExpansion found, const BoundedState& from) {
    result_.failure = std::move(found.failure);
    if (!result_.failure.empty()) return;
    // Live contexts, and nothing that could ever come.
    if (found.children.empty() && !from.over) result_.unfinished = Unfinished::dead_end;
    result_.transitions += found.children.size();
    for (std::size_t word = 0; word < result_.marks.size(); ++word) {
      result_.marks[word] |= found.marks[word];
    }
    for (BoundedChild& child : found.children) meet(std::move(child));
  }

  void meet(BoundedChild child) {
    note_safety(child.violated, child.state, nullptr);
    note_remarks(child.remarks, child.state, false);
    if (child.out_of_bounds) {
      ++result_.out_of_bounds;
      return;
    }
    if (!known_.insert(name_of(child.state))) return;
    ++result_.states;
    if (!child.at_rest) return keep(std::move(child.state));
    rests_.push_back(child.state);
    if (child.state.over) {
      if (child.may_be_struck) keep(std::move(child.state));
      return;
    }
    const bool burst = child.state.requests > child.state.requests_before;
    // Before a burst begins, time may pass, and writes of dead contexts arrive.
    if (!burst) return keep(std::move(child.state));
    if (child.next_name) begin_next(std::move(child));
  }

  void begin_next(BoundedChild child) {
    BoundedState& next = child.state;
    next.path.push_back(model::next_burst);
    next.name = *child.next_name;
    next.requests_before = next.requests;
    next.faults_before = next.faults;
    if (!known_.insert(sim::mix(name_of(next), model::next_burst))) return;
    ++result_.states;
    keep(std::move(next));
  }

  void judge_rests() {
    std::vector<CalmJudgements> found(rests_.size());
    side_by_side(rests_.size(), [&](BoundedWorker& worker, std::size_t place) {
      found[place] = worker.judge(rests_[place]);
    });
    for (std::size_t place = 0; place < rests_.size(); ++place) {
      result_.failure = std::move(found[place].failure);
      if (!result_.failure.empty()) return;
      for (const CalmJudgement& calm : found[place].all) note_calm(calm, rests_[place]);
    }
  }

  void note_calm(const CalmJudgement& calm, const BoundedState& state) {
    ++result_.judged[static_cast<std::size_t>(calm.verdict)];
    const bool late = calm.verdict == Verdict::holds && calm.bursts > healthy_calm_bursts;
    result_.late += late ? 1 : 0;
    if (calm.verdict == Verdict::violated || calm.verdict == Verdict::uncached) {
      note(Property::eventually_fresh, calm.verdict, state, &calm);
    }
    note_safety(calm.violated, state, &calm);
    note_remarks(calm.remarks, state, true);
  }

  void note_safety(std::uint8_t violated, const BoundedState& state, const CalmJudgement* calm) {
    for (std::size_t index = 1; index < model::property_count; ++index) {
      if ((violated >> index & 1U) == 0) continue;
      note(static_cast<Property>(index), Verdict::violated, state, calm);
    }
  }

  void note(Property property, Verdict verdict, const BoundedState& state,
            const CalmJudgement* calm) {
    auto& known = result_.violations[static_cast<std::size_t>(property)];
    // A page that stays STALE is worse than one that is never stored.
    const bool worse = known && known->verdict == Verdict::uncached && verdict == Verdict::violated;
    if (known && !worse) return;
    known = BoundedPath{state.path_in_steps(), state.requests,
                        state.faults,          calm != nullptr ? calm->isolate : 0,
                        calm != nullptr,       verdict};
  }

  void note_remarks(const model::ScriptRemarks& told, const BoundedState& state, bool calm) {
    const auto note = [&](const std::string& text, std::size_t most,
                          std::vector<BoundedRemark>& noted) {
      if (text.empty() || noted.size() >= most) return;
      if (std::ranges::find(noted, text, &BoundedRemark::text) != noted.end()) return;
      noted.push_back({text, state.requests, state.faults, state.steps, calm});
    };
    note(told.refusal, few, result_.remarks.refusals);
    note(told.error, few, result_.remarks.errors);
    note(told.hang, 1, result_.remarks.hangs);
  }
  static constexpr std::size_t few = 3;

  const BoundedRequest* request_;
  std::vector<std::unique_ptr<BoundedWorker>> workers_;
  std::map<Cost, std::vector<BoundedState>> open_;
  std::vector<BoundedState> rests_;  // of this batch, new
  sim::StateNumbers known_;
  std::size_t open_count_ = 0;
  std::size_t bytes_ = 0;  // of what is open
  BoundedResult result_;
};

}  // namespace

std::uint64_t BoundedResult::rests() const {
  return std::accumulate(judged.begin(), judged.end(), std::uint64_t{0});
}

BoundedResult search_bounded(const BoundedRequest& request) { return Search(request).run(); }

}  // namespace stalemate::scenarios
