#include "scenarios/proof/prove.h"

#include <algorithm>
#include <filesystem>
#include <utility>

#include <fmt/format.h>

#include "scenarios/campaign/file_names.h"
#include "scenarios/campaign/judge.h"
#include "scenarios/certificate/verify.h"
#include "scenarios/format/file.h"
#include "scenarios/javascript/programs.h"

namespace stalemate::scenarios {

namespace {

std::string path_of(const std::string& folder, const std::string& stem) {
  return fmt::format("{}/{}.certificate.json", folder, stem);
}

class Proving {
 public:
  Proving(const ProveOptions& options, const Versions& versions, ProveObserver& observer,
          const std::atomic<bool>& cancelled)
      : options_(&options),
        versions_(&versions),
        observer_(&observer),
        cancelled_(&cancelled),
        budget_(stopwatch_, options.budget_seconds) {}

  ProveResult run(const std::vector<Scenario>& scenarios, const std::string& only) {
    const auto wanted = [&only](const Cell& cell) { return only.empty() || cell.name == only; };
    std::size_t left = 0;
    for (const Scenario& scenario : scenarios) {
      for (const Cell& cell : scenario.cells) left += wanted(cell) ? 1 : 0;
    }
    for (const Scenario& scenario : scenarios) {
      for (const Cell& cell : scenario.cells) {
        const std::string stem = names_.stem(scenario.name, cell.name);
        if (!wanted(cell) || cancelled_->load()) continue;
        const Deadline closing = budget_.next_share(left, part_of_closing);
        prove(scenario, cell, stem, closing, budget_.next_share(left--));
      }
    }
    result_.interrupted = cancelled_->load();
    return std::move(result_);
  }

 private:
  /// A counterexample has to be told as well.
  static constexpr double part_of_closing = 0.9;

  /// @param closing when the graph has to be closed, or is left as it is
  void prove(const Scenario& scenario, const Cell& cell, const std::string& stem, Deadline closing,
             Deadline deadline) {
    if (cell.config.handler.program) return prove_bounded(scenario, cell, stem, deadline);
    if (const char* const what = beyond_proofs(cell.config)) {
      result_.problems.push_back(
          fmt::format("{}: cell {}: not proved: it prescribes {}; check samples it", scenario.path,
                      cell.name, what));
      return;
    }
    const model::ProofConfig config = model::proof_config(cell.config, bounds_of(*options_));
    Certificate earlier;
    if (options_->resume) {
      auto found = earlier_one(path_of(options_->folder, stem), scenario, cell, config);
      if (!found) return;  // to go on would replace what may have taken hours
      earlier = std::move(*found);
    }
    RestGraph known = earlier.states.empty() ? RestGraph{} : graph_of(earlier);
    const bool was_complete = !earlier.states.empty() && earlier.frontier == 0;
    earlier.states = {};  // the graph has them
    const CloseRequest request{
        config,      options_->jobs,
        closing,     options_->memory_bytes,
        *cancelled_, [this](const RestGraph& graph) { observer_->advanced(graph); }};
    // To estimate again might take all the time there is.
    Pilot pilot = known.expanded > 0 ? Pilot{estimate_from(known), std::move(known)}
                                     : estimate_proof(request);
    pilot.estimate.explored = static_cast<double>(pilot.graph.count.states);
    const double transitions_left =
        pilot.estimate.transitions - static_cast<double>(pilot.graph.count.transitions);
    pilot.estimate.seconds = transitions_left * pilot.estimate.run_part /
                             (transitions_a_second(config) * options_->jobs);
    observer_->began(scenario, cell, pilot.estimate);
    RestGraph graph = close_rest_graph(request, std::move(pilot.graph));
    const double writing = seconds_to_write_a_round * static_cast<double>(graph.edges.size());
    const MustStop must_stop = [&] {
      const auto left = deadline.seconds_left();
      return cancelled_->load() || (left && *left <= writing);
    };
    CellProof proof = proof_of(scenario, cell, config, std::move(graph), *versions_, must_stop);
    if (was_complete) keep_what_was_told(earlier, proof.certificate);
    proof.estimate = pilot.estimate;
    if (const auto error = save_certificate(proof, options_->folder, stem)) {
      result_.problems.push_back(error->message);
    }
    if (!options_->schedules.empty()) write_schedules(proof, scenario, cell, stem);
    observer_->finished(proof);
    result_.cells.push_back(std::move(proof));
  }

  // --- handlers that are programs

