#include "scenarios/proof/rest_graph.h"

#include <algorithm>
#include <exception>
#include <map>
#include <memory>
#include <thread>
#include <utility>

namespace stalemate::scenarios {

namespace {

using model::BurstResult;
using model::RestState;

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
      graph_.nodes.push_back(explorers_.front()->world().rest());
    }
    for (std::uint32_t node = 0; node < graph_.nodes.size(); ++node) {
      numbers_.emplace(graph_.nodes[node], node);
    }
    graph_.unfinished = Unfinished::none;
    graph_.dropped = 0;
  }

  RestGraph run() {
    while (graph_.expanded < graph_.nodes.size() && graph_.complete()) {
      const std::size_t level_end = graph_.nodes.size();
      std::vector<BurstResult> results = explore(graph_.expanded, level_end);
      for (BurstResult& result : results) {
        if (!graph_.complete()) {
          graph_.dropped += result.count.transitions;
          continue;
        }
        if (result.stopped || over_the_limit(result)) {
          // Nobody said why: it was the limit of transitions.
          const Unfinished why = why_.load();
          graph_.unfinished = why == Unfinished::none ? Unfinished::allowance : why;
          graph_.dropped += result.count.transitions;
          continue;
        }
        // Such a state stays unexplored: going on from here must not pass over it.
        if (result.count.dead_ends > 0) graph_.unfinished = Unfinished::dead_end;
        if (result.count.clock_exhausted > 0) graph_.unfinished = Unfinished::clock;
        if (graph_.complete()) {
          merge(result);
        } else {
          graph_.dropped += result.count.transitions;
        }
      }
      if (request_->progress) request_->progress(graph_);
    }
    return std::move(graph_);
  }

 private:
  bool must_stop(std::size_t bytes) {
    Unfinished why = Unfinished::none;
    if (request_->cancelled.load()) {
      why = Unfinished::interrupted;
    } else if (request_->deadline.passed()) {
      why = Unfinished::budget;
    } else if (bytes > request_->memory_bytes / explorers_.size()) {
      why = Unfinished::memory;
    }
    if (why == Unfinished::none) return why_.load() != Unfinished::none;
    why_.store(why);
    return true;
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

  /// The bursts from nodes [first, end), by as many threads as there are explorers.
  std::vector<BurstResult> explore(std::size_t first, std::size_t end) {
    std::vector<BurstResult> results(end - first);
    std::atomic<std::size_t> next{first};
    // Once the bursts that were begun take more than that, those after them do not count any more.
    const std::uint64_t limit = transitions_left();
    std::atomic<std::uint64_t> taken{0};
    const auto work = [&](model::BurstExplorer& explorer) {
      for (std::size_t node = next++; node < end; node = next++) {
        if (must_stop(0) || taken.load() > limit) {
          results[node - first].stopped = true;
        } else {
          results[node - first] = explorer.explore(graph_.nodes[node], limit);
          taken += results[node - first].count.transitions;
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
    return results;
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
      if (is_new) graph_.nodes.push_back(edge.to);
      graph_.edges.push_back({from, place->second, edge.round});
    }
  }

  const CloseRequest* request_;
  RestGraph graph_;
  std::map<RestState, std::uint32_t> numbers_;
  std::vector<std::unique_ptr<model::BurstExplorer>> explorers_;
  std::atomic<Unfinished> why_{Unfinished::none};
};

}  // namespace

RestGraph close_rest_graph(const CloseRequest& request, RestGraph known) {
  return Closing(request, std::move(known)).run();
}

}  // namespace stalemate::scenarios
