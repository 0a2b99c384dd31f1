#include "scenarios/campaign/sampling.h"

#include <algorithm>
#include <exception>
#include <optional>
#include <thread>

#include <fmt/format.h>

#include "model/simulation.h"
#include "scenarios/campaign/second_run.h"
#include "sim/assert.h"

namespace stalemate::scenarios {

namespace {

constexpr std::uint64_t chunk_size = 32;

/// Hands out the numbers [0, count) in chunks.
class SeedQueue {
 public:
  explicit SeedQueue(const SampleRequest& request)
      : request_(&request), count_(request.options.seeds) {}

  /// @return true if [begin, end) is there to be run; a deadline spares the first chunk
  bool take(std::uint64_t& begin, std::uint64_t& end) {
    if (request_->cancelled.load(std::memory_order_relaxed)) return false;
    if (stopped_.load(std::memory_order_relaxed)) return false;
    begin = next_.fetch_add(chunk_size, std::memory_order_relaxed);
    if (begin > 0 && request_->deadline.passed()) return false;
    end = std::min(begin + chunk_size, count_);
    return begin < count_;
  }

  /// Nothing more is handed out.
  void stop() { stopped_.store(true, std::memory_order_relaxed); }

  void finished(std::uint64_t schedules) { done_.fetch_add(schedules, std::memory_order_relaxed); }
  std::uint64_t done() const { return done_.load(std::memory_order_relaxed); }

 private:
  const SampleRequest* request_;
  std::uint64_t count_;
  std::atomic<std::uint64_t> next_{0};
  std::atomic<std::uint64_t> done_{0};
  std::atomic<bool> stopped_{false};
};

/// One thread's worlds and what it has counted.
class Worker {
 public:
  Worker(const SampleRequest& request, SeedQueue& queue, Evidence& evidence)
      : request_(&request),
        queue_(&queue),
        evidence_(&evidence),
        explorers_(request.options.strategy),
        simulation_(request.cell.config) {
    sample_.marks_met.resize(request.cell.sometimes.size(), false);
    simulation_.stop_when(request.cancelled);
  }

  void work(const std::function<void(std::uint64_t)>& progress) {
    std::uint64_t begin = 0;
    std::uint64_t end = 0;
    while (queue_->take(begin, end)) {
      for (std::uint64_t index = begin; index < end; ++index) {
        if (request_->cancelled.load(std::memory_order_relaxed)) return;
        if (!run(index)) return queue_->stop();
      }
      queue_->finished(end - begin);
      if (progress) progress(queue_->done());
    }
  }

  const Sample& sample() const { return sample_; }

 private:
  /// @return false if the handler's script cannot go on, and so no schedule can be judged
  bool run(std::uint64_t index) {
    const std::uint64_t seed = request_->options.base_seed + index;
    const model::RunResult result = simulation_.run(explorers_.for_seed(seed));
    if (!result.script_failure.empty()) {
      if (is_cut()) return false;
      sample_.failure = fmt::format("seed {}: {}", seed, result.script_failure);
      return false;
    }
    const bool fails = count(seed, result);
    if (fails) {
      confirm(seed, result);
    } else if (index % second_run_interval == 0) {
      complain(second().check(seed, result));
    }
    return true;
  }

  /// @return true if a property that the cell names does not hold
  bool count(std::uint64_t seed, const model::RunResult& result) {
    bool fails = false;
    ++sample_.schedules;
    sample_.any_hit = sample_.any_hit || result.occurred(model::EventKind::served_hit);
    sample_.take_remarks(seed, result.script_remarks);
    for (std::size_t property = 0; property < model::property_count; ++property) {
      if (!request_->cell.expected[property]) continue;
      const model::Verdict verdict = result.findings[property].verdict;
      ++sample_.counts[property][static_cast<std::size_t>(verdict)];
      fails = fails || verdict != model::Verdict::holds;
    }
    const std::vector<model::EventKind>& marks = request_->cell.sometimes;
    for (std::size_t mark = 0; mark < marks.size(); ++mark) {
      if (!sample_.marks_met[mark] && result.occurred(marks[mark])) sample_.marks_met[mark] = true;
    }
    return fails;
  }

  /// Whether the run at hand may have been stopped in its midst.
  bool is_cut() const {
    return request_->cell.config.handler.program &&
           request_->cancelled.load(std::memory_order_relaxed);
  }

