#include "scenarios/bounded/verify_bounded.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "sim/random.h"

namespace stalemate::scenarios {

namespace {

using model::BurstWorld;
using model::Property;
using model::Verdict;

/// Where things stand in the text; see certificate_text().
enum Line : std::size_t {
  line_of_model_hash = 4,
  line_of_name = 6,
  line_of_hash = 7,
  line_of_cell = 8,
  line_of_scenario = 9,
  line_of_program = 10,
  line_of_claim = 11,
  line_of_bounds = 12,
  line_of_end = 13,
  line_of_counts = 14,
  line_of_marks = 15,
  line_of_violations = 18,
  line_of_remarks = 19,
};

constexpr std::uint32_t most_bursts = 100;
constexpr std::uint32_t most_requests = 12;

/// Takes alternatives at random.
class AtRandom final : public sim::Explorer {
 public:
  explicit AtRandom(sim::Random& random) : random_(&random) {}
  std::uint32_t choose(const sim::ChoicePoint& point) override {
    return random_->below(point.count);
  }

 private:
  sim::Random* random_;
};

class BoundedVerifier {
 public:
  BoundedVerifier(const BoundedCertificate& certificate, const VerifyOptions& options,
                  unsigned jobs, const std::atomic<bool>& cancelled)
      : certificate_(&certificate), options_(&options), jobs_(jobs), cancelled_(&cancelled) {}

  Verification run_violations(const std::string& path, const Versions& versions) {
    begin(path, versions);
    return std::move(verification_);
  }

  Verification run(const std::string& path, const Versions& versions) {
    if (!certificate_->result.complete()) flaw(line_of_end, "it was cut short: no proof");
    if (!begin(path, versions)) return std::move(verification_);
    check_claim();
    check_numbers();
    if (!verification_.flaws.empty()) return std::move(verification_);  // refused already
    if (options_->all) {
      search_again();
    } else {
      sample();
    }
    verification_.interrupted = cancelled_->load();
    return std::move(verification_);
  }

 private:
  bool begin(const std::string& path, const Versions& versions) {
    if (versions.model_hash != certificate_->versions.model_hash) {
      flaw(line_of_model_hash, fmt::format("made with model {}, this program is model {}",
                                           certificate_->versions.model_hash, versions.model_hash));
    }
    if (!check_bounds() || !check_scenario(path)) return false;
    world_.emplace(model::proof_config(cell_->its().config, certificate_->bounds.each));
    check_violations();
    return true;
  }

  const BoundedResult& result() const { return certificate_->result; }
  const model::WorldConfig& timed() const { return cell_->its().config; }
  void flaw(std::size_t line, std::string what) {
    verification_.flaws.push_back({line, std::move(what)});
  }

  bool check_bounds() {
    const model::BoundedBounds& bounds = certificate_->bounds;
    const auto fits = [](std::uint32_t number, std::uint32_t most) {
      return number >= 1 && number <= most;
    };
    const bool fit = fits(bounds.bursts, most_bursts) &&
                     fits(bounds.each.requests_per_burst, most_requests) &&
                     fits(bounds.each.requests_per_isolate, most_requests) &&
                     bounds.each.late_writes <= most_requests && bounds.each.pauses <= most_bursts;
    if (!fit) flaw(line_of_bounds, "no bounds that can be explored");
    return fit;
  }

  bool check_scenario(const std::string& path) {
    Result<EmbeddedCell> cell = embedded_cell(*certificate_, path);
    if (!cell) {
      std::string why = cell.error().message;
      if (why.starts_with(path + ": ")) why.erase(0, path.size() + 2);
      flaw(line_of_scenario, std::move(why));
      return false;
    }
    cell_.emplace(std::move(cell).value());
    if (cell_->scenario.name != certificate_->scenario_name) {
      flaw(line_of_name, "the name is not that of the embedded scenario");
    }
    if (cell_->scenario.hash != certificate_->scenario_hash) {
      flaw(line_of_hash, "the hash is not that of the embedded scenario");
    }
    return check_program();
  }

  bool check_program() {
    const model::Program& program = *timed().handler.program;
    const CertifiedProgram& told = certificate_->program;
    const bool same_packages = std::ranges::equal(
        program.packages, told.packages, [](const auto& left, const auto& right) {
          return left.name == right.name && left.version == right.version &&
                 left.integrity == right.integrity;
        });
    if (program.name == told.name && program.sha256 == told.sha256 && same_packages) return true;
    flaw(line_of_program, fmt::format("the handler is another one now: {}, sha256 {}", program.name,
                                      program.sha256));
    return false;
  }

