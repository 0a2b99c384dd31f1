#include "scenarios/certificate/verify.h"

#include <algorithm>
#include <map>
#include <utility>

#include <fmt/format.h>

#include "scenarios/certificate/recheck_graph.h"
#include "scenarios/certificate/rederive.h"
#include "scenarios/certificate/rerun.h"
#include "scenarios/certificate/well_formed.h"
#include "scenarios/format/load.h"
#include "sim/random.h"

namespace stalemate::scenarios {

namespace {

using model::Artifact;
using model::RestState;
using model::Routing;

/// Where things stand in the text; see certificate_text().
enum Line : std::size_t {
  line_of_model_hash = 4,
  line_of_scenario = 5,
  line_of_hash = 6,
  line_of_cell = 7,
  line_of_claim = 9,
  line_of_verdict = 11,
  line_of_safety = 12,
  line_of_counts = 13,
  line_of_marks = 14,
};

class Verifier {
 public:
  Verifier(const Certificate& certificate, const VerifyOptions& options,
           const std::atomic<bool>& cancelled)
      : certificate_(&certificate), options_(&options), cancelled_(&cancelled) {}

  Verification run(const std::string& path, const Versions& versions) {
    if (versions.model_hash != certificate_->versions.model_hash) {
      flaw(line_of_model_hash, fmt::format("made with model {}, this program is model {}",
                                           certificate_->versions.model_hash, versions.model_hash));
    }
    if (certificate_->frontier != 0) {
      // What is missing in it would fill pages.
      flaw(line_of_counts, "it was cut short: no proof");
      return std::move(result_);
    }
    if (!check_scenario(path) || !check_shape()) return std::move(result_);
    check_claim();
    check_reachability();
    check_distances();
    check_verdicts();
    check_counterexamples();
    check_successors();
    return std::move(result_);
  }

  /// Only what has to do with the counterexamples.
  Verification run_counterexamples(const std::string& path) {
    if (check_scenario(path) && check_shape()) check_counterexamples();
    return std::move(result_);
  }

 private:
  void flaw(std::size_t line, std::string what) {
    result_.flaws.push_back({line, std::move(what)});
  }
  void flaw_of_state(std::size_t state, const std::string& what) {
    flaw(line_of_state(*certificate_, state), fmt::format("state {}: {}", state, what));
  }
  const std::vector<CertifiedState>& states() const { return certificate_->states; }

  bool check_scenario(const std::string& path) {
    const Result<Scenario> scenario = load_scenario_from_text(certificate_->document, path);
    if (!scenario) {
      flaw(line_of_cell + 1, "the embedded scenario is not valid: " + scenario.error().message);
      return false;
    }
    if (scenario.value().name != certificate_->scenario_name) {
      flaw(line_of_scenario, "the name is not that of the embedded scenario");
    }
    if (scenario.value().hash != certificate_->scenario_hash) {
      flaw(line_of_hash, "the hash is not that of the embedded scenario");
    }
    for (const Cell& cell : scenario.value().cells) {
      if (cell.name != certificate_->cell) continue;
      config_ = model::proof_config(cell.config, certificate_->bounds);
      config_->bounds.exchange_isolates = false;
      return true;
    }
    flaw(line_of_cell, "the embedded scenario has no such cell");
    return false;
  }

  /// Whether the states can be built at all, and the rounds lead to listed ones.
  bool check_shape() {
    const model::ProofBounds& bounds = certificate_->bounds;
    const bool sane = bounds.requests_per_burst > 0 && bounds.requests_per_burst <= 64 &&
                      bounds.requests_per_isolate > 0 && bounds.requests_per_isolate <= 64 &&
                      bounds.late_writes <= 64 && bounds.clock_step_ms >= 2 &&
                      bounds.clock_step_ms <= 1000;
    if (!sane) {
      flaw(line_of_claim + 1, "bounds that no proof has");
      return false;
    }
    model::BurstWorld world(*config_);
    world.start();
    const RestState root = world.rest();
    if (states().empty() || states().front().state != root) {
      flaw(line_of_state(*certificate_, 0), "state 0 is not where the scenario begins");
      return false;
    }
    bool right = true;
    std::uint64_t rounds = 0;
    for (std::size_t index = 0; index < states().size(); ++index) {
      if (!is_well_formed(states()[index].state, root, *config_)) {
        flaw_of_state(index, "not a state of this scenario");
        right = false;
      }
      for (const CertifiedRound& round : states()[index].rounds) {
        ++rounds;
        if (round.to < states().size()) continue;
        flaw_of_state(index,
                      fmt::format("a round leads to state {}, which is not listed", round.to));
        right = false;
      }
    }
    if (rounds != certificate_->rounds) {
      flaw(line_of_counts, fmt::format("{} rounds are listed", rounds));
    }
    return right;
  }

