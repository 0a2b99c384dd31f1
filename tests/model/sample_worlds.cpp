#include "tests/model/sample_worlds.h"

#include "model/kv/value.h"
#include "tests/support/configs.h"

namespace stalemate::model {

namespace {

using tests::after;
using tests::at;
using tests::between;
using tests::fixed;

/// Four requests with latencies that vary.
WorldConfig varied(Generation generation, Router router) {
  WorldConfig config = router == Router::app ? tests::stale_app_entry() : tests::stale_entry();
  config.handler.generation = generation;
  config.latencies.kv_get = between(2, 1, 9);
  config.latencies.kv_put = between(20, 5, 80, 5);
  config.latencies.kv_delete = between(20, 5, 80, 5);
  config.latencies.kv_late_commit = between(30, 10, 90, 10);
  config.latencies.render = between(20, 10, 60, 2);
  config.latencies.teardown = between(0, 0, 30, 3);
  config.workload = {at(0), at(10), after(500), after(1200)};
  return config;
}

WorldConfig app(Generation generation) {
  WorldConfig config = varied(generation, Router::app);
  config.page.tags = 2;
  config.workload = {at(0), tests::for_rsc(at(5)), at(700, ArrivalKind::revalidate_tag),
                     tests::for_rsc(after(20)), after(1300)};
  return config;
}

void add_faults(WorldConfig& config, std::initializer_list<Fault> faults, std::uint16_t count) {
  for (const Fault fault : faults) config.faults.set(fault, count);
}

WorldConfig every_fault(Router router) {
  WorldConfig config = router == Router::app ? app(Generation::vinext_0_0_55)
                                             : varied(Generation::vinext_0_0_30, Router::pages);
  config.latencies.kv_upload = between(5, 0, 20, 5);
  config.latencies.kv_reply = between(2, 0, 8);
  for (std::size_t fault = 0; fault < count_of<Fault>(); ++fault) {
    config.faults.set(static_cast<Fault>(fault), 2);
  }
  return config;
}

WorldConfig two_colos() {
  WorldConfig config = app(Generation::vinext_0_0_55);
  config.isolates_per_colo = {1, 2};
  config.kv.read_cache = true;
  config.kv.cache_ttl_us = sim::from_milliseconds(900);
  config.page.expire_ms = 4000;
  config.workload.insert(config.workload.end(), {at(30), at(40), at(720, ArrivalKind::data_change),
                                                 after(900), after(900)});
  return config;
}

WorldConfig streamed(BodyKind body) {
  WorldConfig config = varied(Generation::vinext_0_0_55, Router::pages);
  config.page.body = body;
  config.page.initial = {};
  config.latencies.body = between(50, 0, 200, 10);
  add_faults(config, {Fault::disconnect, Fault::context_cut}, 1);
  return config;
}

WorldConfig shared_promises() {
  WorldConfig config = varied(Generation::vinext_0_0_55, Router::pages);
  const auto awaiting = [](Arrival arrival) {
    return tests::with_render(RenderScript::awaits_module_promise, arrival);
  };
  config.workload = {at(0, ArrivalKind::module_promise), awaiting(at(5)),
                     at(40, ArrivalKind::module_promise), awaiting(at(60)), after(900)};
  config.workload[0].module_promise_us = sim::from_milliseconds(30);
  config.workload[2].module_promise_us = sim::from_milliseconds(10);
  return config;
}

/// Nearly as much as a scenario may ask for at once.
WorldConfig crowded() {
  WorldConfig config = app(Generation::vinext_0_0_30);
  config.isolates_per_colo = {2, 2, 2, 2};
  config.kv.read_cache = true;
  config.page.tags = tag_limit;
  config.routing = Routing::fair;
  config.workload.clear();
  for (int index = 0; index < 24; ++index) {
    config.workload.push_back(index % 3 == 0 ? tests::for_rsc(at(0)) : at(0));
  }
  config.workload.push_back(at(5, ArrivalKind::revalidate_tag));
  add_faults(config, {Fault::context_cut, Fault::eviction}, 3);
  return config;
}

/// Some of a request's operations wait for each other, and the last are refused.
WorldConfig few_connections() {
  WorldConfig config = app(Generation::vinext_0_0_55);
  config.runtime.connections = 1;
  config.runtime.kv_operations = 4;
  return config;
}

std::vector<SampleWorld> build() {
  std::vector<SampleWorld> worlds;
  for (std::size_t index = 0; index < count_of<Generation>(); ++index) {
    const auto generation = static_cast<Generation>(index);
    worlds.push_back({std::string("pages ") + name(generation), varied(generation, Router::pages)});
    // The App Router of 0.0.26 has no ISR.
    if (generation == Generation::vinext_0_0_26) continue;
    worlds.push_back({std::string("app ") + name(generation), app(generation)});
  }
  WorldConfig unregistered = varied(Generation::before_425, Router::pages);
  unregistered.handler.put_registered = false;
  worlds.push_back({"put not registered", unregistered});
  worlds.push_back({"every fault, pages", every_fault(Router::pages)});
  worlds.push_back({"every fault, app", every_fault(Router::app)});
  worlds.push_back({"two colos with read caches", two_colos()});
  worlds.push_back({"streamed body", streamed(BodyKind::js_stream)});
  worlds.push_back({"proxied body", streamed(BodyKind::proxied)});
  WorldConfig hanging = shared_promises();
  hanging.runtime.orphan_policy = sim::OrphanPolicy::hang;
  worlds.push_back({"orphans reject", shared_promises()});
  worlds.push_back({"orphans hang", hanging});
  worlds.push_back({"crowded", crowded()});
  worlds.push_back({"few connections and operations", few_connections()});
  return worlds;
}

}  // namespace

const std::vector<SampleWorld>& sample_worlds() {
  static const std::vector<SampleWorld> worlds = build();
  return worlds;
}

}  // namespace stalemate::model
