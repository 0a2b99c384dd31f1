#include "scenarios/campaign/campaign.h"

#include <algorithm>
#include <limits>
#include <mutex>
#include <utility>

#include <fmt/format.h>

#include "model/describe.h"
#include "scenarios/campaign/attempts.h"
#include "scenarios/campaign/file_names.h"
#include "scenarios/campaign/filming.h"
#include "scenarios/campaign/judge.h"
#include "scenarios/campaign/proving.h"
#include "scenarios/campaign/samples.h"
#include "scenarios/campaign/sampling.h"
#include "scenarios/campaign/saved.h"
#include "scenarios/campaign/shrinking.h"
#include "scenarios/javascript/programs.h"
#include "sim/assert.h"

namespace stalemate::scenarios {

namespace {

class Campaign {
 public:
  Campaign(const Inputs& inputs, const Options& options, const Archive& archive, Observer& observer,
           const std::atomic<bool>& cancelled)
      : inputs_(&inputs),
        options_(&options),
        archive_(&archive),
        observer_(&observer),
        cancelled_(&cancelled),
        budget_(stopwatch_, options.budget_seconds) {
    for (const Scenario& scenario : inputs.scenarios) {
      result_.cells_in_all += scenario.cells.size();
    }
    cells_left_ = options.shard.share_of(result_.cells_in_all);
    progress_.total = cells_left_ * options.seeds;
  }

  CampaignResult run() {
    result_.options = *options_;
    result_.empty_folders = inputs_->empty_folders;
    result_.saved_in_all = inputs_->saved.size();
    observer_->started(options_->shard.share_of(result_.saved_in_all), cells_left_, *options_);
    for (std::size_t index = 0; index < inputs_->saved.size(); ++index) {
      const bool own = options_->shard.owns(index);
      if (own && !cancelled_->load()) replay(inputs_->saved[index]);
    }
    std::uint64_t number = 0;
    for (const Scenario& scenario : inputs_->scenarios) {
      result_.scenarios.push_back(
          {scenario.name, scenario.path, scenario.about, scenario.source, scenario.hash, {}});
      for (const Cell& cell : scenario.cells) {
        // Cells of other shards take their names, too: those of files are the same everywhere.
        const std::string stem = names_.stem(scenario.name, cell.name);
        if (!options_->shard.owns(number++)) continue;
        result_.scenarios.back().cells.push_back(check(scenario, cell, stem));
      }
    }
    prove_with_the_rest();
    result_.interrupted = cancelled_->load();
    observer_->finished();
    return std::move(result_);
  }

 private:
  void replay(const SavedSchedule& saved) {
    Result<SavedReplay> replay = replay_saved(saved, archive_->versions);
    if (!replay) {
      result_.problems.push_back(replay.error().message);
      return;
    }
    SavedResult& found = replay.value().result;
    for (const Scenario& scenario : inputs_->scenarios) {
      // One that comes from no seed (shrunk, or of a proof) has a scenario of its own.
      const bool same_name =
          saved.content.seed != 0 && scenario.name == saved.content.scenario_name;
      if (same_name && scenario.hash != saved.content.scenario_hash) found.scenario_changed = true;
    }
    result_.saved.push_back(std::move(found));
    observer_->saved_replayed(result_.saved.back());
  }

  CellResult check(const Scenario& scenario, const Cell& cell, const std::string& stem) {
    // Both are called by any thread, but one at a time; see Evidence.
    const auto save = [&](Violation& violation, const sim::Schedule& schedule) {
      const std::string path = schedule_path(*archive_, stem, violation);
      const auto error = save_violation(*archive_, path, scenario, cell, violation, schedule);
      if (error) {
        result_.problems.push_back(error->message);
      } else {
        violation.schedule_file = path;
        forget_original(path);  // of an earlier check
      }
    };
    const auto found = [&](const Violation& violation) {
      const std::scoped_lock lock(observer_mutex_);
      observer_->found(scenario, cell, violation);
    };
    observer_->cell_started(scenario, cell);
    constexpr double part_of_proof = 0.25;
    const Deadline closing = budget_.next_share(cells_left_, part_of_proof);
    const double share = closing.thread_seconds(options_->jobs).value_or(options_->proof_seconds);
    CheckedProof proof =
        prove(scenario, cell, stem, closing, std::min(share, options_->proof_seconds));
    if (options_->budget_seconds && proof.wants) {
      attempts_.add({&scenario, &cell, stem, result_.scenarios.size() - 1,
                     result_.scenarios.back().cells.size(), *proof.wants});
    }
    // Shared out again: telling a proof's counterexample may take longer than the proof's part.
    constexpr double part_of_samples = 0.9;
    const Deadline deadline = budget_.next_share(cells_left_, part_of_samples);
    Evidence evidence(save, found, proved_by(proof.result, cell));
    const SampleRequest request{cell, *options_, deadline, *cancelled_};
    const Sample sample = sample_cell(request, evidence, [this](std::uint64_t done) {
      const std::scoped_lock lock(observer_mutex_);
      observer_->advanced({progress_.schedules + done, progress_.share + done, progress_.total});
    });
    if (!sample.failure.empty()) note_failure(scenario, cell, sample.failure);
    progress_.schedules += sample.schedules;
    progress_.share += options_->seeds;
    observer_->advanced(progress_);
    CellResult result = result_of(cell, sample, evidence);
    result.proof = std::move(proof.result);
    judge_all(result, options_->prove);
    shrink(result, scenario, cell);
    film_violations(result);
    const auto error = save_samples(
        {scenario, cell, *options_, *archive_, stem, [this] { return cancelled_->load(); }});
    if (error) result_.problems.push_back(error->message);
    return result;
  }

