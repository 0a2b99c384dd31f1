#include "model/calm_suffix.h"

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

#include "model/rest_state.h"
#include "model/served_renders.h"
#include "sim/explore/calm_explorer.h"

namespace stalemate::model {

namespace {

constexpr std::uint32_t burst_limit = 160;
/// After so many bursts the gaps double, so that the deadlines of caches pass within the limit.
constexpr std::uint32_t steady_bursts = 128;

/// What one burst did to each artifact's entry.
struct Burst {
  RestHashes start_state;
  std::array<bool, artifact_count> expired_read;
  std::array<bool, artifact_count> absent_read;
  std::array<bool, artifact_count> progress;
};

class CalmSuffix {
 public:
  CalmSuffix(World& world, sim::TraceSink* sink, std::uint64_t step_limit)
      : world_(&world), sink_(sink), step_limit_(step_limit) {}

  SuffixResult run(const HealingLoop& known) {
    result_.finding.verdict = Verdict::undecided;
    choose_targets();
    sim::CalmExplorer calm;
    sim::Gate calm_gate(calm);
    world_->connect(&calm_gate, sink_);
    if (!quiesce()) return finish();
    if (world_->config().handler.program) {
      run_script();
      return finish();
    }
    for (std::uint32_t index = 0; index < burst_limit; ++index) {
      const RestHashes state = wait_until_due(index);
      if (index < steady_bursts && stands_in(known, state)) {
        join();
        return finish();
      }
      for (std::uint32_t earlier = 0; earlier < index; ++earlier) {
        if (bursts_[earlier].start_state.removal_ignored != state.removal_ignored) continue;
        returns_ = bursts_[earlier].start_state.removal_counted == state.removal_counted;
        judge(earlier, index);
        return finish();
      }
      bursts_[index].start_state = state;
      if (!burst(bursts_[index])) return finish();
      ++result_.bursts;
    }
    return finish();
  }

  /// The states of the loop that has been found, if it goes round for ever and the bursts all come
  /// after the same gap.
  std::vector<std::uint64_t> states_of_loop() const {
    std::vector<std::uint64_t> states;
    if (!returns_ || loop_end_ > steady_bursts) return states;
    for (std::uint32_t index = loop_begin_; index < loop_end_; ++index) {
      states.push_back(bursts_[index].start_state.removal_counted);
    }
    return states;
  }

  /// So many bursts more, each after the steady gap; the world waits for the first already.
  /// @param first its number
  void go_on(std::size_t bursts, std::uint32_t first) {
    result_.bursts = first - 1;
    for (std::size_t index = 0; index < bursts; ++index) {
      if (index > 0) wait_until_due(0);
      if (!burst(bursts_[index])) return;
      ++result_.bursts;
    }
  }

  /// Without a choice: all isolates get their share, or there is but one.
  bool target_is_given() const {
    return world_->runtime().place_count() == 1 || world_->config().routing == Routing::fair;
  }

  void choose_targets() {
    const auto count = world_->runtime().place_count();
    first_ = 0;
    last_ = count - 1;
    if (!target_is_given()) last_ = first_ = choose_target(count);
  }

 private:
  /// Under `routing: any` all calm traffic may hit a single isolate, and which one is a choice.
  std::uint32_t choose_target(std::uint32_t count) {
    std::array<sim::Name, 32> names;
    for (std::uint32_t index = 0; index < count; ++index) {
      names[index] = {"isolate", std::int64_t{index} + 1};
    }
    return world_->kernel().gate().choose({"calm traffic goes to"}, sim::ChoiceKind::order,
                                          {names.data(), count});
  }

  /// @return the canonical state in which the burst finds the world
  RestHashes wait_until_due(std::uint32_t index) {
    world_->kernel().advance_to(world_->kernel().now_us() + gap_us(index));
    return canonical_hashes(*world_);
  }

  /// Of a script no two states are known to be equal. It heals if each of the last bursts made
  /// progress, and it shows; if none did in many, the gaps between them growing to hours, nothing
  /// will.
  void run_script() {
    constexpr std::uint32_t healthy_bursts = 2;
    constexpr std::uint32_t bursts = 24;
    constexpr std::uint32_t judged = 12;
    for (std::uint32_t index = 0; index < bursts; ++index) {
      wait_until_due(index < healthy_bursts ? index : steady_bursts + index - healthy_bursts);
      if (!burst(bursts_[index])) {
        result_.finding.verdict = Verdict::undecided;
        return;
      }
      ++result_.bursts;
      if (index + 1 < healthy_bursts) continue;
      judge_script(index + 1 - healthy_bursts, index + 1, true);
      if (result_.finding.verdict == Verdict::holds) return;
    }
    judge_script(bursts - judged, bursts, false);
  }

