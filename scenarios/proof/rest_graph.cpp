#include "scenarios/proof/rest_graph.h"

#include <algorithm>
#include <exception>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include "sim/assert.h"

namespace stalemate::scenarios {

namespace {

using model::BurstResult;
using model::RestState;

// About what a graph takes: beside the explorers, in a vector that grows; and when they are gone,
// with its judgement, its certificate and the text of that.
constexpr std::size_t bytes_of_round = 2 * sizeof(RestEdge);
constexpr std::size_t bytes_of_told_round = 4 * sizeof(RestEdge) + 32;

/// Of a round that waits to be merged: the state that it leads to is its own.
constexpr std::size_t bytes_of_result = 1024;

std::size_t bytes_of(const RestState& state) {
  constexpr std::size_t copies = 3;
  constexpr std::size_t of_an_isolate = 160;
  const std::size_t keys = state.store.size();
  const std::size_t pieces =
      keys * sizeof(RestState::Entry) +
      state.read_caches.size() * keys * sizeof(std::optional<RestState::Copy>) +
      state.isolates.size() * of_an_isolate +
      state.late_writes.size() * sizeof(RestState::LateWrite) +
      state.faults_left.size() * sizeof(std::uint16_t);
  return copies * (sizeof(RestState) + pieces);
}

class Closing {
 public:
  Closing(const CloseRequest& request, RestGraph known)
      : request_(&request), graph_(std::move(known)) {
    const unsigned jobs = std::max(1U, request.jobs);
    for (unsigned job = 0; job < jobs; ++job) {
      explorers_.push_back(std::make_unique<model::BurstExplorer>(request.config));
      explorers_.back()->stop_when([this](std::size_t bytes) { return must_stop(bytes); });
    }
    if (graph_.nodes.empty()) {
      explorers_.front()->world().start();
      add_node(explorers_.front()->world().rest());
    }
    for (std::uint32_t node = 0; node < graph_.nodes.size(); ++node) {
      numbers_.emplace(graph_.nodes[node], node);
    }
    count_rounds(graph_.edges.size());
    for (const RestState& node : graph_.nodes) count_node(node);
    graph_.unfinished = Unfinished::none;
    graph_.dropped = 0;
    most_seconds_to_tell_ = request_->deadline.seconds_left().value_or(0) / 2;
  }

  RestGraph run() {
    while (graph_.expanded < graph_.nodes.size() && graph_.complete()) {
      explore(graph_.expanded, graph_.nodes.size());
      if (request_->progress) request_->progress(graph_);
    }
    return std::move(graph_);
  }

 private:
  bool must_stop(std::size_t bytes) {
    Unfinished why = Unfinished::none;
    if (request_->cancelled.load()) {
      why = Unfinished::interrupted;
    } else if (const auto left = request_->deadline.seconds_left();
               left && *left <= seconds_to_tell()) {
      why = Unfinished::budget;
    } else if (std::max(bytes * explorers_.size() + bytes_.load(), told_bytes_.load()) >
               request_->memory_bytes) {
      why = Unfinished::memory;
    }
    if (why == Unfinished::none) return why_.load() != Unfinished::none;
    why_.store(why);
    return true;
  }

  double seconds_to_tell() const {
    const double all = seconds_to_tell_a_round * static_cast<double>(told_rounds_.load());
    return std::min(all, most_seconds_to_tell_);
  }

  /// How many transitions may still be taken.
  std::uint64_t transitions_left() const {
    const std::uint64_t limit = request_->transition_limit;
    return limit - std::min(limit, graph_.count.transitions);
  }

  /// Bursts that were explored side by side may together take more than what was left for each.
  bool over_the_limit(const BurstResult& result) const {
    return result.count.transitions > transitions_left();
  }

