#include "scenarios/certificate/rerun.h"

#include <algorithm>
#include <cstdint>
#include <vector>

namespace stalemate::scenarios {

namespace {

/// Follows recorded answers; remembers whether one of them does not exist.
class Answers final : public sim::Explorer {
 public:
  explicit Answers(const std::vector<std::uint32_t>& step) : step_(&step) {}

  std::uint32_t choose(const sim::ChoicePoint& point) override {
    if (next_ >= step_->size()) return 0;
    const std::uint32_t answer = (*step_)[next_++];
    fit_ = fit_ && answer < point.count;
    return answer < point.count ? answer : 0;
  }
  bool fit() const { return fit_; }

 private:
  const std::vector<std::uint32_t>* step_;
  std::size_t next_ = 1;  // the first is the offer itself
  bool fit_ = true;
};

}  // namespace

std::optional<model::Round> rerun(const CertifiedPath& path, const Certificate& certificate,
                                  model::BurstWorld& world) {
  const auto& states = certificate.states;
  if (path.from >= states.size() || path.to >= states.size()) return std::nullopt;
  const model::RestState& from = states[path.from].state;
  const auto allowed = model::placements(from, world.config());
  if (std::find(allowed.begin(), allowed.end(), path.placement) == allowed.end()) {
    return std::nullopt;
  }
  world.start(from, path.placement);
  for (const std::vector<std::uint32_t>& step : path.steps) {
    world.fingerprint();
    if (step.empty() || step.front() >= world.offers()) return std::nullopt;
    Answers answers(step);
    world.take(step.front(), answers);
    if (!answers.fit()) return std::nullopt;
  }
  if (!world.at_rest() || world.rest() != states[path.to].state) return std::nullopt;
  return world.round();
}

std::string problem_of(const CertifiedCounterexample& shown, const Certificate& certificate,
                       const model::ProofConfig& config) {
  model::BurstWorld world(config);
  std::uint32_t here = 0;
  for (const CertifiedPath& path : shown.stem) {
    if (path.from != here) return "the stem is not one path from the beginning";
    if (!rerun(path, certificate, world)) return "the stem cannot be run as it says";
    here = path.to;
  }
  const std::uint32_t begin = here;
  const auto artifact = static_cast<std::size_t>(shown.artifact);
  bool due = false;
  for (const CertifiedPath& path : shown.loop) {
    if (path.from != here) return "the loop is not one path from the end of the stem";
    const auto round = rerun(path, certificate, world);
    if (!round) return "the loop cannot be run as it says";
    if (round->disturbed) return "a fault strikes in the loop";
    if (round->progress[artifact]) return "the loop makes progress";
    due = due || round->expired[artifact] != 0 || round->absent[artifact] != 0;
    here = path.to;
  }
  if (shown.loop.empty() || here != begin) return "the loop is not closed";
  return due ? "" : "nothing is due in the loop";
}

}  // namespace stalemate::scenarios