  /// @param each whether every burst has to make progress, or one of them
  void judge_script(std::uint32_t from, std::uint32_t to, bool each) {
    Verdicts verdicts;
    for (const Artifact artifact : {Artifact::html, Artifact::rsc}) {
      auto& verdict = verdicts[static_cast<std::size_t>(artifact)];
      verdict = verdict_on(artifact, from, to, each);
      if (!served_.shows(artifact)) continue;
      if (!verdict && !served_.cached_since(from, artifact)) verdict = Verdict::uncached;
      if (!verdict && (!each || served_.ever_newer(artifact))) verdict = Verdict::holds;
      if (served_.none_newer_after(from, artifact)) verdict = Verdict::violated;
    }
    result_.finding.verdict = gravest(verdicts);
  }

  static bool stands_in(const HealingLoop& loop, const RestHashes& state) {
    return std::ranges::find(loop.states, state.removal_counted) != loop.states.end();
  }

  Microseconds gap_us(std::uint32_t index) const {
    constexpr Microseconds longest_us = std::int64_t{48} * 3600 * 1'000'000;
    Microseconds gap = calm_gap_us(world_->config());
    for (std::uint32_t steady = steady_bursts; steady < index && gap < longest_us; ++steady) {
      gap *= 2;
    }
    return std::max(gap, until_due_us());
  }

  /// How long until each entry that is there has expired.
  Microseconds until_due_us() const {
    const Microseconds now_us = world_->kernel().now_us();
    Microseconds longest_us = 0;
    for (std::size_t index = 0; index < artifact_count; ++index) {
      const KvRead read = world_->kv().store().read(static_cast<Key>(index), now_us);
      if (read.found == 0 || read.value.revalidate_at_ms == null_instant) continue;
      const std::int64_t left_ms = read.value.revalidate_at_ms - wall_clock_ms(now_us);
      longest_us = std::max(longest_us, sim::from_milliseconds(left_ms + 1));
    }
    return longest_us;
  }

  bool quiesce() {
    while (result_.steps < step_limit_) {
      if (!world_->step()) return true;
      ++result_.steps;
    }
    return false;
  }

  /// Each isolate gets a request for each artifact, one after the other.
  bool burst(Burst& burst) {
    const std::array<std::uint64_t, artifact_count> before = stored_renders();
    world_->kv().due_reads() = DueReads{};
    world_->kernel().record(static_cast<std::uint32_t>(EventKind::burst_started), 0,
                            result_.bursts + 1);
    for (std::uint32_t isolate = first_; isolate <= last_; ++isolate) {
      for (const Artifact artifact : {Artifact::html, Artifact::rsc}) {
        if (!world_->config().asks_for(artifact)) continue;
        const Script* const script = world_->runtime().script();
        const std::uint32_t answers = script != nullptr ? script->last_answer().number : 0;
        world_->post_calm_request(0, isolate, artifact);
        if (!quiesce()) return false;
        if (script == nullptr || script->last_answer().number == answers) continue;
        served_.note(isolate, artifact, result_.bursts, script->last_answer());
      }
    }
    const std::array<std::uint64_t, artifact_count> after = stored_renders();
    for (std::size_t index = 0; index < artifact_count; ++index) {
      burst.expired_read[index] = world_->kv().due_reads().expired[index];
      burst.absent_read[index] = world_->kv().due_reads().absent[index];
      burst.progress[index] = after[index] > before[index];
    }
    return true;
  }

  /// The render that each entry holds, by a pure look at the central store; 0 if there is none.
  std::array<std::uint64_t, artifact_count> stored_renders() const {
    std::array<std::uint64_t, artifact_count> renders{};
    for (std::size_t index = 0; index < artifact_count; ++index) {
      const KvRead read =
          world_->kv().store().read(static_cast<Key>(index), world_->kernel().now_us());
      // Render 0 is what lay there before the run; nothing at all is less than that.
      renders[index] = read.found != 0 ? read.value.generation.render + 1 : 0;
    }
    return renders;
  }

  void join() {
    result_.joined = true;
    result_.finding.verdict = Verdict::holds;
    world_->kernel().record(static_cast<std::uint32_t>(EventKind::healing_known), 0);
  }

  /// Bursts [from, to) are a loop: the world will repeat them for ever.
  void judge(std::uint32_t from, std::uint32_t to) {
    loop_begin_ = from;
    loop_end_ = to;
    Verdicts verdicts;
    for (const Artifact artifact : {Artifact::html, Artifact::rsc}) {
      verdicts[static_cast<std::size_t>(artifact)] = verdict_on(artifact, from, to, false);
    }
    result_.finding.verdict = gravest(verdicts);
  }

