#include "scenarios/certificate/verify.h"

#include <algorithm>
#include <map>
#include <utility>

#include <fmt/format.h>

#include "scenarios/certificate/recheck_graph.h"
#include "scenarios/certificate/recheck_no_return.h"
#include "scenarios/certificate/recount.h"
#include "scenarios/certificate/rederive.h"
#include "scenarios/certificate/rerun.h"
#include "scenarios/certificate/well_formed.h"
#include "scenarios/certificate/wrong_numbers.h"
#include "scenarios/format/load.h"
#include "sim/random.h"

namespace stalemate::scenarios {

namespace {

using model::Artifact;
using model::RestState;
using model::Routing;

/// Where things stand in the text; see certificate_text().
enum Line : std::size_t {
  line_of_version = 3,
  line_of_model_hash = 4,
  line_of_scenario = 5,
  line_of_hash = 6,
  line_of_cell = 7,
  line_of_claim = 9,
  line_of_bounds = 10,
  line_of_verdict = 11,
  line_of_safety = 12,
  line_of_counts = 13,
  line_of_marks = 14,
};

/// Which one it was nobody can tell; whatever stands there is no sentence.
bool is_version(const std::string& text) {
  return !text.empty() && text.find_first_not_of("0123456789.") == std::string::npos;
}

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
    if (!is_version(certificate_->versions.stalemate)) flaw(line_of_version, "no version");
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

  Verification run_part(const std::string& path) {
    if (check_scenario(path) && check_shape()) check_frontier();
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
      if (cell.config.handler.program) {
        flaw(line_of_cell + 1, "a handler in JavaScript is never proved");
        return false;
      }
      model::ProofBounds bounds = certificate_->bounds;
      bounds.clock_step_ms = model::ProofBounds{}.clock_step_ms;
      config_ = model::proof_config(cell.config, bounds);
      config_->bounds.exchange_isolates = false;
      if (config_->bounds.clock_step_ms != certificate_->bounds.clock_step_ms) {
        flaw(line_of_bounds, fmt::format("the clock's step of this scenario is {} ms",
                                         config_->bounds.clock_step_ms));
      }
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
                      bounds.late_writes <= 64;
    if (!sane) {
      flaw(line_of_bounds, "bounds that no proof has");
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

  void check_frontier() {
    if (certificate_->frontier > states().size()) {
      return flaw(line_of_counts, "more states are unexplored than are listed");
    }
    for (std::size_t index = states().size() - certificate_->frontier; index < states().size();
         ++index) {
      if (!states()[index].rounds.empty())
        flaw_of_state(index, "it is explored, and is said not to be");
    }
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
    for (const WrongNumber& wrong : wrong_numbers(*certificate_, *config_)) {
      flaw_of_state(wrong.state, wrong.what);
    }
  }

  void check_verdicts() {
    for (const Routing routing : {Routing::any, Routing::fair}) {
      const RoutedVerdict& said = certificate_->eventually_fresh[static_cast<std::size_t>(routing)];
      ProofVerdict worst = ProofVerdict::heals;
      bool worst_is_said = false;
      std::uint32_t within = 0;
      bool bounded = true;
      for (const Artifact artifact : artifacts_asked_for(*config_)) {
        const ProofVerdict found = recheck_verdict(*certificate_, *config_, artifact, routing);
        worst = std::max(worst, found);
        if (artifact == said.artifact) worst_is_said = found == said.verdict;
        for (const CertifiedState& state : states()) {
          const auto& distance = state.distance[static_cast<std::size_t>(artifact)];
          bounded = bounded && distance.has_value();
          within = std::max(within, distance.value_or(0));
        }
      }
      if (said.verdict != worst) {
        flaw(line_of_verdict, fmt::format("under routing {} the rounds say {}",
                                          model::name(routing), model::name(worst)));
      } else if (!worst_is_said) {
        flaw(line_of_verdict,
             fmt::format("under routing {} another artifact is the worst", model::name(routing)));
      } else if (said.within.has_value() != (worst == ProofVerdict::heals && bounded) ||
                 said.within.value_or(within) != within) {
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
      std::string problem = problem_of(*shown, routing, *certificate_, *config_);
      if (problem.empty()) {
        problem = problem_of_no_return(*shown, *certificate_, *config_, options_->all, *cancelled_);
      }
      if (!problem.empty()) flaw(line, problem);
    }
    std::size_t line = end + model::count_of<Routing>() + 2;
    for (const model::Property property : safety_properties(*certificate_)) {
      const auto& way = certificate_->ways[static_cast<std::size_t>(property)];
      const std::string problem =
          way ? problem_of(*way, property, *certificate_, *config_) : std::string();
      if (!problem.empty()) flaw(line, problem);
      ++line;
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
    Recount recount(*config_);
    decltype(Rederived::marks) marks{};
    std::array<bool, model::property_count> safe{};
    safe.fill(true);
    for (const std::uint32_t index : to_check()) {
      const Rederived derived = rederive(states()[index].state, world, *cancelled_);
      recount.add(states()[index].state, derived, *cancelled_);
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
    if (certificate_->entries_judged != config_->entries_judged()) {
      flaw(line_of_safety, "it speaks of other properties than the scenario");
    }
    for (std::size_t property = 1; property < model::property_count; ++property) {
      if (certificate_->safe[property] == safe[property]) continue;
      if (!complete && !certificate_->safe[property]) continue;
      flaw(line_of_safety,
           fmt::format("{} is {}", model::name(static_cast<model::Property>(property)),
                       safe[property] ? "never violated" : "violated"));
    }
    if (!complete) return;
    check_marks(marks);
    for (std::string& wrong : recount.differences(*certificate_)) {
      flaw(line_of_counts, std::move(wrong));
    }
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

std::vector<Flaw> problems_of_part(const Certificate& certificate, const std::string& path) {
  const std::atomic<bool> never{false};
  const VerifyOptions options;
  return Verifier(certificate, options, never).run_part(path).flaws;
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
