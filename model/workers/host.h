// All that a handler sees of the world: KV, waitUntil, the clock, the render, its module globals.
//
// Each isolate has one. Coroutines of handlers take it as their first parameter.
//
// Invariants:
//  1. wait_until() registers with the current context, whatever object it was called on: workerd
//     src/workerd/api/global-scope.c++, `IoContext::current().addWaitUntil`.
//  2. date_now() is constant within a macro-step: developers.cloudflare.com/workers/reference/
//     security-model ("locked in place while code is executing").
#pragma once

#include <cstdint>

#include "model/chance.h"
#include "model/config.h"
#include "model/kv/namespace.h"
#include "model/origin/origin.h"
#include "model/workers/isolate.h"
#include "model/workers/request_context.h"
#include "sim/kernel.h"

namespace stalemate::model {

/// What a render gives; rejected if it throws.
struct Rendered {
  RenderId generation;
  std::int64_t revalidate_ms = 0;
};
inline void digest(sim::Account& account, const Rendered& rendered) {
  digest(account, rendered.generation);
  account.word(static_cast<std::uint64_t>(rendered.revalidate_ms));
}

class Host {
 public:
  Host(Chance& chance, KvNamespace& kv, Origin& origin, const WorldConfig& config,
       sim::Vector<RequestContext>& contexts, sim::Vector<TagCache>& tag_caches, sim::Arena& arena)
      : isolate(arena),
        chance_(&chance),
        kv_(&kv),
        origin_(&origin),
        config_(&config),
        contexts_(&contexts),
        tag_caches_(&tag_caches) {}
  Host(const Host&) = delete;
  Host& operator=(const Host&) = delete;

  sim::Kernel& kernel() { return chance_->kernel(); }
  const WorldConfig& config() const { return *config_; }
  std::int64_t date_now() { return wall_clock_ms(kernel().now_us()); }
  /// What the running function has computed from shared state and keeps across an await. (What it
  /// acts on before the next await shows in what it has done.)
  template <class T>
  void keeps(const T& value) {
    kernel().note(value);
  }

  sim::Promise<KvRead> kv_get(Key key) { return kv_->get(isolate.colo, key); }
  sim::Promise<> kv_put(Key key, const KvValue& value, std::int64_t ttl_ms) {
    return kv_->put(isolate.colo, key, value, ttl_ms);
  }
  sim::Promise<> kv_delete(Key key) { return kv_->remove(isolate.colo, key); }
  const CentralStore& kv_store() const { return kv_->store(); }

  /// getRequestExecutionContext() !== null: AsyncLocalStorage shows some context here.
  bool execution_context_visible() { return kernel().async_word() != 0; }
  void wait_until(const sim::AnyPromise& promise);

  /// The tag cache of the handler object that the current code runs on. Not to be kept across an
  /// await.
  TagCache& tag_cache();

  /// Whether what is cached of a tag is still believed.
  bool believes(const TagCache::Entry& cached, std::int64_t now_ms);
  /// What is about to be fetched will be believed from then on.
  void will_believe_from(std::int64_t now_ms);

  /// Renders the page as user code would.
  sim::Promise<Rendered> render(const Arrival& request);

  /// The number of the current request, for the record.
  std::uint32_t request() { return kernel().label(kernel().current_owner()); }
  void record(EventKind kind, std::int64_t detail = 0, std::int64_t extra = 0) {
    chance_->record(kind, request(), detail, extra);
  }
  /// What the current request asks for.
  const Arrival& asked() { return *(*contexts_)[kernel().current_owner().slot].asked; }
  Artifact asked_artifact() { return asked().artifact; }
  Chance& chance() { return *chance_; }
  Origin& origin() { return *origin_; }

  Isolate isolate;

 private:
  Chance* chance_;
  KvNamespace* kv_;
  Origin* origin_;
  const WorldConfig* config_;
  sim::Vector<RequestContext>* contexts_;
  sim::Vector<TagCache>* tag_caches_;
};

/// Kinds of the notices that the runtime leaves for itself on promises.
enum RuntimeNotice : std::uint32_t {
  response_settled = sim::unhandled_rejection_notice + 1,  // subject: owner slot
  wait_until_settled,                                      // subject: owner slot
};

}  // namespace stalemate::model