  void prove_bounded(const Scenario& scenario, const Cell& cell, const std::string& stem,
                     Deadline deadline) {
    if (const auto problem = problem_of_program(cell.config.handler)) {
      return add_problem(fmt::format("{}: {}", scenario.path, problem->message));
    }
    const std::string path = path_of(options_->folder, stem);
    std::error_code ignored;
    if (options_->resume &&
        std::filesystem::exists(std::filesystem::symlink_status(path, ignored))) {
      return add_problem(
          path +
          ": not resumed: what a program has done is run again from its beginning; it was "
          "left as it is");
    }
    model::BoundedBounds bounds{bounds_of(*options_), options_->bursts};
    bounds.each.pauses = options_->pauses;
    const BoundedRequest request{
        cell.config,
        bounds,
        options_->jobs,
        deadline,
        options_->memory_bytes,
        *cancelled_,
        [&](const BoundedResult& so_far) { observer_->advanced(cell, so_far); }};
    BoundedResult result = search_bounded(request);
    if (!result.failure.empty()) {
      return add_problem(fmt::format("{}: handler {}: {}", scenario.path,
                                     cell.config.handler.program->name, result.failure));
    }
    BoundedProof proof = proof_of(scenario, cell, bounds, std::move(result), *versions_);
    if (const auto error = write_file_atomically(path, certificate_text(proof.certificate))) {
      add_problem(error->message);
    } else {
      proof.file = path;
    }
    if (!options_->schedules.empty()) write_schedules(proof, scenario, cell, stem);
    observer_->finished(proof);
    result_.bounded.push_back(std::move(proof));
  }

  /// What fails in every cell is told once.
  void add_problem(std::string problem) {
    if (std::ranges::find(result_.problems, problem) != result_.problems.end()) return;
    result_.problems.push_back(std::move(problem));
  }

  void write_schedules(CellProof& proof, const Scenario& scenario, const Cell& cell,
                       const std::string& stem) {
    const Certificate& certificate = proof.certificate;
    const auto& shown = certificate.counterexamples;
    if (std::ranges::any_of(shown, [](const auto& one) { return one.has_value(); })) {
      keep(proof.timed, timed_counterexample(certificate, scenario, cell), stem);
    }
    for (std::size_t index = 0; index < model::property_count; ++index) {
      if (!certificate.ways[index]) continue;
      const auto property = static_cast<model::Property>(index);
      keep(proof.timed, timed_way(certificate, property, scenario, cell), stem);
    }
  }

  void write_schedules(BoundedProof& proof, const Scenario& scenario, const Cell& cell,
                       const std::string& stem) {
    for (std::size_t index = 0; index < model::property_count; ++index) {
      const auto& path = proof.result.violations[index];
      if (!path) continue;
      const ShownBursts shown{static_cast<model::Property>(index), &path->steps, path->isolate};
      const model::ProofBounds& bounds = proof.certificate.bounds.each;
      keep(proof.timed, timed_counterexample(shown, bounds, scenario, cell, *versions_), stem);
    }
  }

  void keep(KeptByProperty& kept, TimedCounterexample timed, const std::string& stem) {
    auto& its = kept[static_cast<std::size_t>(timed.property)];
    its = KeptCounterexample{std::move(timed), ""};
    if (!its->timed.problem.empty()) return;
    const std::string path = fmt::format("{}/{}--{}--proof.json", options_->schedules, stem,
                                         model::name(its->timed.property));
    if (const auto error = save_schedule(path, its->timed.schedule)) {
      result_.problems.push_back(error->message);
    } else {
      its->file = path;
    }
  }

  /// What is told of a graph that was closed before is not given up for want of time.
  static void keep_what_was_told(const Certificate& earlier, Certificate& certificate) {
    const auto keep = [](const auto& from, auto& to) {
      for (std::size_t index = 0; index < to.size(); ++index) {
        if (!to[index]) to[index] = from[index];
      }
    };
    keep(earlier.counterexamples, certificate.counterexamples);
    keep(earlier.ways, certificate.ways);
  }

  /// What an earlier run has written: of no run, an empty certificate. Nothing, and a line why, if
  /// there is a file that cannot be used.
  std::optional<Certificate> earlier_one(const std::string& path, const Scenario& scenario,
                                         const Cell& cell, const model::ProofConfig& config) {
    std::error_code ignored;
    // A link that leads nowhere would be replaced, too.
    if (!std::filesystem::exists(std::filesystem::symlink_status(path, ignored))) {
      return Certificate{};
    }
    const auto refuse = [&](const std::string& what) {
      result_.problems.push_back(what + "; it was left as it is, and nothing proved");
      return std::nullopt;
    };
    Result<Certificate> earlier = load_certificate(path);
    if (!earlier) return refuse(earlier.error().message);
    if (const char* what = unfit(earlier.value(), scenario, cell, config.bounds)) {
      return refuse(fmt::format("{}: not resumed: {}", path, what));
    }
    std::vector<Flaw> flaws = problems_of_part(earlier.value(), path);
    if (flaws.empty()) flaws = problems_of_counterexamples(earlier.value(), path, *versions_);
    if (!flaws.empty()) {
      const Flaw& first = flaws.front();
      return refuse(fmt::format("{}:{}: not resumed: {}", path, first.line, first.what));
    }
    return std::move(earlier).value();
  }

