#include "tests/support/configs.h"

namespace stalemate::tests {

using model::Arrival;
using model::WorldConfig;

std::vector<Arrival> requests_at(std::initializer_list<std::int64_t> milliseconds) {
  std::vector<Arrival> workload;
  for (const std::int64_t instant : milliseconds) workload.push_back(at(instant));
  return workload;
}

std::vector<Arrival> requests_each(std::int64_t milliseconds, std::size_t count) {
  std::vector<Arrival> workload(count, after(milliseconds));
  if (!workload.empty()) workload.front() = at(0);
  return workload;
}

void preload(WorldConfig& config, std::int64_t expired_for_ms, model::Artifact artifact) {
  model::InitialEntry& entry = config.page.initial[static_cast<std::size_t>(artifact)];
  entry.present = true;
  entry.expired_for_us = sim::from_milliseconds(expired_for_ms);
}

WorldConfig empty_store() {
  WorldConfig config;
  config.latencies = model::Latencies{};
  config.latencies.kv_get = fixed(1);
  config.latencies.kv_put = fixed(10);
  config.latencies.kv_delete = fixed(10);
  config.latencies.kv_late_commit = fixed(50);
  config.latencies.render = fixed(10);
  config.workload = requests_at({0});
  return config;
}

WorldConfig stale_entry() {
  WorldConfig config = empty_store();
  preload(config, 5000);
  return config;
}

WorldConfig stale_app_entry() {
  WorldConfig config = stale_entry();
  config.handler.router = model::Router::app;
  preload(config, 5000, model::Artifact::rsc);
  return config;
}

void lose_cut_puts(WorldConfig& config) {
  config.runtime.unsent_put = model::UnsentPut::not_sent;
  config.runtime.cut_put = model::CutPut::lost;
}

}  // namespace stalemate::tests