  /// The bursts from nodes [first, end), by as many threads as there are explorers. What one comes
  /// to is merged as soon as those before it are: a level has more results than fit in memory.
  void explore(std::size_t first, std::size_t end) {
    std::vector<std::optional<BurstResult>> results(end - first);
    std::size_t merged = first;
    std::mutex graph_lock;
    std::atomic<std::size_t> next{first};
    // Once the bursts that were begun take more than that, those after them do not count any more.
    const std::uint64_t limit = transitions_left();
    std::atomic<std::uint64_t> taken{0};
    const auto work = [&](model::BurstExplorer& explorer) {
      while (true) {
        const bool over = taken.load() > limit;  // by nodes before the next one
        const std::size_t node = next++;
        if (node >= end) break;
        BurstResult result;
        if (over || must_stop(0)) {
          result.stopped = true;
        } else {
          std::unique_lock reading(graph_lock);
          const RestState from = graph_.nodes[node];
          reading.unlock();
          result = explorer.explore(from, limit);
          taken += result.count.transitions;
        }
        bytes_ += result.edges.size() * bytes_of_result;
        const std::lock_guard merging(graph_lock);
        results[node - first] = std::move(result);
        for (; merged < end && results[merged - first]; ++merged) {
          merge_if_complete(*results[merged - first]);
          bytes_ -= results[merged - first]->edges.size() * bytes_of_result;
          results[merged - first].reset();
        }
      }
    };
    // What goes wrong in a thread is told by the calling one.
    std::vector<std::exception_ptr> failures(explorers_.size());
    const auto guarded = [&](std::size_t job) {
      try {
        work(*explorers_[job]);
      } catch (...) {
        failures[job] = std::current_exception();
        next = end;
      }
    };
    {
      std::vector<std::jthread> threads;
      for (std::size_t job = 1; job < explorers_.size() && job < end - first; ++job) {
        threads.emplace_back(guarded, job);
      }
      guarded(0);
    }
    for (const std::exception_ptr& failure : failures) {
      if (failure) std::rethrow_exception(failure);
    }
    SIM_ASSERT(merged == end);
  }

  void merge_if_complete(const BurstResult& result) {
    if (graph_.complete() && (result.stopped || over_the_limit(result))) {
      // Nobody said why: it was the limit of transitions.
      const Unfinished why = why_.load();
      graph_.unfinished = why == Unfinished::none ? Unfinished::allowance : why;
    } else if (graph_.complete()) {
      // Such a state stays unexplored: going on from here must not pass over it.
      if (result.count.dead_ends > 0) graph_.unfinished = Unfinished::dead_end;
      if (result.count.clock_exhausted > 0) graph_.unfinished = Unfinished::clock;
    }
    if (graph_.complete()) {
      merge(result);
    } else {
      graph_.dropped += result.count.transitions;
    }
  }

  void merge(const BurstResult& result) {
    const auto from = static_cast<std::uint32_t>(graph_.expanded++);
    graph_.count.add(result.count);
    graph_.largest_burst = std::max(graph_.largest_burst, result.count.states);
    for (std::size_t word = 0; word < graph_.marks.size(); ++word) {
      graph_.marks[word] |= result.marks[word];
    }
    for (std::size_t property = 0; property < model::property_count; ++property) {
      const bool violated = result.findings[property].verdict == model::Verdict::violated;
      if (violated && !graph_.unsafe[property]) graph_.unsafe[property] = from;
    }
    for (const model::RoundEdge& edge : result.edges) {
      const auto next = static_cast<std::uint32_t>(graph_.nodes.size());
      const auto [place, is_new] = numbers_.emplace(edge.to, next);
      if (is_new) add_node(edge.to);
      graph_.edges.push_back({from, place->second, edge.round});
    }
    count_rounds(result.edges.size());
  }
  void add_node(const RestState& state) {
    graph_.nodes.push_back(state);
    count_node(state);
  }
  void count_node(const RestState& state) {
    bytes_ += bytes_of(state);
    told_bytes_ += bytes_of(state);
  }
  void count_rounds(std::size_t count) {
    bytes_ += count * bytes_of_round;
    told_bytes_ += count * bytes_of_told_round;
    told_rounds_ += count;
  }

  const CloseRequest* request_;
  RestGraph graph_;
  std::map<RestState, std::uint32_t> numbers_;
  std::vector<std::unique_ptr<model::BurstExplorer>> explorers_;
  std::atomic<Unfinished> why_{Unfinished::none};
  std::atomic<std::size_t> bytes_{0};  // of the graph
  std::atomic<std::uint64_t> told_rounds_{0};
  double most_seconds_to_tell_ = 0;         // half of the time, so that a large graph grows, too
  std::atomic<std::size_t> told_bytes_{0};  // of the graph and what it is told with
};

}  // namespace

RestGraph close_rest_graph(const CloseRequest& request, RestGraph known) {
  return Closing(request, std::move(known)).run();
}

}  // namespace stalemate::scenarios
