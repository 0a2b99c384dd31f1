#include "reports/html/state_words.h"

#include <algorithm>

#include <fmt/format.h>

#include "model/describe.h"
#include "model/world_event.h"
#include "reports/chronicle.h"
#include "reports/text.h"

namespace stalemate::reports::html {

namespace {

constexpr std::size_t most_due = 4;
constexpr std::size_t most_lines = 12;  // of other fields

std::vector<std::string> or_else(std::vector<std::string> lines, const char* nothing) {
  if (lines.empty()) lines.emplace_back(nothing);
  return lines;
}

std::string entry_words(const scenarios::FilmEntry& entry, const model::WorldConfig& config) {
  const std::string key = model::describe_key(entry.key, config);
  if (!entry.present) return key + ": no entry";
  if (!model::is_page_key(entry.key)) return key;
  const bool of_run = entry.generation.isolate > 0;
  return fmt::format(
      "{}: generation {}{}, {}", key, entry.generation.of_isolate,
      of_run ? fmt::format(", rendered in isolate {}", entry.generation.isolate) : "",
      entry.expired ? "EXPIRED" : "fresh");
}

const char* phase_words(const scenarios::FilmOperation& operation) {
  switch (operation.phase) {
    case model::KvPhase::waiting:
      return "waits for a connection";
    case model::KvPhase::queued:
      return "called, not yet sent";
    case model::KvPhase::sent:
      return "on its way";
    case model::KvPhase::body_complete:
      return "the store has all of it";
    case model::KvPhase::committed:
      return "done, its answer is on its way";
    case model::KvPhase::answered:
      return "its answer is on its way";
  }
  return "";
}

std::string operation_words(const scenarios::FilmOperation& operation,
                            const model::WorldConfig& config) {
  const std::string key = model::describe_key(operation.key, config);
  const char* const who = operation.context_dead ? "; its context is DEAD" : "";
  switch (operation.kind) {
    case model::KvOperationKind::get:
      return fmt::format("request {}: get of {}, {}", operation.request, key,
                         phase_words(operation));
    case model::KvOperationKind::put:
      return fmt::format("request {}: put of {}, generation {}, {}{}", operation.request, key,
                         operation.generation.of_isolate, phase_words(operation), who);
    case model::KvOperationKind::remove:
      return fmt::format("request {}: delete of {}, {}{}", operation.request, key,
                         phase_words(operation), who);
  }
  return "";
}

std::string context_words(const scenarios::FilmContext& context) {
  const std::string where =
      fmt::format("request {} in isolate {}", context.request, context.isolate + 1);
  const std::string waits =
      context.wait_until_pending == 0
          ? std::string()
          : fmt::format(", {} pending", counted(context.wait_until_pending, "waitUntil promise"));
  if (context.state == model::ContextState::running) return where + ": running" + waits;
  return where + ": response done" + waits;
}

std::string slot_words(const scenarios::FilmSlot& slot, const model::WorldConfig& config) {
  return fmt::format("isolate {}, {}: {} by request {}{}", slot.isolate + 1,
                     model::describe_key(slot.key, config),
                     slot.orphaned ? "ORPHANED, taken" : "taken", slot.request,
                     slot.orphaned ? ", whose context is dead"
                     : slot.lease  ? ", as a lease"
                                   : "");
}

const char* due_words(std::uint16_t kind) {
  switch (kind) {
    case sim::timer_event:
      return "a timer or a render";
    case sim::crossing_event:
      return "a continuation from another request";
    case model::arrival_event:
      return "an arrival";
    case model::teardown_event:
      return "the end of the context";
    case model::wait_until_limit_event:
      return "the limit on waitUntil";
    case model::hang_event:
      return "the hang detector";
    case model::body_end_event:
      return "the end of the body";
    case model::scripted_cut_event:
      return "a prescribed cut";
    case model::scripted_client_gone_event:
      return "a prescribed disconnect";
    case model::deploy_grace_event:
      return "the end of the grace after a deploy";
    case model::kv_get_arrives_event:
      return "the get reaches the store";
    case model::kv_send_event:
      return "the write is sent";
    case model::kv_body_complete_event:
      return "the body of the write is complete";
    case model::kv_commit_event:
      return "the store commits the write";
    case model::kv_acknowledge_event:
      return "the answer of the store";
    default:
      return "the connection breaks";
  }
}

std::vector<std::string> due_lines(const std::vector<scenarios::FilmDue>& due) {
  std::vector<std::string> lines;
  for (const scenarios::FilmDue& one : due) {
    if (lines.size() == most_due) {
      lines.push_back(fmt::format("and {} more", due.size() - most_due));
      break;
    }
    lines.push_back(fmt::format("{}: {}{}", at_instant(one.at_us), due_words(one.kind),
                                one.request > 0 ? fmt::format(" (request {})", one.request) : ""));
  }
  return lines;
}

template <class Value, class Words>
std::vector<std::string> lines_of(const std::vector<Value>& values, const Words& words) {
  std::vector<std::string> lines;
  for (const Value& value : values) {
    if (lines.size() == most_lines) {
      lines.push_back(fmt::format("and {} more", values.size() - most_lines));
      break;
    }
    lines.push_back(words(value));
  }
  return lines;
}

}  // namespace

std::vector<StateField> state_fields(const scenarios::Frame& frame,
                                     const model::WorldConfig& config) {
  const auto entry = [&](const scenarios::FilmEntry& one) { return entry_words(one, config); };
  const auto copy = [&](const scenarios::FilmEntry& one) {
    return fmt::format("colo {}: {}", one.colo + 1, entry_words(one, config));
  };
  const auto operation = [&](const scenarios::FilmOperation& one) {
    return operation_words(one, config);
  };
  const auto slot = [&](const scenarios::FilmSlot& one) { return slot_words(one, config); };
  std::vector<StateField> fields;
  fields.push_back({"KV holds", or_else(lines_of(frame.store, entry), "nothing")});
  if (config.kv.read_cache) {
    fields.push_back({"read caches", or_else(lines_of(frame.copies, copy), "empty")});
  }
  fields.push_back({"in flight", or_else(lines_of(frame.in_flight, operation), "nothing")});
  fields.push_back({"dedupe slots", or_else(lines_of(frame.slots, slot), "none taken")});
  fields.push_back({"contexts", or_else(lines_of(frame.contexts, context_words), "none alive")});
  fields.push_back({"what is due next", or_else(due_lines(frame.due), "nothing"), true});
  fields.push_back({"microtasks",
                    {frame.microtasks == 0 ? std::string("none ran, none is left")
                                           : fmt::format("{} ran, none is left", frame.microtasks)},
                    true});
  return fields;
}

}  // namespace stalemate::reports::html
