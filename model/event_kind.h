// Everything that can happen in the simulated world and is worth telling.
//
// The names stand in traces, in golden files and as `sometimes` marks in scenarios: a mark is met
// when an event of that kind has occurred. Add new kinds at the end: numbers are part of the hash.
#pragma once

#include <cstdint>

#include "model/names.h"
#include "sim/trace.h"

namespace stalemate::model {

enum class EventKind : std::uint8_t {
  request_arrived,
  served_miss,
  served_hit,
  served_stale,
  served_error,
  client_gone,
  response_ended,
  wait_until_registered,
  context_draining,
  context_ended,
  context_cut,
  wait_until_limit_reached,
  hang_detected,
  isolate_evicted,
  isolate_started,
  get_sent,
  get_answered,
  get_failed,
  read_cache_hit,
  negative_read_cache_hit,
  put_queued,
  put_sent,
  put_body_complete,
  put_committed,
  put_committed_late,
  put_acknowledged,
  put_rejected,
  put_connection_lost,
  put_never_answered,
  put_cut_unsent,
  put_cut_partly_sent,
  put_cut_complete,
  put_lost,
  delete_queued,
  delete_committed,
  delete_committed_late,
  delete_acknowledged,
  delete_rejected,
  delete_cut,
  render_started,
  render_read_data,
  render_finished,
  render_threw,
  render_hangs,
  render_never_settles,
  render_without_caching,
  regeneration_started,
  regeneration_deduplicated,
  regeneration_failed,
  regeneration_slot_freed,
  regeneration_slot_orphaned,
  store_skipped,
  background_delete,
  data_changed,
  tag_invalidated,
  context_not_visible,
  foreign_context_visible,
  module_promise_created,
  orphaned_promise_rejected,
  orphaned_promise_awaited,
  unhandled_rejection,
  chaos_over,
  burst_started,
  write_uncovered,
  healing_known,
  cpu_limit_exceeded,
  connection_awaited,
  operation_refused,
  isolate_replaced,
  memory_limit_exceeded,
  deploy_grace_over,
  invalidated_served,
  fresh_entry_deleted,
};

template <>
struct NamesOf<EventKind> {
  static constexpr auto table = std::to_array<const char*>({
      "request-arrived",
      "served-miss",
      "served-hit",
      "served-stale",
      "served-error",
      "client-gone",
      "response-ended",
      "wait-until-registered",
      "context-draining",
      "context-ended",
      "context-cut",
      "wait-until-limit-reached",
      "hang-detected",
      "isolate-evicted",
      "isolate-started",
      "get-sent",
      "get-answered",
      "get-failed",
      "read-cache-hit",
      "negative-read-cache-hit",
      "put-queued",
      "put-sent",
      "put-body-complete",
      "put-committed",
      "put-committed-late",
      "put-acknowledged",
      "put-rejected",
      "put-connection-lost",
      "put-never-answered",
      "put-cut-unsent",
      "put-cut-partly-sent",
      "put-cut-complete",
      "put-lost",
      "delete-queued",
      "delete-committed",
      "delete-committed-late",
      "delete-acknowledged",
      "delete-rejected",
      "delete-cut",
      "render-started",
      "render-read-data",
      "render-finished",
      "render-threw",
      "render-hangs",
      "render-never-settles",
      "render-without-caching",
      "regeneration-started",
      "regeneration-deduplicated",
      "regeneration-failed",
      "regeneration-slot-freed",
      "regeneration-slot-orphaned",
      "store-skipped",
      "background-delete",
      "data-changed",
      "tag-invalidated",
      "context-not-visible",
      "foreign-context-visible",
      "module-promise-created",
      "orphaned-promise-rejected",
      "orphaned-promise-awaited",
      "unhandled-rejection",
      "chaos-over",
      "burst-started",
      "write-uncovered",
      "healing-known",
      "cpu-limit-exceeded",
      "connection-awaited",
      "operation-refused",
      "isolate-replaced",
      "memory-limit-exceeded",
      "deploy-grace-over",
      "invalidated-served",
      "fresh-entry-deleted",
  });
};

/// Whether the event is told of an isolate and not of a request.
constexpr bool is_of_isolate(EventKind kind) {
  return kind == EventKind::isolate_evicted || kind == EventKind::isolate_replaced ||
         kind == EventKind::regeneration_slot_orphaned;
}

/// Whether a context has ended that something still kept alive.
constexpr bool cuts_context(EventKind kind) {
  switch (kind) {
    case EventKind::context_cut:
    case EventKind::wait_until_limit_reached:
    case EventKind::hang_detected:
    case EventKind::cpu_limit_exceeded:
    case EventKind::memory_limit_exceeded:
    case EventKind::deploy_grace_over:
      return true;
    default:
      return false;
  }
}
constexpr bool ends_context(EventKind kind) {
  return kind == EventKind::context_ended || cuts_context(kind);
}

static_assert(count_of<EventKind>() <= sim::trace_kind_limit);
static_assert(count_of<EventKind>() ==
              static_cast<std::size_t>(EventKind::fresh_entry_deleted) + 1);

}  // namespace stalemate::model
