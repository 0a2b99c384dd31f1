#include "reports/story.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "model/describe.h"
#include "reports/text.h"

namespace stalemate::reports {

namespace {

using model::EventKind;

constexpr std::size_t lines_for_the_calm_end = 5;
constexpr std::size_t most_of_a_kind = 2;  // more would push out what else happened

enum class Weight { nothing, told, decisive };

/// How much an event of this kind explains. Kinds that are not named here explain nothing.
Weight weight_of(EventKind kind) {
  if (model::cuts_context(kind)) return Weight::decisive;
  switch (kind) {
    case EventKind::client_gone:
    case EventKind::isolate_evicted:
    case EventKind::isolate_replaced:
    case EventKind::operation_refused:
    case EventKind::get_failed:
    case EventKind::put_committed_late:
    case EventKind::put_rejected:
    case EventKind::put_connection_lost:
    case EventKind::put_never_answered:
    case EventKind::put_cut_unsent:
    case EventKind::put_cut_partly_sent:
    case EventKind::put_cut_complete:
    case EventKind::put_lost:
    case EventKind::delete_committed_late:
    case EventKind::delete_rejected:
    case EventKind::delete_cut:
    case EventKind::render_threw:
    case EventKind::render_hangs:
    case EventKind::render_never_settles:
    case EventKind::render_without_caching:
    case EventKind::regeneration_failed:
    case EventKind::regeneration_slot_orphaned:
    case EventKind::store_skipped:
    case EventKind::context_not_visible:
    case EventKind::foreign_context_visible:
    case EventKind::orphaned_promise_rejected:
    case EventKind::orphaned_promise_awaited:
    case EventKind::write_uncovered:
    case EventKind::invalidated_served:
    case EventKind::fresh_entry_deleted:
      return Weight::decisive;
    case EventKind::served_miss:
    case EventKind::served_hit:
    case EventKind::served_stale:
    case EventKind::served_error:
    case EventKind::put_committed:
    case EventKind::delete_committed:
    case EventKind::regeneration_started:
    case EventKind::regeneration_deduplicated:
    case EventKind::background_delete:
    case EventKind::data_changed:
    case EventKind::tag_invalidated:
    case EventKind::chaos_over:
      return Weight::told;
    default:
      return Weight::nothing;
  }
}

Weight weight_of(const sim::TraceEvent& event) {
  return weight_of(static_cast<EventKind>(event.kind));
}

/// The events of a stretch that were chosen, and how many of each kind.
class Choice {
 public:
  explicit Choice(const std::vector<sim::TraceEvent>& events) : events_(&events) {}

  /// Adds events in [begin, end) with this weight, the earliest first, until there are `limit`.
  void add(std::size_t begin, std::size_t end, Weight weight, std::size_t limit) {
    std::array<std::size_t, model::count_of<EventKind>()> told{};
    for (std::size_t index = begin; index < end && chosen_.size() < limit; ++index) {
      const sim::TraceEvent& event = (*events_)[index];
      if (weight_of(event) == weight && told[event.kind]++ < most_of_a_kind) {
        chosen_.push_back(index);
      }
    }
  }

  std::vector<std::size_t> in_order() {
    std::sort(chosen_.begin(), chosen_.end());
    return chosen_;
  }

 private:
  const std::vector<sim::TraceEvent>* events_;
  std::vector<std::size_t> chosen_;
};

/// Where the first event of this kind stands, from `begin` on, if its detail is more than `above`.
std::size_t first_of(const std::vector<sim::TraceEvent>& events, std::size_t begin, EventKind kind,
                     std::int64_t above) {
  const auto found =
      std::find_if(events.begin() + static_cast<std::ptrdiff_t>(begin), events.end(),
                   [kind, above](const sim::TraceEvent& event) {
                     return event.kind == static_cast<std::uint32_t>(kind) && event.detail > above;
                   });
  return static_cast<std::size_t>(found - events.begin());
}

/// Where the first event after this instant stands.
std::size_t first_after(const std::vector<sim::TraceEvent>& events,
                        std::optional<model::Microseconds> until_us) {
  if (!until_us) return events.size();
  const auto found = std::find_if(events.begin(), events.end(), [&](const sim::TraceEvent& event) {
    return event.at_us > *until_us;
  });
  return static_cast<std::size_t>(found - events.begin());
}

std::vector<std::size_t> events_that_matter(const std::vector<sim::TraceEvent>& events,
                                            std::size_t begin,
                                            std::optional<model::Microseconds> until_us) {
  const std::size_t end = std::max(begin, first_after(events, until_us));
  const std::size_t chaos_end = std::min(end, first_of(events, begin, EventKind::chaos_over, -1));
  // The calm end repeats itself: its first burst is enough.
  const std::size_t burst_end = std::min(end, first_of(events, begin, EventKind::burst_started, 1));

  Choice choice(events);
  choice.add(chaos_end, burst_end, Weight::decisive, lines_for_the_calm_end - 2);
  choice.add(chaos_end, burst_end, Weight::told, lines_for_the_calm_end);
  choice.add(begin, chaos_end, Weight::decisive, longest_story);
  choice.add(begin, chaos_end, Weight::told, longest_story);
  return choice.in_order();
}

}  // namespace

std::vector<StoryStep> steps_that_matter(const scenarios::Transcript& transcript, std::size_t begin,
                                         std::optional<model::Microseconds> until_us,
                                         const model::WorldConfig& config) {
  std::vector<StoryStep> steps;
  for (const std::size_t index : events_that_matter(transcript.events, begin, until_us)) {
    const sim::TraceEvent& event = transcript.events[index];
    steps.push_back({milliseconds(event.at_us), printable(model::describe(event, config))});
  }
  return steps;
}

Story story_of(const scenarios::Violation& violation, const model::WorldConfig& config) {
  const auto& shrunk = violation.shrunk;
  const scenarios::Transcript& transcript = shrunk ? shrunk->transcript : violation.transcript;
  const model::Finding& finding = shrunk ? shrunk->finding : violation.finding;
  const model::WorldConfig& world = shrunk ? shrunk->config : config;
  Story story;
  story.steps = steps_that_matter(transcript, 0, finding.at_us, world);
  const auto deviating =
      std::count_if(transcript.decisions.begin(), transcript.decisions.end(),
                    [](const scenarios::Decision& decision) { return !decision.choice.calm; });
  story.remark = fmt::format("({} of {}; {} of {} differ from calm)", story.steps.size(),
                             counted(transcript.events.size(), "event"), deviating,
                             counted(transcript.decisions.size(), "decision"));
  return story;
}

}  // namespace stalemate::reports
