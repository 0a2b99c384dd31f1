#include "scenarios/certificate/rerun.h"

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "sim/explore/answers.h"

namespace stalemate::scenarios {

namespace {

/// What the rounds of a loop were, taken together.
struct Loop {
  void add(const model::Round& round, model::Artifact of, const model::ProofConfig& config) {
    const auto artifact = static_cast<std::size_t>(of);
    const unsigned limits = config.held_up_by(of);
    expired |= round.expired[artifact];
    absent |= round.absent[artifact];
    throttled |= round.throttled & limits;
    written |= round.written;
  }

  std::string problem(ProofVerdict verdict, model::Routing routing,
                      const Certificate& certificate) const {
    if ((expired | absent) == 0) return "nothing is due in the loop";
    if ((verdict == ProofVerdict::uncached) != (expired == 0)) {
      return "the loop violates in another way than the verdict says";
    }
    if ((throttled & ~written) != 0) return "what holds the loop up passes by itself";
    const std::size_t isolates = certificate.states.front().state.isolates.size();
    const std::uint32_t all = isolates >= 32 ? ~0U : (1U << isolates) - 1;
    if (routing == model::Routing::fair && ((expired | absent) & all) != all) {
      return "the loop does not ask at every isolate";
    }
    return "";
  }

  std::uint32_t expired = 0;  // where
  std::uint32_t absent = 0;
  unsigned throttled = 0;  // of which artifacts
  unsigned written = 0;
};

/// How many rounds of the stem lead to the last state from which there is a way out.
std::optional<std::uint32_t> point_of_no_return(const CertifiedCounterexample& shown,
                                                ProofVerdict verdict,
                                                const Certificate& certificate) {
  const auto doomed = [&](std::uint32_t state) {
    const auto artifact = static_cast<std::size_t>(shown.artifact);
    return certificate.states[state].last_progress[artifact].has_value();
  };
  if (verdict != ProofVerdict::doomed) return std::nullopt;
  std::optional<std::uint32_t> point;
  if (!doomed(0)) point = 0;
  for (std::uint32_t place = 0; place < shown.stem.size(); ++place) {
    if (!doomed(shown.stem[place].to)) point = place + 1;
  }
  return point;
}

/// @return whether they can be run from this state
bool take_steps(std::uint32_t from, const std::vector<std::vector<std::uint32_t>>& steps,
                const Certificate& certificate, model::BurstWorld& world) {
  world.start(certificate.states[from].state);
  for (const std::vector<std::uint32_t>& step : steps) {
    world.fingerprint();
    if (world.out_of_bounds() || world.clock_exhausted()) return false;
    if (step.empty() || step.front() >= world.offers()) return false;
    sim::Answers answers(std::span<const std::uint32_t>(step).subspan(1));
    world.take(step.front(), answers);
    if (!answers.fit() || !answers.used_up()) return false;
  }
  return true;
}

}  // namespace

std::optional<model::Round> rerun(const CertifiedPath& path, const Certificate& certificate,
                                  model::BurstWorld& world) {
  const auto& states = certificate.states;
  if (path.from >= states.size() || path.to >= states.size()) return std::nullopt;
  if (!take_steps(path.from, path.steps, certificate, world)) return std::nullopt;
  if (!world.at_rest() || world.rest() != states[path.to].state) return std::nullopt;
  return world.round();
}

std::string problem_of(const CertifiedCounterexample& shown, model::Routing routing,
                       const Certificate& certificate, const model::ProofConfig& config) {
  const ProofVerdict verdict =
      certificate.eventually_fresh[static_cast<std::size_t>(routing)].verdict;
  if (verdict == ProofVerdict::heals || verdict == ProofVerdict::inconclusive) {
    return "shown for a verdict that is no violation";
  }
  model::BurstWorld world(config);
  std::uint32_t here = 0;
  for (const CertifiedPath& path : shown.stem) {
    if (path.from != here) return "the stem is not one path from the beginning";
    if (!rerun(path, certificate, world)) return "the stem cannot be run as it says";
    here = path.to;
  }
  const std::uint32_t begin = here;
  const auto artifact = static_cast<std::size_t>(shown.artifact);
  Loop loop;
  for (const CertifiedPath& path : shown.loop) {
    if (path.from != here) return "the loop is not one path from the end of the stem";
    const auto round = rerun(path, certificate, world);
    if (!round) return "the loop cannot be run as it says";
    if (round->disturbed) return "the loop is disturbed: a fault strikes, or a tag is invalidated";
    if (round->progress[artifact]) return "the loop makes progress";
    loop.add(*round, shown.artifact, config);
    here = path.to;
  }
  if (shown.loop.empty() || here != begin) return "the loop is not closed";
  const std::string problem = loop.problem(verdict, routing, certificate);
  if (!problem.empty()) return problem;
  const bool right = shown.point_of_no_return == point_of_no_return(shown, verdict, certificate);
  return right ? "" : "the point of no return is another";
}

std::string problem_of(const CertifiedWay& way, model::Property property,
                       const Certificate& certificate, const model::ProofConfig& config) {
  const auto index = static_cast<std::size_t>(property);
  if (certificate.safe[index]) return "a way to what is never violated";
  model::BurstWorld world(config);
  std::uint32_t here = 0;
  for (const CertifiedPath& path : way.stem) {
    if (path.from != here || path.steps.empty()) {
      return "the rounds are not one path from the beginning";
    }
    if (!rerun(path, certificate, world)) return "the rounds cannot be run as they say";
    here = path.to;
  }
  if (way.steps.empty() || !take_steps(here, way.steps, certificate, world)) {
    return "the last steps cannot be run as they say";
  }
  const bool violates =
      world.world().runtime().findings()[index].verdict == model::Verdict::violated;
  return violates ? "" : "the last step violates nothing";
}

}  // namespace stalemate::scenarios
