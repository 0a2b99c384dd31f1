#include "scenarios/reproduce/answers.h"

#include <algorithm>
#include <cstdlib>
#include <initializer_list>
#include <limits>

#include "model/world.h"
#include "scenarios/log/values.h"

namespace stalemate::scenarios {

using model::EventKind;

namespace {

constexpr std::uint32_t of_no_line = ~std::uint32_t{0};

std::optional<Sign> sign_of(EventKind kind) {
  switch (kind) {
    case EventKind::cpu_limit_exceeded:
      return Sign::cpu_limit;
    case EventKind::memory_limit_exceeded:
      return Sign::memory_limit;
    case EventKind::wait_until_limit_reached:
      return Sign::wait_until_limit;
    case EventKind::hang_detected:
      return Sign::hung;
    case EventKind::client_gone:
    case EventKind::context_cut:
    case EventKind::deploy_grace_over:
      return Sign::cancelled;
    case EventKind::regeneration_failed:
      return Sign::regeneration_failed;
    case EventKind::get_failed:
      return Sign::read_failed;
    default:
      return std::nullopt;
  }
}

}  // namespace

Answers::Answers(const model::Simulation& simulation, std::size_t requests,
                 GuidedExplorer* explorer, bool same_data)
    : simulation_(&simulation), explorer_(explorer), same_data_(same_data), all_(requests) {}

void Answers::begin() {
  std::fill(all_.begin(), all_.end(), Answered{});
  arrival_of_.clear();
  rendered_.clear();
  answered_ = 0;
}

std::optional<std::uint32_t> Answers::arrival_of(std::uint32_t request) const {
  if (request >= arrival_of_.size() || arrival_of_[request] == of_no_line) return std::nullopt;
  return arrival_of_[request];
}

void Answers::arrived(const sim::TraceEvent& event) {
  const std::uint32_t request = event.subject;
  if (arrival_of_.size() <= request) arrival_of_.resize(request + std::size_t{1}, of_no_line);
  for (const model::RequestContext& context : simulation_->world().runtime().contexts()) {
    if (context.state == model::ContextState::gone || context.request != request) continue;
    if (context.arrival >= all_.size()) continue;
    arrival_of_[request] = context.arrival;
    all_[context.arrival].arrived_us = event.at_us;
    all_[context.arrival].isolate = static_cast<std::uint32_t>(event.detail);
  }
}

/// What was stored before the run shows the data that was there when it began.
Render Answers::looks_of(const Render& render) const {
  if (!same_data_) return render;
  constexpr std::int64_t data_of_start = 1;
  const auto found =
      std::find_if(rendered_.begin(), rendered_.end(),
                   [&render](const Rendered& known) { return known.render == render; });
  return {0, found == rendered_.end() ? data_of_start : found->data};
}

void Answers::note_decided(Answered& answered) const {
  if (explorer_ != nullptr) answered.decided = explorer_->places().size();
}

void Answers::serve(Answered& answered, const sim::TraceEvent& event, SeenState state) {
  note_decided(answered);
  answered.served = true;
  answered.state = state;
  answered.render = {event.detail, event.extra};
  answered.looks = looks_of(answered.render);
  answered.at_us = event.at_us;
  ++answered_;
  if (explorer_ != nullptr) explorer_->answered(answered_);
}

/// What the message of the error would say in the log. Of a context that was cut, nothing failed.
void Answers::fail(Answered& answered, const sim::TraceEvent& event) {
  const auto error = static_cast<model::Error>(event.detail);
  const bool behind = static_cast<EventKind>(event.kind) == EventKind::regeneration_failed;
  if (behind || error != model::Error::none) answered.failed_with = error;
  answered.error_message = error == model::Error::none ? "" : model::name(error);
  answered.signs = static_cast<Signs>(answered.signs | log::signs_of_error(answered.error_message));
}

void Answers::end(Answered& answered, EventKind kind) {
  if (!answered.ended && model::ends_context(kind)) answered.ended = kind;
  if (const auto sign = sign_of(kind)) {
    answered.signs = static_cast<Signs>(answered.signs | sign_bit(*sign));
  }
}

void Answers::record(const sim::TraceEvent& event) {
  const auto kind = static_cast<EventKind>(event.kind);
  if (kind == EventKind::request_arrived) return arrived(event);
  if (model::is_of_isolate(kind)) return;
  const auto arrival = arrival_of(event.subject);
  if (!arrival) return;
  Answered& answered = all_[*arrival];
  switch (kind) {
    case EventKind::served_miss:
      return serve(answered, event, SeenState::miss);
    case EventKind::served_hit:
      return serve(answered, event, SeenState::hit);
    case EventKind::served_stale:
      return serve(answered, event, SeenState::stale);
    case EventKind::regeneration_failed:
      fail(answered, event);
      return end(answered, kind);
    case EventKind::served_error:
      note_decided(answered);
      answered.error = true;
      answered.at_us = event.at_us;
      return fail(answered, event);
    case EventKind::render_read_data:
      answered.data_read = event.detail;
      return;
    case EventKind::render_finished:
      rendered_.push_back({{event.detail + 1, event.extra}, event.at_us, answered.data_read});
      return;
    case EventKind::client_gone:
      note_decided(answered);
      answered.gone = true;
      return end(answered, kind);
    default:
      return end(answered, kind);
  }
}

std::optional<sim::Microseconds> Answers::rendered_at_us(const Render& render) const {
  const auto found =
      std::find_if(rendered_.begin(), rendered_.end(),
                   [&render](const Rendered& known) { return known.render == render; });
  if (found == rendered_.end()) return std::nullopt;
  return found->at_us;
}

// --- held against the log

namespace {

constexpr sim::Microseconds second_us = 1'000'000;

/// Texts that stand for renders, as far as lines have told.
class Renders {
 public:
  /// Whether this text can stand for this render; from then on it does.
  bool fits(const std::string& text, const Render& render) {
    for (const auto& [known_text, known_render] : known_) {
      if ((*known_text == text) != (known_render == render)) return false;
    }
    known_.emplace_back(&text, render);
    return true;
  }

