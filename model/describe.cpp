#include "model/describe.h"

#include <fmt/format.h>

#include "model/error.h"
#include "model/event_kind.h"
#include "model/kv/value.h"

namespace stalemate::model {

std::string describe_key(std::int64_t key, const WorldConfig& config) {
  if (key >= first_other_key) return fmt::format("key {} of its own", key - first_other_key + 1);
  if (key >= first_tag_key) return fmt::format("the marker of tag {}", key - first_tag_key + 1);
  if (config.handler.router == Router::pages) return "the page";
  return key == rsc_key ? "rsc" : "html";
}

std::string handler_name(const HandlerConfig& handler) {
  return handler.program ? handler.program->name : name(handler.generation);
}

namespace {

std::string generation(std::int64_t isolate, std::int64_t number, const WorldConfig& config) {
  if (isolate == 0) return "generation 0";
  std::size_t isolates = 0;
  for (const std::uint32_t count : config.isolates_per_colo) isolates += count;
  if (isolates == 1 && isolate == 1) return fmt::format("generation {}", number);
  return fmt::format("generation {} of isolate {}", number, isolate);
}

/// Events that tell what a request did with a key and a generation packed in one word.
std::string operation(const char* what, const sim::TraceEvent& event, const WorldConfig& config) {
  const std::string from = event.extra < 0
                               ? std::string("nothing")
                               : generation(event.extra >> 32, event.extra & 0xffff'ffff, config);
  return fmt::format("request {}: {} ({}, {})", event.subject, what,
                     describe_key(event.detail, config), from);
}

std::string key_only(const char* what, const sim::TraceEvent& event, const WorldConfig& config) {
  return fmt::format("request {}: {} ({})", event.subject, what,
                     describe_key(event.detail, config));
}

std::string served(const char* header, const sim::TraceEvent& event, const WorldConfig& config) {
  return fmt::format("request {}: served {}, {}", event.subject, header,
                     generation(event.detail, event.extra, config));
}

std::string failed(const char* what, std::uint32_t request, std::int64_t code,
                   const WorldConfig& config) {
  if (code == 0) return fmt::format("request {}: {}", request, what);
  return fmt::format("request {}: {}: {}", request, what,
                     message(static_cast<Error>(code), config));
}

std::string plain(const char* what, const sim::TraceEvent& event) {
  return fmt::format("request {}: {}", event.subject, what);
}

std::string describe_request(const sim::TraceEvent& event, const WorldConfig& config) {
  switch (static_cast<EventKind>(event.kind)) {
    case EventKind::request_arrived:
      return fmt::format("request {} for {} arrives at isolate {}", event.subject,
                         describe_key(event.extra, config), event.detail + 1);
    case EventKind::served_miss:
      return served("MISS", event, config);
    case EventKind::served_hit:
      return served("HIT", event, config);
    case EventKind::served_stale:
      return served("STALE", event, config);
    case EventKind::served_error:
      return failed("served an error", event.subject, event.detail, config);
    case EventKind::client_gone:
      return plain("the client goes away", event);
    case EventKind::response_ended:
      return plain("answered without a page", event);
    case EventKind::wait_until_registered:
      return plain("waitUntil(promise)", event);
    case EventKind::context_draining:
      return fmt::format("request {}: response done, {} waitUntil promise{} pending", event.subject,
                         event.detail, event.detail == 1 ? "" : "s");
    case EventKind::context_ended:
      return plain("context ends: nothing keeps it alive", event);
    case EventKind::context_cut:
      return plain("CONTEXT CUT: its promises never settle, no finally runs", event);
    case EventKind::cpu_limit_exceeded:
      return plain("CPU LIMIT exceeded: stopped between two turns, context cut", event);
    case EventKind::memory_limit_exceeded:
      return plain("MEMORY LIMIT of its isolate exceeded: context cut", event);
    case EventKind::deploy_grace_over:
      return plain("the grace after a DEPLOY is over: context cut", event);
    case EventKind::wait_until_limit_reached:
      return plain("WAITUNTIL LIMIT reached: context cut", event);
    case EventKind::hang_detected:
      return plain("HANG DETECTED: context cut, since nothing it waits for can come", event);
    case EventKind::context_not_visible:
      return plain("AsyncLocalStorage shows no context", event);
    case EventKind::foreign_context_visible:
      return plain("AsyncLocalStorage shows another request's context", event);
    case EventKind::write_uncovered:
      return plain("the context ends over a write that it did not wait for", event);
    case EventKind::invalidated_served:
      return fmt::format("request {}: what it was served, {}, had been invalidated before it came",
                         event.subject, generation(event.detail, event.extra, config));
    default:
      return {};
  }
}

std::string describe_kv(const sim::TraceEvent& event, const WorldConfig& config) {
  switch (static_cast<EventKind>(event.kind)) {
    case EventKind::get_sent:
      return key_only("kv.get() sent", event, config);
    case EventKind::connection_awaited:
      return key_only("a KV operation waits for a connection", event, config);
    case EventKind::operation_refused:
      return plain("a KV operation is refused: too many by one request", event);
    case EventKind::get_answered:
      return operation("kv.get() answered", event, config);
    case EventKind::get_failed:
      return key_only("kv.get() failed", event, config);
    case EventKind::read_cache_hit:
      return operation("the colo's read cache answers", event, config);
    case EventKind::negative_read_cache_hit:
      return key_only("the colo's read cache answers \"no such key\"", event, config);
    case EventKind::put_queued:
      return operation("kv.put() called", event, config);
    case EventKind::put_sent:
      return operation("put sent", event, config);
    case EventKind::put_body_complete:
      return operation("put: the store has the whole body", event, config);
    case EventKind::put_committed:
      return operation("put COMMITTED", event, config);
    case EventKind::put_committed_late:
      return operation("put of a dead context COMMITTED LATE", event, config);
    case EventKind::put_acknowledged:
      return operation("kv.put() resolved", event, config);
    case EventKind::put_rejected:
      return failed("kv.put() will reject", event.subject, event.extra, config);
    case EventKind::put_connection_lost:
      return operation("put: connection lost", event, config);
    case EventKind::put_never_answered:
      return operation("put is never answered", event, config);
    case EventKind::put_cut_unsent:
      return key_only("put DROPPED before it was sent", event, config);
    case EventKind::put_cut_partly_sent:
      return key_only("put DROPPED within its body", event, config);
    case EventKind::put_cut_complete:
      return key_only("put aborted after its body was complete", event, config);
    case EventKind::put_lost:
      return key_only("put LOST", event, config);
    case EventKind::delete_queued:
      return key_only("kv.delete() called", event, config);
    case EventKind::delete_committed:
      return key_only("delete COMMITTED", event, config);
    case EventKind::delete_committed_late:
      return key_only("delete of a dead context COMMITTED LATE", event, config);
    case EventKind::delete_acknowledged:
      return key_only("kv.delete() resolved", event, config);
    case EventKind::delete_rejected:
      return failed("kv.delete() will reject", event.subject, event.extra, config);
    case EventKind::delete_cut:
      return key_only("delete dropped", event, config);
    case EventKind::fresh_entry_deleted:
      return operation("its delete has removed a NEWER entry than it had read", event, config);
    default:
      return {};
  }
}

std::string describe_program(const sim::TraceEvent& event, const WorldConfig& config) {
  switch (static_cast<EventKind>(event.kind)) {
    case EventKind::render_started:
      return fmt::format("request {}: render of {} starts", event.subject,
                         generation(event.detail + 1, event.extra, config));
    case EventKind::render_read_data:
      return fmt::format("request {}: render reads version {} of the data", event.subject,
                         event.detail);
    case EventKind::render_finished:
      return fmt::format("request {}: render of {} is done", event.subject,
                         generation(event.detail + 1, event.extra, config));
    case EventKind::render_threw:
      return plain("the render throws", event);
    case EventKind::render_hangs:
      return plain("the render waits for input that never comes", event);
    case EventKind::render_never_settles:
      return plain("the render waits for a promise that nothing will settle", event);
    case EventKind::render_without_caching:
      return plain("the render says revalidate: 0", event);
    case EventKind::regeneration_started:
      return key_only("background regeneration starts", event, config);
    case EventKind::regeneration_deduplicated:
      return key_only("no regeneration: the dedupe map says that one is under way", event, config);
    case EventKind::regeneration_failed:
      return failed("storing or regenerating failed", event.subject, event.detail, config);
    case EventKind::regeneration_slot_freed:
      return key_only("the dedupe slot is freed", event, config);
    case EventKind::regeneration_slot_orphaned:
      return fmt::format("isolate {}: the dedupe slot of {} is ORPHANED: its context is dead",
                         event.subject + 1, describe_key(event.detail, config));
    case EventKind::store_skipped:
      return key_only("nothing is stored", event, config);
    case EventKind::background_delete:
      return key_only("the handler deletes the entry in the background", event, config);
    case EventKind::tag_invalidated:
      return fmt::format("request {}: revalidateTag() of {} tag{}", event.subject, event.detail,
                         event.detail == 1 ? "" : "s");
    case EventKind::module_promise_created:
      return plain("user code keeps a pending promise in a module variable", event);
    case EventKind::orphaned_promise_rejected:
      return plain("awaiting a dead request's promise rejects", event);
    case EventKind::orphaned_promise_awaited:
      return plain("awaits a promise whose request is dead", event);
    default:
      return {};
  }
}

}  // namespace

std::string message(Error error, const WorldConfig& config) {
  std::int64_t number = config.page.key_bytes;
  if (error == Error::put_ttl_too_short) number = config.page.kv_ttl_ms / 1000;
  if (error == Error::put_value_too_large) number = config.page.value_bytes;
  if (error == Error::put_metadata_too_large) number = config.page.metadata_bytes;
  return fmt::format(fmt::runtime(name(error)), number);
}

std::string describe(const sim::TraceEvent& event, const WorldConfig& config) {
  switch (static_cast<EventKind>(event.kind)) {
    case EventKind::isolate_evicted:
      return fmt::format("isolate {} is evicted: its globals are gone", event.detail + 1);
    case EventKind::isolate_replaced:
      if (event.extra == event.detail) {
        return fmt::format("isolate {} is replaced: its globals are gone", event.detail + 1);
      }
      return fmt::format(
          "a new isolate {} takes the requests; the old one, isolate {} from now on, "
          "finishes what it has begun",
          event.detail + 1, event.extra + 1);
    case EventKind::isolate_started:
      return fmt::format("isolate {} starts", event.detail + 1);
    case EventKind::data_changed:
      return fmt::format("the data changes to version {}", event.detail);
    case EventKind::unhandled_rejection:
      return fmt::format("unhandled rejection: {}",
                         message(static_cast<Error>(event.detail), config));
    case EventKind::chaos_over:
      return "-- the workload is over; from here on all is calm --";
    case EventKind::healing_known:
      return "-- at rest just as an undisturbed run is, which heals, and so does this one --";
    case EventKind::burst_started:
      return fmt::format("-- calm burst {}: the entry has had time to expire --", event.detail);
    default:
      break;
  }
  std::string text = describe_request(event, config);
  if (text.empty()) text = describe_kv(event, config);
  if (text.empty()) text = describe_program(event, config);
  SIM_ASSERT(!text.empty());
  return text;
}

}  // namespace stalemate::model