  void check_claim() {
    const auto config = model::proof_config(timed(), certificate_->bounds.each);
    if (claim_of(*certificate_, config) != certificate_->claim) {
      flaw(line_of_claim, "the claim does not follow from the rest");
    }
  }

  void check_numbers() {
    const bool judged = result().rests() > 0 && result().states > result().rests() / isolates();
    const bool late = result().late <= result().count(Verdict::holds);
    if (!judged || !late || result().transitions + 1 < result().rests() / isolates()) {
      flaw(line_of_counts, "the counts do not fit together");
    }
    const bool stale = result().count(Verdict::violated) > 0;
    const bool uncached = result().count(Verdict::uncached) > 0;
    const auto& shown = result().violations[0];
    const bool told = shown.has_value() == (stale || uncached);
    if (!told || (shown && (shown->verdict == Verdict::violated) != stale)) {
      flaw(line_of_violations, "the counts say something else of eventually-fresh");
    }
  }
  std::uint64_t isolates() const {
    std::uint64_t count = 0;
    for (const std::uint32_t of_colo : timed().isolates_per_colo) count += of_colo;
    return std::max<std::uint64_t>(count, 1);
  }

  // --- violations

  void check_violations() {
    for (std::size_t index = 0; index < model::always_judged_count; ++index) {
      if (!result().violations[index]) continue;
      const auto property = static_cast<Property>(index);
      const std::string wrong = problem_of(*result().violations[index], property);
      if (!wrong.empty()) {
        flaw(line_of_violations, fmt::format("{}: {}", model::name(property), wrong));
      }
    }
  }

  struct Length {
    std::uint32_t bursts;  // one more than are over
    std::uint32_t requests;
    std::uint32_t faults;

    void add_burst(const BurstWorld& world) {
      ++bursts;
      requests += world.round_so_far().requests;
      faults += world.round_so_far().faults;
    }
  };

  /// What is wrong with a way to a violation; empty: nothing.
  std::string problem_of(const BoundedPath& path, Property property) {
    std::string failure = model::go_through(*world_, {});
    Length length{1, 0, 0};
    for (const std::vector<std::uint32_t>& step : path.steps) {
      if (!failure.empty()) return failure;
      if (!step.empty() && step.front() == model::next_burst) length.add_burst(*world_);
      failure = model::take_step(*world_, step);
    }
    if (!failure.empty()) return failure;
    length.add_burst(*world_);
    if (length.bursts > certificate_->bounds.bursts + 1)
      return "it has more bursts than the bounds";
    if (length.requests != path.requests || length.faults != path.faults) {
      return "it has another number of requests or faults";
    }
    const bool fresh = property == Property::eventually_fresh;
    if (fresh && !path.calm) return "it has to show in calm traffic";
    if (path.isolate >= model::calm_targets(timed(), *world_)) return "there is no such isolate";
    if (path.calm) {
      if (!world_->at_rest()) return "its last burst is not over";
      const auto calm = model::calm_from_here(*world_, timed(), path.isolate, nullptr);
      if (fresh && calm.finding.verdict != path.verdict) {
        return fmt::format("calm traffic says {}", model::name(calm.finding.verdict));
      }
      if (fresh) return {};
    }
    const auto& findings = world_->world().runtime().findings();
    const bool violated = findings[static_cast<std::size_t>(property)].verdict == Verdict::violated;
    return violated && path.verdict == Verdict::violated ? "" : "it does not violate it";
  }

  // --- what was not listed

  void sample() {
    sim::Random random(options_->seed, "schedules of a bounded certificate");
    for (std::uint64_t run = 0; run < options_->sample && !cancelled_->load(); ++run) {
      const std::string wrong = problem_of_run(random);
      ++verification_.states_checked;
      if (!wrong.empty()) return flaw(line_of_counts, wrong);
    }
  }

  /// A schedule taken at random, held against what is claimed.
  std::string problem_of_run(sim::Random& random) {
    std::string failure = model::go_through(*world_, {});
    std::uint32_t bursts = 0;
    while (failure.empty()) {
      const bool over = world_->at_rest() && world_->round_so_far().requests > 0;
      if (over && ++bursts == certificate_->bounds.bursts) return problem_of_end(random);
      if (over) {
        failure = model::take_step(*world_, std::array{model::next_burst});
        continue;
      }
      const std::uint32_t offers = world_->offers();
      if (offers == 0) return "a context can neither go on nor end";
      AtRandom chosen(random);
      model::take_offer(*world_, random.below(offers), chosen);
      failure = world_->script_failure();
      ++verification_.transitions;
      failure += problem_of_step();
      if (world_->out_of_bounds()) return failure;
      world_->fingerprint();
    }
    return failure;
  }

