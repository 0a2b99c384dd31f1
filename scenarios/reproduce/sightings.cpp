#include "scenarios/reproduce/sightings.h"

#include <algorithm>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "model/error.h"
#include "scenarios/campaign/transcript.h"
#include "scenarios/reproduce/answers.h"

namespace stalemate::scenarios {

namespace {

using format::Json;
using model::EventKind;

/// Longer than the limit on waitUntil: what is under way has ended by then.
constexpr std::int64_t long_enough_ms = 35'000;

/// Collects answers and events of one run.
class Watcher final : public sim::TraceSink {
 public:
  explicit Watcher(Answers& answers) : answers_(&answers) {}
  void record(const sim::TraceEvent& event) override {
    answers_->record(event);
    events_.push_back(event);
  }
  const std::vector<sim::TraceEvent>& events() const { return events_; }

 private:
  Answers* answers_;
  std::vector<sim::TraceEvent> events_;
};

const char* words_of_end(const std::optional<EventKind>& ended) {
  if (!ended) return "not yet";
  switch (*ended) {
    case EventKind::context_cut:
      return "cut: canceled or an exception, no console output after it";
    case EventKind::wait_until_limit_reached:
      return "at the limit: \"waitUntil() tasks did not complete within the allowed time\"";
    case EventKind::hang_detected:
      return "hung: \"your Worker's code had hung\"";
    case EventKind::cpu_limit_exceeded:
      return "exceededCpu";
    case EventKind::memory_limit_exceeded:
      return "exceededMemory";
    case EventKind::deploy_grace_over:
      return "cut after a deployment";
    default:
      return "ok, as soon as nothing kept it alive";
  }
}

/// What the parts of the platform saw of one request.
struct Told {
  bool failed = false;
  bool read_failed = false;
  int renders_begun = 0;
  int renders_ended = 0;
  std::string put = "none";
};

void tell(Told& told, const sim::TraceEvent& event) {
  switch (static_cast<EventKind>(event.kind)) {
    case EventKind::regeneration_failed:
      told.failed = true;
      return;
    case EventKind::get_failed:
      told.read_failed = true;
      return;
    case EventKind::render_started:
      ++told.renders_begun;
      return;
    case EventKind::render_finished:
    case EventKind::render_threw:
      ++told.renders_ended;
      return;
    case EventKind::put_sent:
      told.put = "one that was not answered";
      return;
    case EventKind::put_committed:
    case EventKind::put_committed_late:
      told.put = "one that was stored";
      return;
    case EventKind::put_rejected:
      told.put = event.extra == static_cast<std::int64_t>(model::Error::put_too_many_requests)
                     ? "one that was refused: 429"
                     : "one that failed: 5xx";
      return;
    case EventKind::put_connection_lost:
    case EventKind::put_cut_partly_sent:
    case EventKind::put_cut_complete:
      told.put = "one whose connection was lost";
      return;
    default:
      return;
  }
}

const char* words_of_renders(const Told& told) {
  if (told.renders_begun == 0) return "none";
  return told.renders_begun == told.renders_ended ? "one, answered to its end"
                                                  : "one that was not answered to its end";
}

std::string words_of_console(const Told& told, const std::string& error) {
  if (!told.failed) return told.read_failed ? "an error: a read failed" : "no error";
  constexpr const char* words = "an error: a regeneration or a write failed";
  return error.empty() ? words : fmt::format("{}, \"{}\"", words, error);
}

std::string words_of_answer(const Answered& answered, const Render& last) {
  if (answered.error) return "an error";
  if (!answered.served) return "no answer";
  return fmt::format("{}, {}", model::name(answered.state),
                     answered.looks == last ? "the generation of the last line"
                                            : "another generation than the last line");
}

class Looking {
 public:
  Looking(const LogQuestion& question, const Json& world, const Guide& guide,
          const Hypothesis& hypothesis)
      : question_(&question), world_(&world), guide_(&guide), hypothesis_(&hypothesis) {
    const std::int64_t life_ms = question.cell->config.page.revalidate_ms;
    gap_ms_ = std::max(life_ms + 1000, long_enough_ms);
    for (const Json& arrival : world.at("workload")) {
      end_ms_ = std::max(end_ms_, arrival.value("at", std::int64_t{0}));
    }
  }

  std::vector<Sighting> all() {
    run(false);
    sightings_.push_back(
        {"what KV holds under the page's key after the last line", words_of_store()});
    run(true);
    look_at_lines();
    return std::move(sightings_);
  }