  using Verdicts = std::array<std::optional<Verdict>, artifact_count>;

  /// What these bursts say of an artifact's entry; nothing if none of them read one that was due.
  /// @param each whether every burst that did has to make progress, or one of them
  std::optional<Verdict> verdict_on(Artifact artifact, std::uint32_t from, std::uint32_t to,
                                    bool each) const {
    const auto of = static_cast<std::size_t>(artifact);
    bool expired = false;
    bool absent = false;
    bool some = false;
    bool all = true;
    for (std::uint32_t index = from; index < to; ++index) {
      const Burst& burst = bursts_[index];
      expired = expired || burst.expired_read[of];
      absent = absent || burst.absent_read[of];
      some = some || burst.progress[of];
      all = all && (burst.progress[of] || !(burst.expired_read[of] || burst.absent_read[of]));
    }
    if (!expired && !absent) return std::nullopt;
    if (some && (all || !each)) return Verdict::holds;
    return expired ? Verdict::violated : Verdict::uncached;
  }

  static Verdict gravest(const Verdicts& verdicts) {
    for (const Verdict grave : {Verdict::violated, Verdict::uncached, Verdict::holds}) {
      if (std::ranges::find(verdicts, grave) != verdicts.end()) return grave;
    }
    return Verdict::undecided;
  }

  SuffixResult finish() {
    result_.finding.at_us = world_->kernel().now_us();
    result_.finding.isolate = first_;
    return result_;
  }

  World* world_;
  sim::TraceSink* sink_;
  ServedRenders served_;  // of a script
  std::uint64_t step_limit_;
  SuffixResult result_;
  std::uint32_t first_ = 0;
  std::uint32_t last_ = 0;
  std::uint32_t loop_begin_ = 0;
  std::uint32_t loop_end_ = 0;
  bool returns_ = false;       // removal counted
  Burst bursts_[burst_limit];  // the first `index` are filled
};

/// Takes note of which kinds of events occur.
class MarkingSink final : public sim::TraceSink {
 public:
  void record(const sim::TraceEvent& event) override { trace_.record(event, nullptr); }
  const sim::TraceMarks& marks() const { return trace_.marks(); }

 private:
  sim::Trace trace_;
};

bool all_hold(const Findings& findings) {
  return std::ranges::all_of(
      findings, [](const Finding& finding) { return finding.verdict == Verdict::holds; });
}

/// What is left of a loop is calm and asks nobody.
void go_round(World& world, sim::TraceSink* sink, std::uint64_t step_limit, std::size_t bursts,
              std::uint32_t first) {
  sim::CalmExplorer calm;
  sim::Gate gate(calm);
  world.connect(&gate, sink);
  CalmSuffix rest(world, sink, step_limit);
  rest.choose_targets();
  rest.go_on(bursts, first);
}

}  // namespace

Microseconds calm_gap_us(const WorldConfig& config) {
  constexpr std::int64_t margin_ms = 100;
  if (config.calm_gap_us) return *config.calm_gap_us;
  return sim::from_milliseconds(config.page.revalidate_ms + margin_ms);
}

SuffixResult run_calm_suffix(World& world, sim::TraceSink* sink, std::uint64_t step_limit,
                             const HealingLoop& known) {
  return CalmSuffix(world, sink, step_limit).run(known);
}

HealingLoop find_healing_loop(World& world, std::uint64_t step_limit) {
  sim::CalmExplorer calm;
  sim::Gate gate(calm);
  world.connect(&gate, nullptr);
  world.begin();
  for (std::uint64_t steps = 0; world.step(); ++steps) {
    if (steps == step_limit) return {};
  }
  world.end_chaos();
  CalmSuffix suffix(world, nullptr, step_limit);
  HealingLoop loop;
  const bool heals = suffix.run(loop).finding.verdict == Verdict::holds;
  if (!heals || !suffix.target_is_given()) return {};
  loop.states = suffix.states_of_loop();
  MarkingSink marking;
  go_round(world, &marking, step_limit, loop.states.size(), 1);
  loop.marks = marking.marks();
  return all_hold(world.runtime().findings()) ? loop : HealingLoop{};
}

void show_healing(World& world, sim::TraceSink* sink, const HealingLoop& known,
                  std::uint32_t first_burst) {
  constexpr std::uint64_t no_limit = ~std::uint64_t{0};
  go_round(world, sink, no_limit, known.states.size(), first_burst);
}

}  // namespace stalemate::model
