#include "tests/support/collecting_sink.h"

#include <algorithm>

#include <catch2/catch.hpp>

namespace stalemate::tests {

using model::EventKind;
using sim::TraceEvent;

namespace {

bool is(const TraceEvent& event, EventKind kind) {
  return event.kind == static_cast<std::uint32_t>(kind);
}

const char* header_of(const TraceEvent& event) {
  switch (static_cast<EventKind>(event.kind)) {
    case EventKind::served_miss:
      return "MISS";
    case EventKind::served_hit:
      return "HIT";
    case EventKind::served_stale:
      return "STALE";
    case EventKind::served_error:
      return "error";
    default:
      return nullptr;
  }
}

}  // namespace

std::size_t CollectingSink::count(EventKind kind) const {
  return static_cast<std::size_t>(std::count_if(
      events_.begin(), events_.end(), [kind](const TraceEvent& event) { return is(event, kind); }));
}

std::size_t CollectingSink::count(EventKind kind, std::uint32_t subject) const {
  return static_cast<std::size_t>(
      std::count_if(events_.begin(), events_.end(), [kind, subject](const TraceEvent& event) {
        return is(event, kind) && event.subject == subject;
      }));
}

const TraceEvent& CollectingSink::first(EventKind kind) const {
  const auto found = std::find_if(events_.begin(), events_.end(),
                                  [kind](const TraceEvent& event) { return is(event, kind); });
  if (found == events_.end()) FAIL("no event " << model::name(kind));
  return *found;
}

const TraceEvent& CollectingSink::first(EventKind kind, std::uint32_t subject) const {
  const auto found =
      std::find_if(events_.begin(), events_.end(), [kind, subject](const TraceEvent& event) {
        return is(event, kind) && event.subject == subject;
      });
  if (found == events_.end()) FAIL("no event " << model::name(kind) << " of " << subject);
  return *found;
}

const TraceEvent& CollectingSink::last(EventKind kind) const {
  const auto found = std::find_if(events_.rbegin(), events_.rend(),
                                  [kind](const TraceEvent& event) { return is(event, kind); });
  if (found == events_.rend()) FAIL("no event " << model::name(kind));
  return *found;
}

std::string CollectingSink::story_of(std::uint32_t request) const {
  std::string story;
  for (const TraceEvent& event : events_) {
    if (event.subject != request) continue;
    story +=
        (story.empty() ? "" : " ") + std::string(model::name(static_cast<EventKind>(event.kind)));
  }
  return story;
}

std::string CollectingSink::served() const {
  std::string served;
  for (const TraceEvent& event : events_) {
    const char* const header = header_of(event);
    if (header == nullptr) continue;
    served += (served.empty() ? "" : ", ") + std::string(header);
    if (!is(event, EventKind::served_error)) served += " " + std::to_string(event.extra);
  }
  return served;
}

}  // namespace stalemate::tests