  bool wanted(std::size_t property, const model::RunResult& result, std::uint64_t seed) const {
    const model::Verdict verdict = result.findings[property].verdict;
    return request_->cell.expected[property] && verdict != model::Verdict::holds &&
           evidence_->wants(static_cast<model::Property>(property), verdict, seed);
  }

  void confirm(std::uint64_t seed, const model::RunResult& result) {
    bool first = false;
    for (std::size_t property = 0; property < model::property_count; ++property) {
      first = first || wanted(property, result, seed);
    }
    if (!first) {
      complain(second().check(seed, result));
      return;
    }
    ToldRun told;
    complain(second().check(seed, result, told));
    if (is_cut()) return;
    for (std::size_t property = 0; property < model::property_count; ++property) {
      // By the second run: its decisions are the ones at hand.
      if (wanted(property, told.result, seed)) keep(property, seed, told);
    }
    complain(second().check_schedule(seed, told));
  }

  void keep(std::size_t property, std::uint64_t seed, const ToldRun& told) {
    Violation violation;
    violation.property = static_cast<model::Property>(property);
    violation.finding = told.result.findings[property];
    violation.verdict = violation.finding.verdict;
    violation.seed = seed;
    violation.trace_hash = told.result.trace.hash();
    violation.steps = told.result.steps;
    if (violation.verdict != model::Verdict::undecided) violation.transcript = told.transcript;
    evidence_->keep(std::move(violation), schedule_of(told.transcript));
  }

  void complain(std::optional<NonDeterminism> found) {
    if (found && !is_cut()) evidence_->keep(std::move(*found));
  }

  SecondRun& second() {
    if (!second_) {
      second_.emplace(simulation_, request_->cell.config, request_->options.strategy);
      second_->stop_when(request_->cancelled);
    }
    return *second_;
  }

  const SampleRequest* request_;
  SeedQueue* queue_;
  Evidence* evidence_;
  SeededExplorers explorers_;
  model::Simulation simulation_;
  std::optional<SecondRun> second_;
  Sample sample_;
};

}  // namespace

void Sample::take_remarks(std::uint64_t seed, const model::ScriptRemarks& told) {
  if (!told.refusal.empty()) remarks.refusal.take({1, seed, told.refusal});
  if (!told.error.empty()) remarks.error.take({1, seed, told.error});
  if (!told.hang.empty()) remarks.hang.take({1, seed, told.hang});
}

void Sample::merge(const Sample& other) {
  SIM_ASSERT(marks_met.size() == other.marks_met.size());
  schedules += other.schedules;
  any_hit = any_hit || other.any_hit;
  if (failure.empty()) failure = other.failure;
  remarks.refusal.take(other.remarks.refusal);
  remarks.error.take(other.remarks.error);
  remarks.hang.take(other.remarks.hang);
  for (std::size_t property = 0; property < model::property_count; ++property) {
    for (std::size_t verdict = 0; verdict < verdict_count; ++verdict) {
      counts[property][verdict] += other.counts[property][verdict];
    }
  }
  for (std::size_t mark = 0; mark < marks_met.size(); ++mark) {
    marks_met[mark] = marks_met[mark] || other.marks_met[mark];
  }
}

Sample sample_cell(const SampleRequest& request, Evidence& evidence,
                   const std::function<void(std::uint64_t)>& progress) {
  SeedQueue queue(request);
  const std::uint64_t chunks = (request.options.seeds + chunk_size - 1) / chunk_size;
  const std::uint64_t threads = std::clamp<std::uint64_t>(request.options.jobs, 1, chunks + 1);

  std::vector<Sample> samples(threads);
  std::vector<std::exception_ptr> failures(threads);
  const auto work = [&](std::size_t index, const std::function<void(std::uint64_t)>& tell) {
    try {
      Worker worker(request, queue, evidence);
      worker.work(tell);
      samples[index] = worker.sample();
    } catch (...) {
      failures[index] = std::current_exception();
    }
  };
  {
    std::vector<std::jthread> others;
    for (std::size_t index = 1; index < threads; ++index) {
      others.emplace_back([&work, index] { work(index, {}); });
    }
    work(0, progress);
  }
  for (const std::exception_ptr& failure : failures) {
    if (failure) std::rethrow_exception(failure);
  }
  Sample total = samples.front();
  for (std::size_t index = 1; index < threads; ++index) total.merge(samples[index]);
  return total;
}

}  // namespace stalemate::scenarios