 private:
  std::vector<std::pair<const std::string*, Render>> known_;
};

bool age_fits(const Answers& answers, const Answered& answered, std::int64_t age_s,
              const LogQuestion& question, const model::WorldConfig& config) {
  sim::Microseconds stored_us = 0;
  if (answered.render == Render{}) {
    stored_us = -config.page.initial[0].expired_for_us - config.page.revalidate_ms * 1000;
  } else if (const auto at_us = answers.rendered_at_us(answered.render)) {
    stored_us = *at_us;
  } else {
    return true;
  }
  const sim::Microseconds age_us = answered.at_us - stored_us;
  const sim::Microseconds allowed_us = 2 * second_us + question.tolerance_ms * 1000;
  return std::llabs(age_us - age_s * second_us) <= allowed_us;
}

constexpr Signs bits_of(std::initializer_list<Sign> signs) {
  Signs bits = 0;
  for (const Sign sign : signs) bits = static_cast<Signs>(bits | sign_bit(sign));
  return bits;
}

/// What is not held against the run, or held one way only.
Signs loose_signs(Signs seen, const Answered& answered) {
  constexpr Signs errors = bits_of({Sign::kv_refused, Sign::kv_failed, Sign::connection_lost});
  Signs loose = bits_of({Sign::cancelled, Sign::exception, Sign::failure_told, Sign::read_failed});
  const auto add = [&loose](Signs more) { loose = static_cast<Signs>(loose | more); };
  const bool is_told = (seen & sign_bit(Sign::failure_told)) != 0;
  // What KV said counts only if the log has the error's message, and the run as well: of a program
  // of somebody else it is only known that something failed.
  const bool may_be_any = answered.failed_with == model::Error::none;
  if (!is_told || may_be_any) add(errors);
  // Where the page's own code throws, the error may be of a connection of its own.
  const bool by_page = answered.failed_with == model::Error::render_threw ||
                       answered.failed_with == model::Error::handler_threw;
  if (by_page) add(sign_bit(Sign::connection_lost));
  return loose;
}

/// A cut shows as canceled or as an exception; an error of the page's own code as an exception.
bool signs_fit(Signs seen, const Answered& answered) {
  const Signs loose = loose_signs(seen, answered);
  if ((seen & ~loose) != (answered.signs & ~loose)) return false;
  // Not every version says that a read failed; but one that says it had one that did.
  if ((seen & ~answered.signs & sign_bit(Sign::read_failed)) != 0) return false;
  const bool is_cut = (answered.signs & sign_bit(Sign::cancelled)) != 0;
  if (is_cut) return (seen & bits_of({Sign::cancelled, Sign::exception})) != 0;
  if ((seen & sign_bit(Sign::cancelled)) != 0) return false;
  return (seen & sign_bit(Sign::exception)) == 0 || answered.error ||
         (answered.signs & bits_of({Sign::hung, Sign::cpu_limit, Sign::memory_limit})) != 0;
}

bool is_explained(const Answers& answers, std::size_t line, const LogQuestion& question,
                  const model::WorldConfig& config, Renders& renders) {
  const Observation& seen = question.seen[line];
  const Answered& answered = answers.all()[line];
  if (seen.signs && !signs_fit(*seen.signs, answered)) return false;
  if (seen.is_error()) return answered.error;
  if (!seen.state) return answered.error || answered.gone || answered.served;
  if (!answered.served || answered.gone || answered.state != *seen.state) return false;
  if (seen.age_s && !age_fits(answers, answered, *seen.age_s, question, config)) return false;
  return seen.generation.empty() || renders.fits(seen.generation, answered.looks);
}

}  // namespace

Explained explained_by(const Answers& answers, const LogQuestion& question,
                       const model::WorldConfig& config) {
  Explained explained;
  Renders renders;
  for (std::size_t line = 0; line < question.seen.size(); ++line) {
    if (!is_explained(answers, line, question, config, renders)) continue;
    if (explained.prefix == line) ++explained.prefix;
    ++explained.total;
  }
  return explained;
}

/// How an invocation ends, which signs tell, is settled only after its answer.
std::size_t mendable_places(const Answers& answers, const LogQuestion& question,
                            const Explained& explained) {
  constexpr std::size_t all = std::numeric_limits<std::size_t>::max();
  std::size_t decided = 0;
  for (std::size_t line = 0; line <= explained.prefix; ++line) {
    if (line == question.seen.size() || question.seen[line].signs) return all;
    const Answered& answered = answers.all()[line];
    if (!answered.served && !answered.error && !answered.gone) return all;
    decided = std::max(decided, answered.decided);
  }
  return decided;
}

std::vector<Shown> shown_by(const std::vector<Answered>& answers) {
  std::vector<Shown> shown;
  std::vector<Render> renders;
  for (const Answered& answered : answers) {
    Shown one{answered.served && !answered.gone, answered.error, answered.gone, answered.state, 0};
    if (one.served) {
      const auto known = std::find(renders.begin(), renders.end(), answered.looks);
      one.render = static_cast<std::uint32_t>(known - renders.begin());
      if (known == renders.end()) renders.push_back(answered.looks);
    }
    shown.push_back(one);
  }
  return shown;
}

}  // namespace stalemate::scenarios
