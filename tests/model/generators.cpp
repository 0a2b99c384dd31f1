#include "tests/model/generators.h"

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
using tests::between;
using tests::fixed;

sim::Microseconds any_ms(std::int64_t high) { return sim::from_milliseconds(number(0, high)); }

Latency any_latency(std::int64_t high) {
  const std::int64_t typical = number(0, high);
  if (!sometimes(2)) return fixed(typical);
  const std::int64_t step = one_of<std::int64_t>({1, 5, 20});
  return between(typical, typical % step, typical + step * number(0, 5), step);
}

HandlerConfig any_handler() {
  HandlerConfig handler;
  // The newest is the plainest.
  const auto newest = static_cast<std::int64_t>(count_of<Generation>()) - 1;
  handler.generation = static_cast<Generation>(newest - number(0, newest));
  handler.router = any_of<Router>();
  // The App Router of 0.0.26 has no ISR.
  if (handler.generation == Generation::vinext_0_0_26) handler.router = Router::pages;
  handler.put_registered = !sometimes(4);
  handler.regeneration_registered = !sometimes(5);
  handler.miss_stored_behind_response = sometimes(4);
  handler.handler_per_request = sometimes(4);
  return handler;
}

PageConfig any_page(Router router) {
  PageConfig page;
  page.revalidate_ms = one_of<std::int64_t>({1000, 60'000, 50, 1});
  if (sometimes(3)) page.expire_ms = one_of<std::int64_t>({5000, 100, 1});
  page.tags = static_cast<std::uint32_t>(sometimes(2) ? number(1, 4) : 0);
  for (std::size_t index = 0; index < artifact_count; ++index) {
    InitialEntry& entry = page.initial[index];
    entry.present = index == 0 || router == Router::app ? sometimes(2) : false;
    if (!entry.present) continue;
    if (sometimes(4)) entry.shape = any_of<EntryShape>();
    entry.expired_for_us = sim::from_milliseconds(number(0, 12) * 500 - 1000);
  }
  page.body = any_of<BodyKind>();
  if (sometimes(12)) page.key_bytes = 513;
  if (sometimes(24)) page.key = any_of<KeyName>();
  if (sometimes(24)) page.metadata_bytes = 1025;
  if (sometimes(12)) page.value_bytes = std::int64_t{26} * 1024 * 1024;
  if (sometimes(4)) page.kv_ttl_ms = one_of<std::int64_t>({60'000, 61'000, 59'999});
  return page;
}

Latencies any_latencies() {
  Latencies latencies;
  latencies.kv_get = any_latency(20);
  latencies.kv_put = any_latency(100);
  latencies.kv_delete = any_latency(100);
  latencies.kv_upload = sometimes(2) ? any_latency(30) : fixed(0);
  latencies.kv_reply = sometimes(2) ? any_latency(30) : fixed(0);
  latencies.kv_late_commit = any_latency(500);
  latencies.render = any_latency(100);
  latencies.origin_read = sometimes(2) ? any_latency(120) : fixed(0);
  latencies.body = any_latency(200);
  latencies.teardown = sometimes(2) ? any_latency(60) : fixed(0);
  return latencies;
}

RuntimeProfile any_runtime() {
  RuntimeProfile runtime;
  runtime.orphan_policy = sometimes(2) ? sim::OrphanPolicy::hang : sim::OrphanPolicy::reject;
  runtime.unsent_put = any_of<UnsentPut>();
  runtime.cut_put = any_of<CutPut>();
  if (sometimes(4)) runtime.wait_until_limit_us = any_ms(200);
  if (sometimes(8)) runtime.wait_until_limit_us.reset();
  if (sometimes(4)) runtime.connections = static_cast<std::uint32_t>(number(0, 3));
  if (sometimes(6)) runtime.kv_operations = static_cast<std::uint32_t>(number(0, 5));
  return runtime;
}

KvConfig any_kv() {
  KvConfig kv;
  if (sometimes(2)) kv.write_interval_us = 0;
  kv.read_cache = sometimes(2);
  kv.cache_ttl_us = sim::from_milliseconds(one_of<std::int64_t>({60'000, 900, 30}));
  return kv;
}

FaultBudget any_faults() {
  FaultBudget faults;
  for (std::size_t fault = 0; fault < count_of<Fault>(); ++fault) {
    const std::int64_t count = sometimes(4) ? number(1, 3) : 0;
    faults.set(static_cast<Fault>(fault), static_cast<std::uint16_t>(count));
  }
  return faults;
}

ArrivalKind any_kind(const WorldConfig& config, bool first) {
  if (first || !sometimes(3)) return ArrivalKind::request;
  const ArrivalKind kind = any_of<ArrivalKind>();
  const bool invalidates = kind == ArrivalKind::revalidate_tag;
  return invalidates && config.page.tags == 0 ? ArrivalKind::data_change : kind;
}

Arrival any_arrival(const WorldConfig& config, bool first, std::uint32_t isolates) {
  Arrival arrival;
  arrival.kind = any_kind(config, first);
  arrival.after_previous = sometimes(3);
  arrival.delay = any_latency(sometimes(3) ? 2000 : 100);
  if (arrival.kind == ArrivalKind::data_change || arrival.kind == ArrivalKind::deploy) {
    return arrival;
  }
  if (sometimes(3)) {
    arrival.isolate = static_cast<std::uint32_t>(number(0, std::int64_t{isolates} - 1));
  }
  if (arrival.kind == ArrivalKind::eviction) return arrival;
  if (sometimes(8)) arrival.wait_until_us = any_ms(100);
  if (sometimes(10)) arrival.cut_after_us = any_ms(100);
  if (sometimes(6)) arrival.visible_context = any_of<VisibleContext>();
  if (arrival.kind == ArrivalKind::module_promise) arrival.module_promise_us = any_ms(100);
  if (arrival.kind != ArrivalKind::request) return arrival;
  const bool app = config.handler.router == Router::app;
  if (app && sometimes(2)) arrival.artifact = Artifact::rsc;
  if (sometimes(10)) arrival.client_gone_after_us = any_ms(100);
  if (sometimes(10)) arrival.hold_response_us = any_ms(300);
  if (sometimes(4)) arrival.render = any_of<RenderScript>();
  return arrival;
}

std::vector<Arrival> any_workload(const WorldConfig& config) {
  std::uint32_t isolates = 0;
  for (const std::uint32_t count : config.isolates_per_colo) isolates += count;
  std::vector<Arrival> workload;
  const std::int64_t count = number(1, 8);
  for (std::int64_t index = 0; index < count; ++index) {
    workload.push_back(any_arrival(config, index == 0, isolates));
  }
  const auto promised = [](const Arrival& a) { return a.kind == ArrivalKind::module_promise; };
  // Who awaits a module's promise needs somebody who makes one; and where one is made, it should be
  // awaited often enough to be an orphan in a few hundred worlds.
  const bool made = std::any_of(workload.begin(), workload.end(), promised);
  for (Arrival& arrival : workload) {
    const bool awaits = arrival.render == RenderScript::awaits_module_promise;
    if (awaits && !made) arrival.render = RenderScript::normal;
    if (made && arrival.kind == ArrivalKind::request && sometimes(2)) {
      arrival.render = RenderScript::awaits_module_promise;
    }
  }
  return workload;
}

std::vector<PutScript> any_put_scripts() {
  std::vector<PutScript> scripts;
  for (std::uint32_t ordinal = 1; ordinal <= 4; ++ordinal) {
    if (!sometimes(12)) continue;
    PutScript script;
    script.ordinal = ordinal;
    script.kind = any_of<PutScriptKind>();
    if (script.kind == PutScriptKind::connection_reset) {
      script.after_us = any_ms(60);
      if (sometimes(2)) script.commit_after_us = script.after_us + any_ms(300);
    }
    scripts.push_back(script);
  }
  return scripts;
}

WorldConfig any_config() {
  using Colos = std::vector<std::uint32_t>;
  WorldConfig config;
  config.isolates_per_colo = one_of<Colos>({{1}, {2}, {1, 1}, {3}, {2, 1}, {1, 1, 1, 2}});
  config.handler = any_handler();
  config.page = any_page(config.handler.router);
  config.latencies = any_latencies();
  config.runtime = any_runtime();
  config.kv = any_kv();
  if (sometimes(2)) config.faults = any_faults();
  config.workload = any_workload(config);
  config.puts = any_put_scripts();
  config.routing = any_of<Routing>();
  if (sometimes(4)) config.calm_gap_us = sim::from_milliseconds(number(1, 3000));
  return config;
}

}  // namespace

std::ostream& operator<<(std::ostream& stream, const Case& the_case) {
  return stream << "seed " << the_case.seed << " of\n" << tests::scenario_text(the_case.config);
}

rc::Gen<Case> any_case() {
  // rapidcheck begins with small sizes, where every range is cut short; here all are wanted.
  return rc::gen::resize(rc::kNominalSize, rc::gen::exec([] {
                           Case the_case;
                           the_case.config = any_config();
                           the_case.seed = static_cast<std::uint64_t>(number(0, 1'000'000));
                           return the_case;
                         }));
}

}  // namespace stalemate::model
