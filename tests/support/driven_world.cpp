#include "tests/support/driven_world.h"

#include <algorithm>
#include <new>

namespace stalemate::tests {

using model::World;
using model::WorldConfig;

DrivenWorld::DrivenWorld(const WorldConfig& config, sim::Explorer& explorer)
    : config_(config), gate_(explorer) {
  world_ = new (arena_.allocate(sizeof(World))) World(config_, arena_);
  world_->connect(&gate_, &sink_);
  world_->begin();
}

DrivenWorld::DrivenWorld(const WorldConfig& config) : config_(config), gate_(calm_) {
  world_ = new (arena_.allocate(sizeof(World))) World(config_, arena_);
  world_->connect(&gate_, &sink_);
  world_->begin();
}

DrivenWorld::~DrivenWorld() {
  world_->~World();
  arena_.deallocate(world_, sizeof(World));
}

void DrivenWorld::run() {
  while (world_->step()) {
  }
}

void DrivenWorld::run_until(std::int64_t milliseconds) {
  const auto is_due = [milliseconds](const sim::Event& event) {
    return event.at_us <= sim::from_milliseconds(milliseconds);
  };
  for (;;) {
    const auto events = world_->kernel().events();
    if (std::none_of(events.begin(), events.end(), is_due)) return;
    world_->step();
  }
}

void DrivenWorld::request(std::int64_t delay_ms, std::uint32_t isolate, model::Artifact artifact) {
  world_->post_calm_request(sim::from_milliseconds(delay_ms), isolate, artifact);
  run();
}

model::KvRead DrivenWorld::stored(model::Key key) const {
  return world_->kv().store().read(key, world_->kernel().now_us());
}

WholeRun run_whole(const WorldConfig& config, sim::Explorer& explorer) {
  WholeRun run;
  model::Simulation simulation(config);
  run.result = simulation.run(explorer, &run.trace);
  return run;
}

WholeRun run_whole(const WorldConfig& config) {
  sim::CalmExplorer calm;
  return run_whole(config, calm);
}

}  // namespace stalemate::tests