  /// Why a certificate is not one of this proof; null if it is.
  const char* unfit(const Certificate& certificate, const Scenario& scenario, const Cell& cell,
                    const model::ProofBounds& wanted) const {
    if (certificate.versions.model_hash != versions_->model_hash) {
      return "it was made with another model";
    }
    if (certificate.scenario_hash != scenario.hash || certificate.cell != cell.name) {
      return "it is about another scenario";
    }
    const model::ProofBounds& bounds = certificate.bounds;
    const bool same = bounds.requests_per_burst == wanted.requests_per_burst &&
                      bounds.requests_per_isolate == wanted.requests_per_isolate &&
                      bounds.late_writes == wanted.late_writes;
    return same ? nullptr : "it has other bounds";
  }

  const ProveOptions* options_;
  const Versions* versions_;
  ProveObserver* observer_;
  const std::atomic<bool>* cancelled_;
  Stopwatch stopwatch_;
  Budget budget_;
  FileNames names_;
  ProveResult result_;
};

}  // namespace

model::ProofBounds bounds_of(const ProveOptions& options) {
  model::ProofBounds bounds;
  bounds.requests_per_burst = options.requests_per_burst;
  bounds.requests_per_isolate = options.requests_per_isolate.value_or(options.requests_per_burst);
  bounds.late_writes = options.late_writes;
  return bounds;
}

ProveResult prove(const std::vector<Scenario>& scenarios, const std::string& only,
                  const ProveOptions& options, const Versions& versions, ProveObserver& observer,
                  const std::atomic<bool>& cancelled) {
  return Proving(options, versions, observer, cancelled).run(scenarios, only);
}

ExitCode exit_code(model::Verdict expected, std::optional<model::Verdict> found, bool complete) {
  if (found && gravity(*found) > gravity(expected)) return ExitCode::differs;
  if (!found || !complete) return ExitCode::inconclusive;
  return *found == expected ? ExitCode::as_expected : ExitCode::differs;
}

CellProof proof_of(const Scenario& scenario, const Cell& cell, const model::ProofConfig& config,
                   RestGraph graph, const Versions& versions, const MustStop& must_stop) {
  CellProof proof;
  proof.scenario = scenario.name;
  proof.cell = cell.name;
  proof.position = cell.position;
  proof.routing = cell.config.routing;
  proof.world = config.world;
  proof.expected = cell.expected;
  proof.prescribed = prescribed(cell.config);
  proof.proof = judge_graph(std::move(graph), config, cell.config);
  for (const model::EventKind mark : cell.sometimes) {
    const auto bit = static_cast<std::size_t>(mark);
    const bool met = (proof.proof.graph.marks[bit / 64] >> (bit % 64) & 1U) != 0;
    if (!met) proof.unmet_marks.push_back(mark);
  }
  proof.certificate = certify(proof.proof, scenario, cell, config, versions, must_stop);
  return proof;
}

std::optional<InputError> save_certificate(CellProof& proof, const std::string& folder,
                                           const std::string& stem) {
  const std::string path = path_of(folder, stem);
  if (auto error = write_file_atomically(path, certificate_text(proof.certificate))) return error;
  proof.file = path;
  return std::nullopt;
}

std::vector<std::string> other_times(const CellProof& proof, model::Property property) {
  const auto index = static_cast<std::size_t>(property);
  const auto& kept = proof.timed[index];
  const auto found = decided(proof.proof, property, proof.routing);
  const auto& expected = proof.expected[index];
  if (!kept || !found || !expected || gravity(*found) <= gravity(*expected)) return {};
  return other_times(kept->timed);
}

ExitCode exit_code(const CellProof& proof) {
  const bool complete = proof.proof.graph.complete();
  std::vector<ExitCode> codes;
  // What was not met so far may occur in the rest.
  if (complete && !proof.unmet_marks.empty()) codes.push_back(ExitCode::vacuous);
  if (!complete) codes.push_back(ExitCode::inconclusive);
  for (std::size_t index = 0; index < model::property_count; ++index) {
    const auto property = static_cast<model::Property>(index);
    const auto& expected = proof.expected[index];
    if (!expected || !proof.prescribed.empty() || !other_times(proof, property).empty()) continue;
    codes.push_back(exit_code(*expected, decided(proof.proof, property, proof.routing), complete));
  }
  return first_of(codes);
}

bool is_violation(ProofVerdict verdict) {
  return verdict == ProofVerdict::doomed || verdict == ProofVerdict::stuck ||
         verdict == ProofVerdict::uncached;
}

}  // namespace stalemate::scenarios
