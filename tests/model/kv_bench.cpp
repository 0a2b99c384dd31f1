#include "tests/model/kv_bench.h"

#include <limits>
#include <new>

#include "model/describe.h"
#include "sim/task.h"

namespace stalemate::model {

KvBench::KvBench(const WorldConfig& config)
    : config_(config),
      kernel_(arena_, config.runtime.orphan_policy, rejection(Error::orphaned_promise)),
      gate_(explorer_),
      chance_(kernel_, config.faults) {
  kernel_.connect(&gate_, &sink_);
  kv_ = new (arena_.allocate(sizeof(KvNamespace))) KvNamespace(chance_, config_, arena_);
  owner_ = kernel_.create_owner(1);
}

KvBench::~KvBench() {
  kv_->~KvNamespace();
  arena_.deallocate(kv_, sizeof(KvNamespace));
}

sim::Promise<KvRead> KvBench::get(Key key, std::uint32_t colo) {
  kernel_.enter(owner_, 0);
  const sim::Promise<KvRead> promise = kv_->get(colo, key);
  kernel_.leave();
  return promise;
}

sim::Promise<> KvBench::put(Key key, std::uint64_t render, std::int64_t ttl_ms,
                            std::uint32_t colo) {
  KvValue value;
  value.generation.render = static_cast<std::uint32_t>(render);
  kernel_.enter(owner_, 0);
  const sim::Promise<> promise = kv_->put(colo, key, value, ttl_ms);
  kernel_.leave();
  return promise;
}

sim::Promise<> KvBench::remove(Key key, std::uint32_t colo) {
  kernel_.enter(owner_, 0);
  const sim::Promise<> promise = kv_->remove(colo, key);
  kernel_.leave();
  return promise;
}

bool KvBench::deliver_next(sim::Microseconds until_us) {
  const auto events = kernel_.events();
  std::size_t first = events.size();
  for (std::size_t place = 0; place < events.size(); ++place) {
    const sim::Event& event = events[place];
    if (event.at_us > until_us) continue;
    const bool earlier =
        first == events.size() || event.at_us < events[first].at_us ||
        (event.at_us == events[first].at_us && event.sequence < events[first].sequence);
    if (earlier) first = place;
  }
  if (first == events.size()) return false;
  kv_->deliver(kernel_.take(first));
  return true;
}

void KvBench::run_until(std::int64_t milliseconds) {
  const sim::Microseconds until_us = sim::from_milliseconds(milliseconds);
  while (deliver_next(until_us)) {
  }
  kernel_.advance_to(until_us);
}

void KvBench::run() {
  while (deliver_next(std::numeric_limits<sim::Microseconds>::max())) {
  }
}

void KvBench::store(Key key, std::uint64_t render, std::int64_t ttl_ms, std::uint32_t colo) {
  put(key, render, ttl_ms, colo);
  run();
}

std::string KvBench::read(Key key, std::uint32_t colo) {
  const sim::Promise<KvRead> promise = get(key, colo);
  run();
  if (!promise.fulfilled()) return outcome(promise);
  if (promise.value().found == 0) return "nothing";
  return "render " + std::to_string(promise.value().value.generation.render);
}

std::string KvBench::outcome(const sim::AnyPromise& promise) const {
  if (promise.pending()) return "pending";
  if (promise.fulfilled()) return "done";
  return message(static_cast<Error>(promise.rejection().code), config_);
}

}  // namespace stalemate::model