  void check_claim() {
    if (claim_of(*certificate_, *config_) != certificate_->claim) {
      flaw(line_of_claim, "the words do not say what the numbers do");
    }
  }

  void check_reachability() {
    std::vector<bool> reached(states().size(), false);
    std::vector<std::size_t> open{0};
    reached[0] = true;
    while (!open.empty()) {
      const std::size_t here = open.back();
      open.pop_back();
      for (const CertifiedRound& round : states()[here].rounds) {
        if (reached[round.to]) continue;
        reached[round.to] = true;
        open.push_back(round.to);
      }
    }
    for (std::size_t index = 0; index < states().size(); ++index) {
      if (!reached[index]) flaw_of_state(index, "no round leads there");
    }
  }

  void check_distances() {
    const std::vector<Artifact> asked = artifacts_asked_for(*config_);
    for (const Artifact artifact : {Artifact::html, Artifact::rsc}) {
      const auto place = static_cast<std::size_t>(artifact);
      const bool is_asked = std::find(asked.begin(), asked.end(), artifact) != asked.end();
      RecheckedStates right;
      if (is_asked) right = recheck_states(*certificate_, artifact);
      for (std::size_t index = 0; index < states().size(); ++index) {
        const CertifiedState& state = states()[index];
        if (!is_asked) {
          if (state.distance[place] || state.last_progress[place]) {
            flaw_of_state(index, fmt::format("nobody asks for {}", model::name(artifact)));
          }
          continue;
        }
        check_distance(index, place, right.distance[index]);
        check_last_progress(index, place, right.last_progress[index]);
      }
    }
  }

  void check_distance(std::size_t index, std::size_t artifact,
                      const std::optional<std::uint32_t>& right) {
    const auto& here = states()[index].distance[artifact];
    if (here == right) return;
    for (const CertifiedRound& round : states()[index].rounds) {
      if (round.round.disturbed || round.round.progress[artifact]) continue;
      const bool due = (round.round.expired[artifact] | round.round.absent[artifact]) != 0;
      const std::uint32_t weight = due && !round.round.throttled[artifact] ? 1 : 0;
      const auto& there = states()[round.to].distance[artifact];
      if (!here || (there && *here >= *there + weight)) continue;
      return flaw_of_state(
          index, fmt::format("its distance is too small for its round to state {}", round.to));
    }
    const bool small = here && (!right || *here < *right);
    flaw_of_state(index, small ? "its distance is too small for what its rounds lead to"
                               : "its distance is larger than any of its rounds needs");
  }

  void check_last_progress(std::size_t index, std::size_t artifact,
                           const std::optional<std::uint32_t>& right) {
    const auto& here = states()[index].last_progress[artifact];
    if (here == right) return;
    if (!right) return flaw_of_state(index, "it is said to be doomed, but its rounds lead out");
    flaw_of_state(index, !here ? "it is doomed, which is not said"
                               : "so many rounds with progress cannot come");
  }

  void check_verdicts() {
    for (const Routing routing : {Routing::any, Routing::fair}) {
      const RoutedVerdict& said = certificate_->eventually_fresh[static_cast<std::size_t>(routing)];
      ProofVerdict worst = ProofVerdict::heals;
      bool worst_is_said = false;
      std::optional<std::uint32_t> within = 0;
      for (const Artifact artifact : artifacts_asked_for(*config_)) {
        const ProofVerdict found = recheck_verdict(*certificate_, artifact, routing);
        worst = std::max(worst, found);
        if (artifact == said.artifact) worst_is_said = found == said.verdict;
        for (const CertifiedState& state : states()) {
          const auto& distance = state.distance[static_cast<std::size_t>(artifact)];
          if (!distance || !within) {
            within.reset();
          } else {
            within = std::max(*within, *distance);
          }
        }
      }
      if (said.verdict != worst) {
        flaw(line_of_verdict, fmt::format("under routing {} the rounds say {}",
                                          model::name(routing), model::name(worst)));
      } else if (!worst_is_said) {
        flaw(line_of_verdict,
             fmt::format("under routing {} another artifact is the worst", model::name(routing)));
      } else if (said.within != (worst == ProofVerdict::heals ? within : std::nullopt)) {
        flaw(line_of_verdict, fmt::format("under routing {} the distances give another number",
                                          model::name(routing)));
      }
    }
  }

  // --- counterexamples

  void check_counterexamples() {
    const std::size_t end = line_of_state(*certificate_, states().size()) + 2;
    for (const Routing routing : {Routing::any, Routing::fair}) {
      const auto index = static_cast<std::size_t>(routing);
      const std::size_t line = end + index;
      const auto& shown = certificate_->counterexamples[index];
      if (!shown) continue;
      const std::string problem = problem_of(*shown, routing, *certificate_, *config_);
      if (!problem.empty()) flaw(line, problem);
    }
  }

  // --- successors

