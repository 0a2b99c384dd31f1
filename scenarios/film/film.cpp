#include "scenarios/film/film.h"

#include <algorithm>
#include <new>
#include <span>
#include <string_view>
#include <utility>

#include "model/rest_state.h"
#include "model/world.h"
#include "scenarios/film/read_frame.h"
#include "sim/arena.h"
#include "sim/explore/calm_explorer.h"
#include "sim/explore/replay_explorer.h"

namespace stalemate::scenarios {

namespace {

using model::EventKind;
using model::World;

constexpr std::string_view question_of_strikes = "what strikes now";
constexpr std::string_view question_of_target = "calm traffic goes to";

/// Answers as the run did. What strikes is asked and answered before each macro-step, so that a
/// strike has a frame of its own; when the world asks again, nothing strikes.
class RecordedAnswers final : public sim::Explorer {
 public:
  explicit RecordedAnswers(const sim::Schedule& schedule) : replay_(schedule) {}

  std::uint32_t choose(const sim::ChoicePoint& point) override {
    return point.label.text == question_of_strikes ? 0 : replay_.choose(point);
  }
  std::uint32_t what_strikes(std::span<const sim::Name> names) {
    sim::ChoicePoint point;
    point.label = {question_of_strikes.data()};
    point.kind = sim::ChoiceKind::deviation;
    point.count = static_cast<std::uint32_t>(names.size());
    point.names = names.data();
    return replay_.choose(point);
  }

 private:
  sim::ReplayExplorer replay_;
};

/// A safety property is violated at an instant; what comes after is no part of its story.
std::size_t events_until(const Transcript& transcript, sim::Microseconds at_us) {
  const auto end =
      std::find_if(transcript.events.begin(), transcript.events.end(),
                   [at_us](const sim::TraceEvent& event) { return event.at_us > at_us; });
  return static_cast<std::size_t>(end - transcript.events.begin());
}

class Projector final : public sim::TraceSink {
 public:
  Projector(const model::WorldConfig& config, model::Property property,
            const model::Finding& finding, const Transcript& transcript)
      : config_(&config),
        transcript_(&transcript),
        schedule_(schedule_of(transcript)),
        answers_(schedule_),
        goes_round_(property == model::Property::eventually_fresh),
        finding_(finding),
        events_to_show_(goes_round_ ? transcript.events.size()
                                    : events_until(transcript, finding.at_us)) {
    world_ = new (arena_.allocate(sizeof(World))) World(config, arena_);
  }
  ~Projector() override {
    world_->~World();
    arena_.deallocate(world_, sizeof(World));
  }
  Projector(const Projector&) = delete;
  Projector& operator=(const Projector&) = delete;

  void record(const sim::TraceEvent& event) override {
    const bool same = events_ < transcript_->events.size() && transcript_->events[events_] == event;
    astray_ = astray_ || !same;
    ++events_;
  }

  std::optional<Film> run() {
    sim::Gate gate(answers_);
    world_->connect(&gate, this);
    take_frame();
    world_->begin();
    bool pending = true;
    while (pending && !over()) pending = step();
    if (!over()) show_the_calm_end();
    if (astray_) return std::nullopt;
    film_.cut = events_ < events_to_show_;
    return std::move(film_);
  }

 private:
  /// True if nothing more is to be shown.
  bool over() const {
    return astray_ || film_.frames.size() >= most_frames || events_ >= events_to_show_;
  }

  void take_frame() {
    if (!film_.frames.empty() && film_.frames.back().events_end == events_) return;
    Frame frame = read_frame(*world_, owners_);
    frame.events_end = events_;
    frame.microtasks = world_->kernel().microtask_count() - microtasks_;
    microtasks_ = world_->kernel().microtask_count();
    film_.frames.push_back(std::move(frame));
  }

  bool step() {
    strike();
    take_frame();
    const bool pending = !over() && world_->step();
    take_frame();
    return pending;
  }