 private:
  /// Two more requests to where the last one came; before them, if asked, a deployment.
  void run(bool deployed) {
    Json world = *world_;
    Json& workload = world["workload"];
    const std::size_t before = workload.size();
    const Json last = workload[question_->seen.size() - 1];
    const std::int64_t first_ms = end_ms_ + gap_ms_;
    if (deployed) workload.push_back(Json{{"at", first_ms - 1}, {"kind", "deploy"}});
    for (const std::int64_t at_ms : {first_ms, first_ms + gap_ms_}) {
      Json request{{"at", at_ms}};
      for (const char* const key : {"isolate", "artifact"}) {
        if (last.contains(key)) request[key] = last[key];
      }
      workload.push_back(std::move(request));
    }
    const Result<Scenario> scenario = load_world(*question_, world);
    if (!scenario) return;
    const model::WorldConfig& config = scenario.value().cells.front().config;
    model::Simulation simulation(config);
    GuidedExplorer explorer({}, hypothesis_->most_faults, hypothesis_->lasts);
    Answers answers(simulation, config.workload.size(), &explorer, hypothesis_->same_data);
    Watcher watcher(answers);
    explorer.begin(*guide_);
    answers.begin();
    simulation.run(explorer, &watcher);
    const Answered& line = answers.all()[question_->seen.size() - 1];
    const Answered& one = answers.all()[before + (deployed ? 1 : 0)];
    const Answered& another = answers.all()[before + (deployed ? 2 : 1)];
    const std::int64_t seconds = (gap_ms_ + 999) / 1000;
    const std::string first_words =
        deployed
            ? fmt::format("the first request after a deployment, {} s after the last line", seconds)
            : fmt::format("one more request, {} s after the last line", seconds);
    sightings_.push_back({first_words, words_of_answer(one, line.looks)});
    sightings_.push_back(
        {fmt::format("the one {} s after that{}", seconds, deployed ? " first one" : ""),
         words_of_answer(another, line.looks)});
    if (deployed) return;
    told_.assign(question_->seen.size(), Told{});
    for (const sim::TraceEvent& event : watcher.events()) {
      const auto kind = static_cast<EventKind>(event.kind);
      if (model::is_of_isolate(kind)) continue;
      if (kind == EventKind::put_committed && event.at_us <= end_ms_ * 1000 + 1'000'000) {
        stored_ = Render{event.extra >> 32, event.extra & 0xffff'ffff};
      }
      const auto arrival = answers.arrival_of(event.subject);
      if (arrival && *arrival < told_.size()) tell(told_[*arrival], event);
    }
    for (std::size_t index = 0; index < told_.size(); ++index) {
      ends_.push_back(answers.all()[index].ended);
      errors_.emplace_back(answers.all()[index].error_message);
    }
    last_ = line.render;
  }

  std::string words_of_store() const {
    if (!stored_) return "what it held before the log, or nothing";
    return stored_ == last_ ? "the generation of the last line"
                            : "another generation than that of the last line";
  }

  void look_at_lines() {
    for (std::size_t index = 0; index < told_.size(); ++index) {
      const std::string place = place_words(question_->seen[index]);
      const Told& told = told_[index];
      sightings_.push_back({fmt::format("how the invocation of {} ended (wrangler tail)", place),
                            words_of_end(ends_[index])});
      sightings_.push_back({fmt::format("the console of {} (wrangler tail)", place),
                            words_of_console(told, errors_[index])});
      sightings_.push_back(
          {fmt::format("renders of {} that the origin saw", place), words_of_renders(told)});
      sightings_.push_back({fmt::format("puts of {} that KV saw", place), told.put});
    }
  }

  const LogQuestion* question_;
  const Json* world_;
  const Guide* guide_;
  const Hypothesis* hypothesis_;
  std::int64_t gap_ms_ = 0;
  std::int64_t end_ms_ = 0;
  std::vector<Sighting> sightings_;
  std::vector<Told> told_;  // by line
  std::vector<std::optional<EventKind>> ends_;
  std::vector<std::string> errors_;
  std::optional<Render> stored_;
  Render last_;
};

}  // namespace

std::vector<Sighting> sightings_of(const LogQuestion& question, const Json& world,
                                   const Guide& guide, const Hypothesis& hypothesis) {
  return Looking(question, world, guide, hypothesis).all();
}

std::size_t first_difference(const std::vector<Sighting>& one, const std::vector<Sighting>& other) {
  const auto difference = std::mismatch(one.begin(), one.end(), other.begin(), other.end());
  return static_cast<std::size_t>(difference.first - one.begin());
}

}  // namespace stalemate::scenarios