  std::vector<std::uint32_t> to_check() const {
    std::vector<std::uint32_t> chosen;
    if (options_->all || options_->sample >= states().size()) {
      for (std::uint32_t index = 0; index < states().size(); ++index) chosen.push_back(index);
      return chosen;
    }
    sim::Random random(options_->seed, "certificate");
    for (std::uint64_t count = 0; count < options_->sample; ++count) {
      chosen.push_back(random.below(static_cast<std::uint32_t>(states().size())));
    }
    std::sort(chosen.begin(), chosen.end());
    chosen.erase(std::unique(chosen.begin(), chosen.end()), chosen.end());
    return chosen;
  }

  void check_successors() {
    std::map<RestState, std::uint32_t> numbers;
    for (std::uint32_t index = 0; index < states().size(); ++index) {
      if (!numbers.emplace(states()[index].state, index).second) {
        flaw_of_state(index, "listed twice");
      }
    }
    model::BurstWorld world(*config_);
    decltype(Rederived::marks) marks{};
    std::array<bool, model::property_count> safe{};
    safe.fill(true);
    for (const std::uint32_t index : to_check()) {
      const Rederived derived = rederive(states()[index].state, world, *cancelled_);
      if (cancelled_->load()) {
        result_.interrupted = true;
        return;
      }
      ++result_.states_checked;
      result_.transitions += derived.transitions;
      compare(index, derived, numbers);
      for (std::size_t word = 0; word < marks.size(); ++word) marks[word] |= derived.marks[word];
      for (std::size_t property = 0; property < safe.size(); ++property) {
        if (derived.findings[property].verdict == model::Verdict::violated) safe[property] = false;
      }
    }
    const bool complete = result_.states_checked == states().size();
    for (std::size_t property = 1; property < safe.size(); ++property) {
      if (certificate_->safe[property] == safe[property]) continue;
      if (!complete && !certificate_->safe[property]) continue;
      flaw(line_of_safety,
           fmt::format("{} is {}", model::name(static_cast<model::Property>(property)),
                       safe[property] ? "never violated" : "violated"));
    }
    if (complete) check_marks(marks);
  }

  void check_marks(const decltype(Rederived::marks)& occurred) {
    std::vector<std::string> right;
    for (std::size_t kind = 0; kind < model::count_of<model::EventKind>(); ++kind) {
      if ((occurred[kind / 64] >> (kind % 64) & 1U) == 0) continue;
      right.emplace_back(model::name(static_cast<model::EventKind>(kind)));
    }
    if (right != certificate_->marks) flaw(line_of_marks, "other kinds of events can occur");
  }

  void compare(std::size_t index, const Rederived& derived,
               const std::map<RestState, std::uint32_t>& numbers) {
    std::map<PlainRound, RoundPrice> listed;
    for (const CertifiedRound& round : states()[index].rounds) {
      listed[{states()[round.to].state, without_cost(round.round)}] = price_of(round.round);
    }
    bool leads_out = false;
    if (listed.size() != states()[index].rounds.size())
      flaw_of_state(index, "a round stands twice");
    for (const auto& [round, price] : derived.rounds) {
      const auto place = listed.find(round);
      if (place != listed.end()) {
        if (place->second != price) {
          flaw_of_state(index, "a round does not cost what it says");
        }
        listed.erase(place);
        continue;
      }
      const auto number = numbers.find(round.first);
      if (number == numbers.end()) {
        leads_out = true;
      } else {
        flaw_of_state(index, fmt::format("a round to state {} is not listed", number->second));
      }
    }
    if (leads_out) flaw_of_state(index, "it leads to a state that is not listed");
    if (!listed.empty()) {
      flaw_of_state(index, fmt::format("a round to state {} cannot happen",
                                       numbers.at(listed.begin()->first.first)));
    }
    if (derived.stuck) flaw_of_state(index, "it leads to where nothing can happen");
  }

  const Certificate* certificate_;
  const VerifyOptions* options_;
  const std::atomic<bool>* cancelled_;
  std::optional<model::ProofConfig> config_;
  Verification result_;
};

}  // namespace

Verification verify(const Certificate& certificate, const std::string& path,
                    const Versions& versions, const VerifyOptions& options,
                    const std::atomic<bool>& cancelled) {
  return Verifier(certificate, options, cancelled).run(path, versions);
}

std::vector<Flaw> problems_of_counterexamples(const Certificate& certificate,
                                              const std::string& path, const Versions& versions) {
  const std::atomic<bool> never{false};
  const VerifyOptions options;
  std::vector<Flaw> flaws = Verifier(certificate, options, never).run_counterexamples(path).flaws;
  if (!flaws.empty() && versions.model_hash != certificate.versions.model_hash) {
    flaws.push_back({line_of_model_hash, "the model has changed since"});
  }
  return flaws;
}

}  // namespace stalemate::scenarios
