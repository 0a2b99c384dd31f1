#include <algorithm>
#include <filesystem>
#include <system_error>

#include <fmt/format.h>

#include "reports/bounded_report.h"
#include "reports/cli/commands.h"
#include "reports/cli/handlers.h"
#include "reports/cli/interrupt.h"
#include "reports/cli/out_folder.h"
#include "reports/cli/progress.h"
#include "reports/proof_matrix.h"
#include "reports/proof_report.h"
#include "reports/remarks.h"
#include "scenarios/bounded/verify_bounded.h"
#include "scenarios/campaign/inputs.h"
#include "scenarios/campaign/stopwatch.h"
#include "scenarios/certificate/verify.h"
#include "scenarios/format/file.h"

namespace stalemate::reports::cli {

namespace {

using scenarios::CellProof;
using scenarios::ExitCode;
using scenarios::Result;

/// Says on standard error how far a proof is: a line at its start, and at most one in ten seconds.
class ProofProgress final : public scenarios::ProveObserver {
 public:
  ProofProgress(const Resources& resources, const Style& style)
      : resources_(&resources), style_(style) {}

  void began(const scenarios::Scenario& scenario, const scenarios::Cell& cell,
             const scenarios::Estimate& estimate) override {
    began_at_ = stopwatch_.seconds();
    estimate_ = estimate;
    constexpr double worth_a_line = 200'000;
    if (estimate.states < worth_a_line) return;
    const std::string size = fmt::format("about {:.1f} million states, {:.1f} million transitions",
                                         estimate.states / 1e6, estimate.transitions / 1e6);
    const double seconds = std::max(1.0, estimate.seconds);
    const std::string time =
        estimate.exact ? "" : fmt::format(", roughly {}", short_duration(seconds));
    resources_->errors.write(
        printable(fmt::format("{}, {}: {}{}", scenario.name, cell.name, size, time)) + "\n");
  }
  void advanced(const scenarios::RestGraph& graph) override {
    const double now = stopwatch_.seconds();
    if (now < next_line_at_) return;
    next_line_at_ = now + interval;
    const double took = now - began_at_;
    if (estimate_.states <= 0) {
      resources_->errors.write(fmt::format("estimating: {} of {} states at rest explored\n",
                                           graph.expanded, graph.nodes.size()));
      return;
    }
    if (took < 1) return;
    const auto states = static_cast<double>(graph.count.states);
    // What an earlier run or the estimate has explored took none of this time.
    const double rate = (states - estimate_.explored) / took;
    if (rate <= 0) return;
    const double left = (estimate_.states - states) / rate;
    resources_->errors.write(
        fmt::format("{} of {} states at rest explored, {:.2f} million states a second, {}\n",
                    graph.expanded, graph.nodes.size(), rate / 1e6,
                    left > 0 ? fmt::format("about {:.0f} s left", left)
                             : std::string("larger than estimated")));
  }
  void finished(const CellProof& proof) override {
    estimate_ = {};
    resources_->output.write(proof_report(proof, style_));
  }
  void advanced(const scenarios::Cell& cell, const scenarios::BoundedResult& so_far) override {
    const double now = stopwatch_.seconds();
    if (now < next_line_at_) return;
    next_line_at_ = now + interval;
    resources_->errors.write(printable(fmt::format("{}: {} states, {} transitions so far\n",
                                                   cell.name, so_far.states, so_far.transitions)));
  }
  void finished(const scenarios::BoundedProof& proof) override {
    resources_->output.write(bounded_report(proof, style_));
  }

 private:
  static constexpr double interval = 10;

