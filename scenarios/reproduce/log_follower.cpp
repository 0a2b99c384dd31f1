#include "scenarios/reproduce/log_follower.h"

#include <algorithm>
#include <utility>

#include "model/error.h"
#include "model/event_kind.h"

namespace stalemate::scenarios {

namespace {

using model::EventKind;
using Line = LogProgress::Line;

constexpr std::int64_t no_render = -1;

}  // namespace

const std::string& generation_shown(const Observation& seen) {
  static const std::string none;
  return seen.state && !seen.is_error() ? seen.generation : none;
}

LogFollower::LogFollower(const LogQuestion& question, const Hypothesis& hypothesis,
                         const model::World& world)
    : question_(&question), world_(&world), same_data_(hypothesis.same_data) {
  progress_.lines.assign(question.seen.size(), Line::to_come);
  // Data that change are nothing that a world without data has to do.
  const auto& events = hypothesis.events;
  progress_.requests = hypothesis.unobserved - static_cast<std::uint32_t>(events.size());
  progress_.revalidations = static_cast<std::uint32_t>(
      std::count(events.begin(), events.end(), model::name(model::ArrivalKind::revalidate_tag)));
  for (const Observation& seen : question.seen) generation_.push_back(generation_of(seen));
  progress_.render_of.assign(generations_.size(), no_render);
}

std::uint32_t LogFollower::generation_of(const Observation& seen) {
  // Renders of the same data look the same: then a generation is no render.
  const std::string& generation = generation_shown(seen);
  if (generation.empty() || same_data_) return no_line;
  const auto known = std::find(generations_.begin(), generations_.end(), generation);
  const auto place = static_cast<std::uint32_t>(known - generations_.begin());
  if (known == generations_.end()) generations_.push_back(generation);
  return place;
}

// --- what may come

TimeBounds LogFollower::time_of(std::uint32_t line) const {
  const std::int64_t at_ms = question_->at_ms[line];
  const std::int64_t tolerance_ms = question_->tolerance_of[line];
  return {std::max<std::int64_t>(0, at_ms - tolerance_ms), at_ms + tolerance_ms};
}

std::int64_t LogFollower::next_latest_ms() const {
  std::int64_t latest_ms = TimeBounds::unbounded;
  for (std::uint32_t line = 0; line < progress_.lines.size(); ++line) {
    if (progress_.lines[line] != Line::to_come) continue;
    latest_ms = std::min(latest_ms, time_of(line).high_ms);
  }
  return latest_ms;
}

void LogFollower::list_next(std::vector<std::uint32_t>& next) const {
  next.clear();
  const std::int64_t latest_ms = next_latest_ms();
  for (std::uint32_t line = 0; line < progress_.lines.size(); ++line) {
    if (progress_.lines[line] != Line::to_come) continue;
    if (time_of(line).low_ms <= latest_ms) next.push_back(line);
  }
}

bool LogFollower::may_be_at(std::uint32_t line, std::uint32_t isolate) const {
  const IsolateRange& range = question_->isolates[line];
  return isolate >= range.first && isolate < range.end;
}

bool LogFollower::may_come_unobserved(model::ArrivalKind kind) const {
  if (kind == model::ArrivalKind::revalidate_tag) return progress_.revalidations > 0;
  return kind == model::ArrivalKind::request && progress_.requests > 0;
}

void LogFollower::expect(Coming coming, std::uint32_t line) {
  coming_ = coming;
  coming_line_ = line;
  contradicted_ = false;
  writes_ = {};
}

std::uint32_t LogFollower::explained() const {
  const auto open = std::find_if(progress_.lines.begin(), progress_.lines.end(),
                                 [](Line line) { return line != Line::answered; });
  return static_cast<std::uint32_t>(open - progress_.lines.begin());
}

// --- what states are told apart by

void LogFollower::tell(sim::Account& account) const {
  constexpr std::uint64_t full = std::uint64_t{1} << 62;
  std::uint64_t word = 1;
  for (const Line line : progress_.lines) {
    if (word >= full) account.word(std::exchange(word, 1));
    word = word << 1 | (line == Line::to_come ? 1U : 0U);
  }
  account.word(word);
  account.word(progress_.requests);
  account.word(progress_.revalidations);
  for (const std::int64_t render : progress_.render_of) {
    if (render == no_render) {
      account.word(0);
    } else {
      account.rank(model::render_rank, render);
    }
  }
}

void LogFollower::tell_request(std::uint32_t request, sim::Account& account) const {
  const std::uint32_t line = line_of(request);
  const bool open = line != no_line && progress_.lines[line] == Line::under_way;
  account.word(open ? line + std::uint64_t{1} : 0);
}

// --- what happens

std::uint32_t LogFollower::line_of(std::uint32_t request) const {
  return request < progress_.line_of.size() ? progress_.line_of[request] : no_line;
}

void LogFollower::record(const sim::TraceEvent& event) {
  switch (static_cast<EventKind>(event.kind)) {
    case EventKind::request_arrived:
      return arrived(event.subject);
    case EventKind::served_miss:
      return served(event.subject, SeenState::miss);
    case EventKind::served_hit:
      return served(event.subject, SeenState::hit);
    case EventKind::served_stale:
      return served(event.subject, SeenState::stale);
    case EventKind::served_error:
      return answered(event.subject,
                      [](const Observation& seen) { return seen.is_error() || !seen.state; });
    case EventKind::client_gone:
      return answered(event.subject,
                      [](const Observation& seen) { return !seen.is_error() && !seen.state; });
    default:
      return note_write(event);
  }
}

void LogFollower::note_write(const sim::TraceEvent& event) {
  if (event.detail < 0 || event.detail >= std::int64_t{model::key_limit}) return;
  const std::uint32_t bit = 1U << event.detail;
  switch (static_cast<EventKind>(event.kind)) {
    case EventKind::put_rejected:
    case EventKind::delete_rejected: {
      const auto error = static_cast<model::Error>(event.extra);
      if (error == model::Error::put_too_many_requests ||
          error == model::Error::delete_too_many_requests) {
        writes_.refused |= bit;
      }
      return;
    }
    case EventKind::put_committed:
    case EventKind::put_committed_late:
    case EventKind::delete_committed:
    case EventKind::delete_committed_late:
      writes_.accepted |= bit;
      return;
    default:
      return;
  }
}

void LogFollower::arrived(std::uint32_t request) {
  if (coming_ == Coming::request) --progress_.requests;
  if (coming_ == Coming::revalidation) --progress_.revalidations;
  if (coming_ != Coming::line) return;
  if (progress_.line_of.size() <= request) {
    progress_.line_of.resize(request + std::size_t{1}, no_line);
  }
  progress_.line_of[request] = coming_line_;
  progress_.lines[coming_line_] = Line::under_way;
}

template <class Fits>
void LogFollower::answered(std::uint32_t request, const Fits& fits) {
  const std::uint32_t line = line_of(request);
  if (line == no_line || progress_.lines[line] != Line::under_way) return;
  if (!fits(question_->seen[line])) contradicted_ = true;
  progress_.lines[line] = Line::answered;
}

void LogFollower::served(std::uint32_t request, SeenState state) {
  answered(request, [&](const Observation& seen) {
    if (seen.is_error()) return false;
    if (!seen.state) return true;
    return *seen.state == state && shows(generation_[line_of(request)], request);
  });
}

/// Equal generations are equal renders, different ones different.
bool LogFollower::shows(std::uint32_t generation, std::uint32_t request) {
  if (generation == no_line) return true;
  const std::int64_t render = render_shown_to(request);
  for (std::size_t other = 0; other < progress_.render_of.size(); ++other) {
    const std::int64_t known = progress_.render_of[other];
    if (known == no_render) continue;
    if ((known == render) != (other == generation)) return false;
  }
  progress_.render_of[generation] = render;
  return true;
}

std::int64_t LogFollower::render_shown_to(std::uint32_t request) const {
  for (const model::RequestContext& context : world_->runtime().contexts()) {
    if (context.state == model::ContextState::gone || context.request != request) continue;
    return static_cast<std::int64_t>(context.response.value().generation.render);
  }
  return no_render;
}

}  // namespace stalemate::scenarios