  void strike() {
    model::StrikeList strikes;
    world_->offer(strikes);
    if (strikes.all().empty()) return;
    std::vector<sim::Name> names{{"nothing"}};
    for (const model::Strike& possible : strikes.all()) names.push_back(possible.name);
    const std::uint32_t taken = answers_.what_strikes(names);
    if (taken > 0) world_->strike(strikes.all()[taken - 1]);
  }

  void show_the_calm_end() {
    world_->end_chaos();
    take_frame();
    sim::CalmExplorer calm;
    sim::Gate gate(calm);
    world_->connect(&gate, this);
    quiesce();
    while (!over()) {
      const sim::TraceEvent& next = transcript_->events[events_];
      advance_to(next.at_us);
      if (next.kind == static_cast<std::uint32_t>(EventKind::burst_started)) {
        show_burst(next.detail);
      } else {
        world_->kernel().record(next.kind, next.subject, next.detail, next.extra);
        take_frame();
      }
    }
    if (goes_round_ && !astray_ && events_ == events_to_show_) find_loop();
  }

  void quiesce() {
    while (!over() && world_->step()) take_frame();
    if (!over()) take_frame();
  }

  void advance_to(sim::Microseconds instant_us) {
    if (instant_us > world_->kernel().now_us()) world_->kernel().advance_to(instant_us);
  }

  /// As the calm end of a run does it (model/calm_suffix.h).
  void show_burst(std::int64_t number) {
    bursts_.push_back({film_.frames.size(), model::canonical_hashes(*world_).removal_ignored});
    world_->kernel().record(static_cast<std::uint32_t>(EventKind::burst_started), 0, number);
    take_frame();
    for (const std::uint32_t isolate : targets()) {
      for (const model::Artifact artifact : {model::Artifact::html, model::Artifact::rsc}) {
        if (over() || !config_->asks_for(artifact)) continue;
        world_->post_calm_request(0, isolate, artifact);
        quiesce();
      }
    }
  }

  /// The isolates that the calm traffic hits: the one that was chosen, or all.
  std::vector<std::uint32_t> targets() const {
    std::vector<std::uint32_t> all;
    for (std::uint32_t number = 0; number < world_->runtime().place_count(); ++number) {
      all.push_back(number);
    }
    const auto chosen = std::find_if(
        transcript_->decisions.begin(), transcript_->decisions.end(),
        [](const Decision& decision) { return decision.choice.label == question_of_target; });
    if (chosen == transcript_->decisions.end()) return all;
    std::erase_if(all, [&](std::uint32_t number) {
      return sim::Name{"isolate", std::int64_t{number} + 1}.str() != chosen->choice.taken;
    });
    return all;
  }

  void find_loop() {
    while (!astray_ && world_->step()) {
    }
    if (astray_) return;
    advance_to(finding_.at_us);
    const std::uint64_t state = model::canonical_hashes(*world_).removal_ignored;
    for (const auto& [frame, earlier] : bursts_) {
      if (earlier != state) continue;
      film_.loop_from = frame;
      return;
    }
  }

  const model::WorldConfig* config_;
  const Transcript* transcript_;
  sim::Schedule schedule_;
  RecordedAnswers answers_;
  bool goes_round_;
  model::Finding finding_;
  std::size_t events_to_show_;
  sim::Arena arena_;
  World* world_ = nullptr;
  KnownOwners owners_;
  Film film_;
  std::vector<std::pair<std::size_t, std::uint64_t>> bursts_;  // first frame, state at rest
  std::size_t events_ = 0;
  std::uint64_t microtasks_ = 0;
  bool astray_ = false;
};

}  // namespace

std::optional<Film> film_of(const model::WorldConfig& config, model::Property property,
                            const model::Finding& finding, const Transcript& transcript) {
  return Projector(config, property, finding, transcript).run();
}

}  // namespace stalemate::scenarios
