// A server action that calls revalidateTag() for each tag of the page.
//
// Sources: revalidateTag and revalidatePath of dist/shims/cache.js in the npm package vinext; up to
// 0.0.55 the action awaits the handler, in 1.4.0 what it calls is queued for the request,
// registered with its context, and awaited before its response is final (_drainPendingRevalidations
// of dist/shims/cache-request-state.js).

#include "model/vinext/isr_cache.h"
#include "model/vinext/kv_cache_handler.h"
#include "model/vinext/router.h"
#include "sim/task.h"

namespace stalemate::model {

using sim::Done;
using sim::forgetting;
using sim::Outcome;
using sim::Promise;

namespace {

Promise<Response> awaiting_the_handler(Host& host) {
  KvCacheHandler handler(host);
  co_await forgetting(handler.revalidate_tag({0, host.config().page.tags}));
  co_return respond(Served::none, {});
}

/// scheduleTagInvalidation(tag)
Promise<> schedule_tag_invalidation(Host& host, std::uint32_t tag) {
  const Promise<> promise =
      host.kernel().passed_on(KvCacheHandler(host).revalidate_tag({tag, tag + 1}));
  if (host.execution_context_visible()) host.wait_until(promise);
  return promise;
}

/// _drainPendingRevalidations()
Promise<Response> draining_what_is_queued(Host& host) {
  std::array<Promise<>, tag_limit> pending_revalidations;
  for (std::uint32_t tag = 0; tag < host.config().page.tags; ++tag) {
    pending_revalidations[tag] = schedule_tag_invalidation(host, tag);
  }
  sim::Rejection first_rejection;
  bool did_reject = false;
  for (std::uint32_t tag = 0; tag < host.config().page.tags; ++tag) {
    const Outcome<Done> result = co_await attempt(pending_revalidations[tag]);
    if (result.failed() && !did_reject) first_rejection = result.rejection;
    did_reject = did_reject || result.failed();
  }
  if (did_reject) co_return first_rejection;
  co_return respond(Served::none, {});
}

}  // namespace

Promise<Response> revalidate_tag_action(Host& host, const Arrival& /*request*/) {
  return host.config().handler.generation >= Generation::vinext_1_4_0
             ? draining_what_is_queued(host)
             : awaiting_the_handler(host);
}

}  // namespace stalemate::model
