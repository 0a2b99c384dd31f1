// Isolates that are replaced while they have contexts: by a deploy, or for exceeding their memory.
//
// Whoever takes the requests from then on begins with empty globals. The contexts that are there go
// on in the old isolate, with the globals that they know, until they end; at a deploy they have
// some grace for it. Sources: developers.cloudflare.com/workers/platform/limits ("Memory": the
// runtime may cancel requests of the isolate; "Duration": 30 s for requests in flight at an update)
// and workers/reference/how-workers-works.

#include <cstdint>
#include <utility>

#include "model/workers/runtime.h"
#include "model/world_event.h"

namespace stalemate::model {

/// An isolate of the same colo that is not in use.
std::uint32_t Runtime::spare_for(std::uint32_t place) const {
  for (auto number = place_count_; number < hosts_.size(); ++number) {
    const Isolate& isolate = hosts_[number]->isolate;
    if (isolate.colo == hosts_[place]->isolate.colo && !isolate.replaced) return number;
  }
  return 0;
}

bool Runtime::may_be_replaced(std::uint32_t place) const {
  return hosts_[place]->isolate.live_contexts == 0 || spare_for(place) != 0;
}

bool Runtime::all_may_be_replaced() const {
  std::int64_t lacking = 0;
  for (std::uint32_t place = 0; place < place_count_; ++place) {
    const std::uint32_t colo = hosts_[place]->isolate.colo;
    if (place == 0 || hosts_[place - 1]->isolate.colo != colo) lacking = 0;
    if (hosts_[place]->isolate.live_contexts > 0) ++lacking;
    if (hosts_[place_count_ + place]->isolate.replaced) ++lacking;
    // As many spares as isolates: each of the colo that works needs one that is free.
    const auto of_colo = config_->isolates_per_colo[colo];
    if (lacking > std::int64_t{of_colo}) return false;
  }
  return true;
}

/// The two trade their numbers, so that those that take requests keep theirs, and what was rendered
/// keeps its name.
/// @return the number of the old one
std::uint32_t Runtime::replace(std::uint32_t place) {
  Isolate& old = hosts_[place]->isolate;
  if (old.live_contexts == 0) {
    chance_->record(EventKind::isolate_replaced, 0, place, place);
    old.evict();
    return place;
  }
  const std::uint32_t spare = spare_for(place);
  SIM_ASSERT(spare >= place_count_);
  chance_->record(EventKind::isolate_replaced, 0, place, spare);
  std::swap(hosts_[place], hosts_[spare]);
  Isolate& fresh = hosts_[place]->isolate;
  SIM_ASSERT(!fresh.started && fresh.live_contexts == 0);
  std::swap(fresh.number, old.number);
  std::swap(fresh.renders, old.renders);
  std::swap(fresh.place, old.place);
  old.replaced = true;
  old.place = place;
  for (RequestContext& context : contexts_) {
    if (context.state == ContextState::gone || context.isolate != place) continue;
    context.isolate = spare;
  }
  return spare;
}

void Runtime::exceed_memory(std::uint32_t place) {
  SIM_ASSERT(hosts_[place]->isolate.live_contexts > 0);
  const std::uint32_t old = replace(place);
  static constexpr sim::Name fates[] = {{"goes on"}, {"is cancelled"}};
  for (std::uint32_t slot = 0; slot < contexts_.size(); ++slot) {
    RequestContext& context = contexts_[slot];
    if (context.state == ContextState::gone || context.isolate != old) continue;
    const std::uint32_t fate = chance_->kernel().gate().choose(
        {"beyond its isolate's memory, request", context.request}, sim::ChoiceKind::order, fates);
    if (fate == 1) end(*live(slot), EventKind::memory_limit_exceeded);
  }
}

void Runtime::deploy() {
  for (std::uint32_t place = 0; place < place_count_; ++place) {
    if (hosts_[place]->isolate.started && may_be_replaced(place)) replace(place);
  }
  if (!config_->runtime.deploy_grace_us) return;
  for (const RequestContext& context : contexts_) {
    if (context.state == ContextState::gone || !isolate(context.isolate).replaced) continue;
    chance_->kernel().post(*config_->runtime.deploy_grace_us, deploy_grace_event, context.owner,
                           context.owner.slot);
  }
}

}  // namespace stalemate::model
