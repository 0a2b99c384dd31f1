// The Workers runtime: starts request contexts, ends them, and tells why.
//
// Sources, in github.com/cloudflare/workerd: src/workerd/io/worker-entrypoint.c++ (what keeps a
// context alive), io-context.c++ (drain, limit, hang detection, what its destruction drops),
// io-context.h ("the JS promise will never resolve"). The 30 s limit after the response:
// developers.cloudflare.com/workers/platform/limits.
//
// Invariants:
//  1. A context is running, then draining, then gone; it ends exactly once.
//  2. It ends normally only when its response is over and its waitUntil set is empty.
//  3. Ending drops its operations and frames and runs nothing of its code; the isolate's globals
//     stay as they are.
//  4. An isolate that is replaced takes no more requests; when its last context ends, its globals
//     are gone.
//  5. Only the limit on CPU time ends a context while its code runs: between two microtasks.
#pragma once

#include <cstdint>

#include "model/chance.h"
#include "model/js/script.h"
#include "model/kv/namespace.h"
#include "model/properties/property.h"
#include "model/workers/host.h"
#include "model/workers/request_context.h"
#include "sim/arena.h"

namespace stalemate::model {

class Runtime : private sim::Interrupter {
 public:
  Runtime(Chance& chance, KvNamespace& kv, Origin& origin, const WorldConfig& config,
          sim::Arena& arena, Script* script);
  ~Runtime() override;
  Runtime(const Runtime&) = delete;
  Runtime& operator=(const Runtime&) = delete;

  /// A request arrives at an isolate. Its code runs up to its first wait. @return whose it is
  sim::OwnerId start(std::uint32_t isolate, std::uint32_t arrival, const Arrival& asked);

  /// Delivers one of the runtime's events.
  void deliver(const sim::Event& event);
  /// After each macro-step: what the promises that the runtime watches have come to.
  void process_notices();
  /// After each macro-step: the context whose code was stopped in the midst of it.
  void end_interrupted();
  /// After each macro-step on behalf of `owner`: can its code still do anything?
  void look_for_hang(sim::OwnerId owner);
  /// When nothing is under way any more: a script hears of requests that are without a response.
  void tell_unanswered();

  // Faults.
  void cut(std::uint32_t slot);
  void client_gone(std::uint32_t slot);
  void evict(std::uint32_t isolate);
  /// The isolate exceeds its memory: another one takes its place, and the runtime may cancel any of
  /// its requests. Requires may_be_replaced().
  void exceed_memory(std::uint32_t place);
  /// A new version is deployed. (Where an earlier isolate still finishes and there is no other to
  /// take over, the isolate stays.)
  void deploy();
  bool may_be_replaced(std::uint32_t place) const;
  bool all_may_be_replaced() const;
  /// The limit on waitUntil ends a context that is draining.
  void reach_limit(std::uint32_t slot);

  /// Isolates that take requests: those of the topology. They come first.
  std::uint32_t place_count() const { return place_count_; }
  /// Those that only finish what they have begun, too.
  std::size_t isolate_count() const { return hosts_.size(); }
  const Script* script() const { return script_; }
  const Isolate& isolate(std::uint32_t number) const { return hosts_[number]->isolate; }
  Isolate& isolate(std::uint32_t number) { return hosts_[number]->isolate; }
  const sim::Vector<RequestContext>& contexts() const { return contexts_; }
  /// Requires that each request makes its own handler object.
  const TagCache& tag_cache(const RequestContext& context) const {
    return tag_caches_[context.owner.slot];
  }
  std::uint32_t live_contexts() const { return live_contexts_; }
  std::uint32_t requests() const { return requests_; }
  /// Arrivals whose client has its answer, or never will, since the last call.
  sim::Vector<std::uint32_t>& answered() { return answered_; }
  const Findings& findings() const { return findings_; }
  Findings& findings() { return findings_; }

 private:
  void make_room_for_contexts(std::size_t count);
  void add_isolates(Origin& origin, sim::Arena& arena);
  std::uint32_t spare_for(std::uint32_t place) const;
  std::uint32_t replace(std::uint32_t place);
  /// Whoever asks may change it.
  RequestContext* live(std::uint32_t slot);
  sim::Promise<Response> run_handler(Host& host, const Arrival& asked);
  sim::Promise<Response> route_page(Host& host, const Arrival& asked);
  sim::Promise<Response> handle_and_hold(Host& host, const Arrival& asked);
  std::uint64_t visible_word(const RequestContext& context);
  void look_for_hangs_in(std::uint32_t isolate);
  bool hangs(const RequestContext& context) const;
  bool waits_for_nothing(const RequestContext& context) const;
  void respond(RequestContext& context);
  void answer_client(RequestContext& context);
  void start_draining(RequestContext& context);
  void may_end(RequestContext& context);
  void end(RequestContext& context, EventKind why);
  void note_orphaned_slots(Isolate& isolate, sim::OwnerId dead);
  void violate(Property property, std::uint32_t isolate);
  bool interrupts(sim::OwnerId owner) override;

  Chance* chance_;
  KvNamespace* kv_;
  const WorldConfig* config_;
  Script* script_;  // or nullptr: the models in C++ answer
  // One for each isolate that takes requests, then those that one of them may be replaced by.
  sim::Vector<Host*> hosts_;
  std::uint32_t place_count_ = 0;
  sim::Vector<RequestContext> contexts_;  // by owner slot
  sim::Vector<TagCache> tag_caches_;      // likewise, if each request makes its own handler object
  sim::Vector<std::uint32_t> answered_;
  std::uint32_t live_contexts_ = 0;
  std::uint32_t requests_ = 0;
  Findings findings_;
};

}  // namespace stalemate::model
