#include "tests/model/proof/made_worlds.h"

#include "model/workers/isolate.h"
#include "tests/support/configs.h"

namespace stalemate::tests {

using model::ArrivalKind;
using model::Fault;
using model::Router;
using model::tag_cache_ttl_ms;
using model::WorldConfig;

WorldConfig tagged_page() {
  WorldConfig config = stale_app_entry();
  config.page.revalidate_ms = tag_cache_ttl_ms;
  config.page.tags = 1;
  config.isolates_per_colo = {2};
  config.runtime.wait_until_limit_us.reset();
  config.kv.write_interval_us = 0;
  preload(config, -1000);
  config.workload.resize(1);
  return config;
}

WorldConfig failing_render() {
  WorldConfig config = empty_store();
  config.handler.router = Router::app;
  config.faults.set(Fault::render_throws, 1);
  config.runtime.wait_until_limit_us.reset();
  config.kv.write_interval_us = 0;
  config.workload = {at(0), for_rsc(at(0))};
  return config;
}

WorldConfig invalidated_page() {
  WorldConfig config = tagged_page();
  config.workload = {at(0), at(0, ArrivalKind::revalidate_tag)};
  return config;
}

WorldConfig stored_again() {
  WorldConfig config = stale_entry();
  config.handler.generation = model::Generation::vinext_1_4_0;
  config.handler.router = Router::app;
  config.page.revalidate_ms = 60'000;
  config.page.initial[1] = config.page.initial[0];
  config.workload = {at(0), for_rsc(at(0))};
  config.faults.set(Fault::render_throws, 1);
  return config;
}

WorldConfig two_hangs() {
  WorldConfig config = stale_app_entry();
  config.kv.write_interval_us = 0;
  preload(config, -1000, model::Artifact::rsc);
  config.faults.set(Fault::render_hangs, 1);
  config.faults.set(Fault::put_never_answered, 1);
  config.workload = {at(0), for_rsc(at(0))};
  return config;
}

}  // namespace stalemate::tests
