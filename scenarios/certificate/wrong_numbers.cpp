#include "scenarios/certificate/wrong_numbers.h"

#include <algorithm>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "scenarios/certificate/recheck_graph.h"

namespace stalemate::scenarios {

namespace {

using model::Artifact;

class Checking {
 public:
  Checking(const Certificate& certificate, const model::ProofConfig& config)
      : certificate_(&certificate), config_(&config) {}

  std::vector<WrongNumber> run() {
    check_distances();
    return std::move(found_);
  }

 private:
  const std::vector<CertifiedState>& states() const { return certificate_->states; }
  void found_at(std::size_t state, const std::string& what) { found_.push_back({state, what}); }

  void check_distances() {
    const std::vector<Artifact> asked = artifacts_asked_for(*config_);
    for (const Artifact artifact : {Artifact::html, Artifact::rsc}) {
      const auto place = static_cast<std::size_t>(artifact);
      const bool is_asked = std::find(asked.begin(), asked.end(), artifact) != asked.end();
      RecheckedStates right;
      if (is_asked) right = recheck_states(*certificate_, *config_, artifact);
      for (std::size_t index = 0; index < states().size(); ++index) {
        const CertifiedState& state = states()[index];
        if (!is_asked) {
          if (state.distance[place] || state.last_progress[place]) {
            found_at(index, fmt::format("nobody asks for {}", model::name(artifact)));
          }
          continue;
        }
        check_distance(index, artifact, right.distance[index]);
        check_last_progress(index, place, right.last_progress[index]);
      }
    }
  }

  void check_distance(std::size_t index, Artifact of, const std::optional<std::uint32_t>& right) {
    const auto artifact = static_cast<std::size_t>(of);
    const unsigned limits = config_->held_up_by(of);
    const auto& here = states()[index].distance[artifact];
    if (here == right) return;
    for (const CertifiedRound& round : states()[index].rounds) {
      if (round.round.disturbed || round.round.progress[artifact]) continue;
      const bool due = (round.round.expired[artifact] | round.round.absent[artifact]) != 0;
      const std::uint32_t weight = due && (round.round.throttled & limits) == 0 ? 1 : 0;
      const auto& there = states()[round.to].distance[artifact];
      if (!here || (there && *here >= *there + weight)) continue;
      return found_at(index,
                      fmt::format("its distance is too small for its round to state {}", round.to));
    }
    const bool small = here && (!right || *here < *right);
    found_at(index, small ? "its distance is too small for what its rounds lead to"
                          : "its distance is larger than any of its rounds needs");
  }

  void check_last_progress(std::size_t index, std::size_t artifact,
                           const std::optional<std::uint32_t>& right) {
    const auto& here = states()[index].last_progress[artifact];
    if (here == right) return;
    if (!right) return found_at(index, "it is said to be doomed, but its rounds lead out");
    found_at(index, !here ? "it is doomed, which is not said"
                          : "so many rounds with progress cannot come");
  }

  const Certificate* certificate_;
  const model::ProofConfig* config_;
  std::vector<WrongNumber> found_;
};

}  // namespace

std::vector<WrongNumber> wrong_numbers(const Certificate& certificate,
                                       const model::ProofConfig& config) {
  return Checking(certificate, config).run();
}

}  // namespace stalemate::scenarios