  /// What the cells have left over of the budget is for the proofs that did not fit into a share.
  void prove_with_the_rest() {
    const bool any_size = options_->prove == Prove::always;
    while (attempts_.size() > 0 && !cancelled_->load()) {
      // A counterexample has to be told as well.
      constexpr double part_of_closing = 0.9;
      const Deadline deadline =
          budget_.next_share(any_size ? attempts_.size() : 1, part_of_closing);
      constexpr double any = std::numeric_limits<double>::infinity();
      const double left = any_size ? any : deadline.thread_seconds(options_->jobs).value_or(any);
      std::optional<Attempt> attempt = attempts_.next(left);
      if (!attempt || deadline.passed()) return;
      try_again(std::move(*attempt), deadline);
    }
  }

  void try_again(Attempt attempt, const Deadline& deadline) {
    observer_->cell_started(*attempt.scenario, *attempt.cell);
    // Not with less than where there is no budget: a small estimate is a rough one.
    CheckedProof proof = prove(*attempt.scenario, *attempt.cell, attempt.stem, deadline,
                               std::max(attempt.thread_seconds, options_->proof_seconds));
    CellResult& result = result_.scenarios[attempt.of_scenario].cells[attempt.of_cell];
    result.proof = std::move(proof.result);
    judge_all(result, options_->prove);
    // A proof of any size was not estimated: nobody could say whether still more time would do.
    if (!proof.wants || options_->prove == Prove::always) return;
    attempt.thread_seconds = *proof.wants;
    attempts_.add(std::move(attempt));
  }

  /// A handler's script cannot go on. What happens in all cells is told once.
  void note_failure(const Scenario& scenario, const Cell& cell, const std::string& failure) {
    const std::string handler = model::handler_name(cell.config.handler);
    const auto told = std::pair(handler, failure);
    if (std::ranges::find(told_failures_, told) != told_failures_.end()) return;
    told_failures_.push_back(told);
    std::string line =
        fmt::format("{}: cell {}: handler {}: {}", scenario.path, cell.name, handler, failure);
    if (const auto unloadable = problem_of_program(cell.config.handler)) {
      line = scenario.path + ": " + unloadable->message;
    }
    std::vector<std::string>& problems = result_.problems;
    if (std::ranges::find(problems, line) == problems.end()) problems.push_back(std::move(line));
  }

  void shrink(CellResult& result, const Scenario& scenario, const Cell& cell) {
    const Deadline deadline = budget_.next_share(cells_left_--);
    if (options_->shrink_budget == 0) return;
    const auto must_stop = [&] { return cancelled_->load() || deadline.passed(); };
    for (std::string& problem :
         shrink_violations(result, scenario, cell, *options_, *archive_, must_stop)) {
      result_.problems.push_back(std::move(problem));
    }
  }

  CheckedProof prove(const Scenario& scenario, const Cell& cell, const std::string& stem,
                     const Deadline& deadline, double thread_seconds) {
    CheckedProof proof = prove_if_it_fits(
        {scenario, cell, *options_, archive_->versions, archive_->certificates, stem, deadline,
         *cancelled_, [this](const RestGraph& graph) { observer_->proof_advanced(graph); },
         thread_seconds});
    if (proof.problem) result_.problems.push_back(proof.problem->message);
    return proof;
  }

  static ProvedClaim proved_by(const ProofOfCell& proof, const Cell& cell) {
    if (proof.standing != ProofStanding::decided) return {};
    ProvedClaim proved;
    for (std::size_t property = 0; property < model::property_count; ++property) {
      proved.verdicts[property] = proof.verdicts[property];
    }
    proved.covers = [bounds = proof.bounds, &cell](const Violation& violation) {
      return covers(bounds, violation, cell.config);
    };
    return proved;
  }

  CellResult result_of(const Cell& cell, const Sample& sample, Evidence& evidence) const {
    CellResult result;
    result.name = cell.name;
    result.position = cell.position;
    result.config = cell.config;
    result.asked = options_->seeds;
    result.schedules = sample.schedules;
    result.any_hit = sample.any_hit;
    result.remarks = sample.remarks;
    result.non_determinism = evidence.non_determinism();
    for (std::size_t mark = 0; mark < cell.sometimes.size(); ++mark) {
      if (!sample.marks_met[mark]) result.unmet_marks.push_back(cell.sometimes[mark]);
    }
    for (std::size_t index = 0; index < model::property_count; ++index) {
      if (!cell.expected[index]) continue;
      PropertyResult property;
      property.property = static_cast<model::Property>(index);
      property.expected = *cell.expected[index];
      property.counts = sample.counts[index];
      property.violations = evidence.take_violations(property.property);
      result.properties.push_back(std::move(property));
    }
    return result;
  }

  const Inputs* inputs_;
  const Options* options_;
  const Archive* archive_;
  Observer* observer_;
  const std::atomic<bool>* cancelled_;
  Stopwatch stopwatch_;
  Budget budget_;
  std::size_t cells_left_ = 0;
  Progress progress_;
  Attempts attempts_;
  FileNames names_;
  std::mutex observer_mutex_;
  std::vector<std::pair<std::string, std::string>> told_failures_;  // handler, and what it was
  CampaignResult result_;
};

}  // namespace

CampaignResult run_campaign(const Inputs& inputs, const Options& options, const Archive& archive,
                            Observer& observer, const std::atomic<bool>& cancelled) {
  SIM_ASSERT(inputs.errors.empty());
  SIM_ASSERT(options.base_seed + options.seeds <= seed_limit);
  return Campaign(inputs, options, archive, observer, cancelled).run();
}

}  // namespace stalemate::scenarios