  std::string problem_of_step() const {
    const auto& findings = world_->world().runtime().findings();
    for (std::size_t index = 1; index < model::always_judged_count; ++index) {
      if (findings[index].verdict != Verdict::violated || result().violations[index]) continue;
      return fmt::format("a schedule violates {}", model::name(static_cast<Property>(index)));
    }
    for (std::size_t word = 0; word < result().marks.size(); ++word) {
      if ((world_->marks_of_step()[word] & ~result().marks[word]) == 0) continue;
      return "something occurs in a schedule that is not among the marks";
    }
    return problem_of_remarks(world_->script()->remarks());
  }

  std::string problem_of_remarks(const model::ScriptRemarks& shown) const {
    const BoundedRemarks& told = result().remarks;
    const bool all = (shown.refusal.empty() || !told.refusals.empty()) &&
                     (shown.error.empty() || !told.errors.empty()) &&
                     (shown.hang.empty() || !told.hangs.empty());
    return all ? "" : "a schedule shows of its program what is not among the remarks";
  }

  /// After the last burst faults may still strike.
  std::string problem_of_end(sim::Random& random) {
    while (random.below(2) == 0) {
      std::vector<std::uint32_t> strikes;
      const std::uint32_t offers = world_->offers();
      for (std::uint32_t offer = 0; offer < offers; ++offer) {
        if (world_->step_of(offer) == BurstWorld::Step::strike) strikes.push_back(offer);
      }
      if (strikes.empty()) break;
      AtRandom chosen(random);
      const auto place = random.below(static_cast<std::uint32_t>(strikes.size()));
      model::take_offer(*world_, strikes[place], chosen);
      if (std::string problem = problem_of_step(); !problem.empty()) return problem;
      world_->fingerprint();
    }
    return problem_of_rest(random);
  }

  std::string problem_of_rest(sim::Random& random) {
    const std::uint32_t isolate = random.below(model::calm_targets(timed(), *world_));
    const auto calm = model::calm_from_here(*world_, timed(), isolate, nullptr);
    if (result().count(calm.finding.verdict) > 0) return problem_of_step();
    return fmt::format("there is a schedule after which calm traffic says {}",
                       model::name(calm.finding.verdict));
  }

  void search_again() {
    const BoundedRequest request{timed(),  certificate_->bounds, jobs_, {},
                                 no_limit, *cancelled_,          {}};
    const BoundedResult again = search_bounded(request);
    if (cancelled_->load()) return;
    if (!again.failure.empty()) return flaw(line_of_program, again.failure);
    verification_.states_checked = again.states;
    verification_.transitions = again.transitions;
    if (again.states != result().states || again.transitions != result().transitions ||
        again.judged != result().judged || again.late != result().late ||
        again.out_of_bounds != result().out_of_bounds || again.open != result().open) {
      flaw(line_of_counts, "going through it again comes to other counts");
    }
    if (again.unfinished != result().unfinished) flaw(line_of_end, "it ends in another way");
    if (again.marks != result().marks) flaw(line_of_marks, "other marks occur");
    if (again.remarks != result().remarks) flaw(line_of_remarks, "its program shows other things");
    if (again.violations != result().violations) {
      flaw(line_of_violations, "going through it again finds other smallest ways");
    }
  }
  static constexpr std::size_t no_limit = ~std::size_t{0};

  const BoundedCertificate* certificate_;
  const VerifyOptions* options_;
  unsigned jobs_;
  const std::atomic<bool>* cancelled_;
  std::optional<EmbeddedCell> cell_;
  std::optional<BurstWorld> world_;
  Verification verification_;
};

}  // namespace

Verification verify(const BoundedCertificate& certificate, const std::string& path,
                    const Versions& versions, const VerifyOptions& options, unsigned jobs,
                    const std::atomic<bool>& cancelled) {
  return BoundedVerifier(certificate, options, jobs, cancelled).run(path, versions);
}

std::vector<Flaw> problems_of_violations(const BoundedCertificate& certificate,
                                         const std::string& path, const Versions& versions) {
  const VerifyOptions options;
  const std::atomic<bool> never{false};
  return BoundedVerifier(certificate, options, 1, never).run_violations(path, versions).flaws;
}

}  // namespace stalemate::scenarios
