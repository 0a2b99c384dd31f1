#include "tests/model/proof/small_worlds.h"

#include <algorithm>
#include <ostream>

#include "tests/model/draws.h"
#include "tests/support/configs.h"
#include "tests/support/scenario_text.h"

namespace stalemate::model {

namespace {

using draws::any_of;
using draws::number;
using draws::one_of;
using draws::sometimes;

HandlerConfig any_handler() {
  HandlerConfig handler;
  const auto newest = static_cast<std::int64_t>(count_of<Generation>()) - 1;
  handler.generation = static_cast<Generation>(newest - number(0, newest));
  handler.router = any_of<Router>();
  // The App Router of 0.0.26 has no ISR.
  if (handler.generation == Generation::vinext_0_0_26) handler.router = Router::pages;
  handler.put_registered = !sometimes(3);
  handler.regeneration_registered = !sometimes(3);
  handler.miss_stored_behind_response = sometimes(4);
  handler.handler_per_request = sometimes(3);
  if (sometimes(8)) handler.regeneration_lease_ms = one_of<std::int64_t>({60'000, 10'000});
  return handler;
}

PageConfig any_page(Router router) {
  PageConfig page;
  page.revalidate_ms = one_of<std::int64_t>({60'000, 10'000, 5'000});
  if (sometimes(4)) page.expire_ms = one_of<std::int64_t>({60'000, 120'000});
  page.tags = sometimes(3) ? 1 : 0;
  for (std::size_t index = 0; index < artifact_count; ++index) {
    if (index == 1 && router == Router::pages) continue;
    InitialEntry& entry = page.initial[index];
    entry.present = !sometimes(3);
    if (!entry.present) continue;
    if (sometimes(6)) entry.shape = any_of<EntryShape>();
    entry.expired_for_us = sim::from_milliseconds(sometimes(3) ? -5000 : 5000);
    if (sometimes(12)) entry.expired_for_us = sim::from_milliseconds(-130'000);
  }
  page.body = any_of<BodyKind>();
  return page;
}

void draw_surroundings(WorldConfig& config) {
  RuntimeProfile& runtime = config.runtime;
  runtime.orphan_policy = sometimes(2) ? sim::OrphanPolicy::hang : sim::OrphanPolicy::reject;
  runtime.unsent_put = any_of<UnsentPut>();
  runtime.cut_put = any_of<CutPut>();
  if (sometimes(4)) runtime.wait_until_limit_us.reset();
  if (sometimes(6)) runtime.teardown = Teardown::immediate;
  if (sometimes(6)) runtime.connections = 1;
  if (sometimes(8)) runtime.kv_operations = static_cast<std::uint32_t>(number(1, 4));
  if (sometimes(2)) config.kv.write_interval_us = 0;
  config.kv.read_cache = sometimes(3);
  if (sometimes(2)) config.kv.cache_ttl_us = sim::from_milliseconds(30'000);
  Latencies& latencies = config.latencies;
  if (sometimes(6)) latencies.kv_upload = tests::fixed(10);
  if (sometimes(6)) latencies.origin_read = tests::fixed(5);
  if (sometimes(6)) latencies.body = tests::fixed(5);
  // A render that may take no time at all, or longer than waitUntil lasts.
  if (sometimes(8)) latencies.render = tests::fixed(one_of<std::int64_t>({0, 31'000}));
  if (sometimes(2)) config.faults.set(any_of<Fault>(), 1);
  const bool newest = config.handler.generation == Generation::vinext_1_4_0;
  if (newest && config.handler.router == Router::app && sometimes(3)) {
    config.faults.set(Fault::render_throws, 1);  // then it stores again what it has read
  }
  if (sometimes(4)) {
    const std::initializer_list<Fault> replacing{Fault::memory_limit, Fault::deploy};
    config.faults.set(one_of<Fault>(replacing), 1);
    if (sometimes(3)) runtime.deploy_grace_us.reset();
    if (sometimes(3)) runtime.deploy_grace_us = sim::from_milliseconds(5);
  }
}

std::vector<Arrival> any_requests(const WorldConfig& config) {
  std::vector<Arrival> requests{Arrival{}};
  if (config.handler.router == Router::app && sometimes(2)) {
    requests.push_back(tests::for_rsc(Arrival{}));
  }
  if (config.page.tags > 0 && sometimes(2)) {
    requests.push_back(tests::at(0, ArrivalKind::revalidate_tag));
  }
  if (sometimes(8)) {
    Arrival maker = tests::at(0, ArrivalKind::module_promise);
    maker.module_promise_us = sim::from_milliseconds(5);
    requests.push_back(maker);
    requests[0].render = RenderScript::awaits_module_promise;
  }
  if (sometimes(6)) requests[0].visible_context = VisibleContext::foreign;
  return requests;
}

ProofBounds any_bounds() {
  ProofBounds bounds;
  bounds.requests_per_burst = sometimes(2) ? 2 : 1;
  bounds.requests_per_isolate = static_cast<std::uint32_t>(number(1, 2));
  bounds.late_writes = static_cast<std::uint32_t>(number(0, 1));
  bounds.merge_invisible = !sometimes(4);
  bounds.exchange_isolates = !sometimes(2);
  return bounds;
}

}  // namespace

std::ostream& operator<<(std::ostream& stream, const SmallWorld& world) {
  const ProofBounds& bounds = world.bounds;
  return stream << "requests " << bounds.requests_per_burst << ", of an isolate "
                << bounds.requests_per_isolate << ", late writes " << bounds.late_writes
                << ", merged " << bounds.merge_invisible << ", exchanged "
                << bounds.exchange_isolates << ", walk " << world.seed << ", in\n"
                << tests::scenario_text(world.config);
}

rc::Gen<SmallWorld> any_small_world() {
  return rc::gen::resize(rc::kNominalSize, rc::gen::exec([] {
                           using Colos = std::vector<std::uint32_t>;
                           SmallWorld world;
                           WorldConfig& config = world.config;
                           config.isolates_per_colo = one_of<Colos>({{1}, {2}, {1, 1}});
                           if (sometimes(8)) {
                             config.isolates_per_colo = one_of<Colos>({{3}, {4}, {2, 2}});
                           }
                           config.handler = any_handler();
                           config.page = any_page(config.handler.router);
                           draw_surroundings(config);
                           config.workload = any_requests(config);
                           config.entries_judged = sometimes(3);
                           world.bounds = any_bounds();
                           world.seed = static_cast<std::uint64_t>(number(0, 1'000'000));
                           return world;
                         }));
}

bool fingerprints_are_canonical(const ProofConfig& config) {
  return std::none_of(config.requests.begin(), config.requests.end(), [](const Arrival& request) {
    return request.kind == ArrivalKind::module_promise;
  });
}

}  // namespace stalemate::model