  const Resources* resources_;
  Style style_;
  scenarios::Stopwatch stopwatch_;
  scenarios::Estimate estimate_;
  double began_at_ = 0;
  double next_line_at_ = 10;
};

bool has_cell(const std::vector<scenarios::Scenario>& scenarios, const std::string& name) {
  for (const scenarios::Scenario& scenario : scenarios) {
    for (const scenarios::Cell& cell : scenario.cells) {
      if (cell.name == name) return true;
    }
  }
  return false;
}

void write_matrix(const scenarios::ProveResult& result, const std::string& out,
                  const Resources& resources, std::vector<ExitCode>& codes) {
  const std::string matrix = out + "/proofs.md";
  if (const auto error = scenarios::write_file_atomically(matrix, proof_matrix(result))) {
    resources.complain(error->message);
    codes.push_back(ExitCode::usage);
  } else {
    resources.output.write(fmt::format("the matrix: {}\n", printable(matrix)));
  }
}

}  // namespace

ExitCode run_prove(const ProveArguments& arguments, const Resources& resources) {
  scenarios::Inputs inputs = scenarios::read_inputs(arguments.paths);
  if (!arguments.handler.empty()) replace_handlers(inputs, arguments.handler);
  for (const scenarios::InputError& error : inputs.errors) resources.complain(error.message);
  if (!inputs.errors.empty()) return ExitCode::usage;
  if (!arguments.cell.empty() && !has_cell(inputs.scenarios, arguments.cell)) {
    resources.complain(fmt::format("no cell is called \"{}\"; `list` names them", arguments.cell));
    return ExitCode::usage;
  }
  for (const std::string& folder : inputs.empty_folders) resources.complain_of_empty(folder);
  scenarios::ProveOptions options = arguments.options;
  const OutFolder out(arguments.out);
  options.folder = out.certificates;
  options.schedules = out.schedules;
  std::error_code ignored;
  if (options.resume && !std::filesystem::is_directory(options.folder, ignored)) {
    resources.complain(options.folder +
                       ": no such folder; --resume names what an earlier --out did");
    return ExitCode::usage;
  }
  if (const auto error = claim(out, inputs, options.resume)) {
    resources.complain(error->message);
    return ExitCode::usage;
  }
  const Interrupt interrupt;
  const Style style = resources.output.style(resources.program);
  ProofProgress progress(resources, style);
  const scenarios::ProveResult result =
      scenarios::prove(inputs.scenarios, arguments.cell, options, resources.versions, progress,
                       interrupt.requested());
  std::vector<ExitCode> codes;
  std::size_t agreeing = 0;
  std::size_t held = 0;  // to what is expected
  for (const std::string& problem : result.problems) {
    resources.complain(problem);
    codes.push_back(ExitCode::usage);
  }
  const auto count = [&](const auto& proof) {
    codes.push_back(exit_code(proof));
    if (!proof.prescribed.empty()) return;
    ++held;
    if (codes.back() == ExitCode::as_expected) ++agreeing;
    if (codes.back() == ExitCode::differs) {
      resources.output.write(hanging("",
                                     fmt::format("{}, {}: the scenario expects another verdict",
                                                 printable(proof.scenario), printable(proof.cell)),
                                     Colour::bad, style));
    }
  };
  for (const CellProof& proof : result.cells) count(proof);
  for (const scenarios::BoundedProof& proof : result.bounded) count(proof);
  const std::size_t cells = result.cells.size() + result.bounded.size();
  if (cells > 0) write_matrix(result, arguments.out, resources, codes);
  const std::string others =
      cells > held ? fmt::format("; {} about another claim", counted(cells - held, "proof")) : "";
  resources.output.write(
      fmt::format("{} of {} as expected{}\n", agreeing, counted(held, "cell"), others));
  if (cells == 0 || !inputs.empty_folders.empty()) codes.push_back(ExitCode::vacuous);
  if (result.interrupted) codes.push_back(ExitCode::interrupted);
  return first_of(codes);
}

namespace {

/// A certificate of a program.
ExitCode verify_bounded(const std::string& path, const VerifyArguments& arguments,
                        const Resources& resources, const Interrupt& interrupt) {
  const auto certificate = scenarios::load_bounded_certificate(path);
  if (!certificate) {
    resources.complain(certificate.error().message);
    return ExitCode::usage;
  }
  const scenarios::Verification verification =
      scenarios::verify(certificate.value(), path, resources.versions, arguments.options,
                        arguments.jobs, interrupt.requested());
  for (const scenarios::Flaw& flaw : verification.flaws) {
    resources.complain(fmt::format("{}:{}: {}", path, flaw.line, flaw.what));
  }
  if (verification.interrupted) {
    resources.complain(path + ": interrupted");
    return ExitCode::interrupted;
  }
  if (!verification.flaws.empty()) return ExitCode::differs;
  const auto checked = verification.states_checked;
  resources.output.write(
      printable(fmt::format(
          "{}: accepted; {}", path,
          arguments.options.all
              ? fmt::format("{} gone through again", counted(checked, "state"))
              : fmt::format("{} at random, none says otherwise", counted(checked, "schedule")))) +
      "\n");
  for (const std::string& sentence : certificate.value().claim) {
    resources.output.write("  " + printable(sentence) + "\n");
  }
  for (const std::string& remark : remarks_on(certificate.value().result.remarks)) {
    resources.output.write("  " + printable(remark) + ".\n");
  }
  return ExitCode::as_expected;
}

bool is_bounded(const std::string& path) {
  const auto beginning = scenarios::beginning_of(path);
  return beginning && scenarios::looks_like_bounded_certificate(beginning.value().text);
}

}  // namespace

ExitCode run_verify(const VerifyArguments& arguments, const Resources& resources) {
  const Interrupt interrupt;
  std::vector<ExitCode> codes;
  for (const std::string& path : arguments.paths) {
    if (is_bounded(path)) {
      codes.push_back(verify_bounded(path, arguments, resources, interrupt));
      if (codes.back() == ExitCode::interrupted) break;
      continue;
    }
    const Result<scenarios::Certificate> certificate = scenarios::load_certificate(path);
    if (!certificate) {
      resources.complain(certificate.error().message);
      codes.push_back(ExitCode::usage);
      continue;
    }
    const scenarios::Verification verification = scenarios::verify(
        certificate.value(), path, resources.versions, arguments.options, interrupt.requested());
    for (const scenarios::Flaw& flaw : verification.flaws) {
      resources.complain(fmt::format("{}:{}: {}", path, flaw.line, flaw.what));
    }
    if (verification.interrupted) {
      resources.complain(fmt::format("{}: interrupted after {} of {}", path,
                                     verification.states_checked,
                                     counted(certificate.value().states.size(), "state")));
      codes.push_back(ExitCode::interrupted);
      break;
    }
    if (!verification.flaws.empty()) {
      codes.push_back(ExitCode::differs);
    } else {
      resources.output.write(
          printable(fmt::format("{}: accepted; the rounds of {} of {} derived again, {}", path,
                                verification.states_checked,
                                counted(certificate.value().states.size(), "state"),
                                counted(verification.transitions, "transition"))) +
          "\n");
      for (const std::string& sentence : certificate.value().claim) {
        resources.output.write("  " + printable(sentence) + "\n");
      }
    }
  }
  return first_of(codes);
}

}  // namespace stalemate::reports::cli
