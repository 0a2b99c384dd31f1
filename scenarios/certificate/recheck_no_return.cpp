#include "scenarios/certificate/recheck_no_return.h"

#include <algorithm>
#include <cstddef>
#include <set>

#include "scenarios/certificate/rederive.h"

namespace stalemate::scenarios {

namespace {

class NoReturn {
 public:
  NoReturn(const CertifiedPath& round, model::Artifact artifact, const Certificate& certificate,
           const model::ProofConfig& config, const std::atomic<bool>& cancelled)
      : round_(&round),
        from_(&certificate.states[round.from].state),
        world_(config),
        cancelled_(&cancelled) {
    for (const CertifiedState& state : certificate.states) {
      if (state.last_progress[static_cast<std::size_t>(artifact)]) doomed_.insert(state.state);
    }
  }

  /// Whether anything leads out if so many steps are taken as they are told.
  bool leads_out(std::size_t taken) {
    BegunBurst begun;
    begun.steps.assign(round_->steps.begin(),
                       round_->steps.begin() + static_cast<std::ptrdiff_t>(taken));
    stand_behind(begun.steps, *from_, world_);
    begun.most_faults = world_.round().faults;
    const Rederived derived = rederive(*from_, world_, *cancelled_, begun);
    return std::any_of(derived.rounds.begin(), derived.rounds.end(),
                       [this](const auto& found) { return !doomed_.contains(found.first.first); });
  }

 private:
  const CertifiedPath* round_;
  const model::RestState* from_;
  model::BurstWorld world_;
  const std::atomic<bool>* cancelled_;
  std::set<model::RestState> doomed_;
};

}  // namespace

std::string problem_of_no_return(const CertifiedCounterexample& shown,
                                 const Certificate& certificate, const model::ProofConfig& config,
                                 bool all, const std::atomic<bool>& cancelled) {
  if (!shown.step_of_no_return) return "";
  if (!shown.point_of_no_return || *shown.point_of_no_return >= shown.stem.size()) {
    return "a step of no return, and no round of it";
  }
  const CertifiedPath& round = shown.stem[*shown.point_of_no_return];
  const std::size_t step = *shown.step_of_no_return;
  if (step == 0 || step > round.steps.size()) return "a step of no return that is not there";
  if (!all) return "";
  NoReturn no_return(round, shown.artifact, certificate, config, cancelled);
  const bool too_early = no_return.leads_out(step);
  const bool too_late = !no_return.leads_out(step - 1);
  if (cancelled.load() || (!too_early && !too_late)) return "";
  return too_early ? "behind its step of no return a way out remains"
                   : "no way out remains before its step of no return";
}

}  // namespace stalemate::scenarios
