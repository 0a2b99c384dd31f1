// The handlers that the tests of this folder go through: generations and routers.
#pragma once

#include <string>
#include <vector>

#include "model/config.h"

namespace stalemate::model {

struct Handler {
  Generation generation = Generation::vinext_0_0_55;
  Router router = Router::pages;

  std::string text() const { return std::string(name(generation)) + ", " + name(router); }
};

inline std::vector<Handler> handlers_since(Generation oldest) {
  std::vector<Handler> handlers;
  for (std::size_t index = static_cast<std::size_t>(oldest); index < count_of<Generation>();
       ++index) {
    const auto generation = static_cast<Generation>(index);
    handlers.push_back({generation, Router::pages});
    // The App Router of 0.0.26 has no ISR.
    if (generation == Generation::vinext_0_0_26) continue;
    handlers.push_back({generation, Router::app});
  }
  return handlers;
}
inline std::vector<Handler> all_handlers() { return handlers_since(Generation::vinext_0_0_26); }

inline std::vector<Handler> handlers_of(Router router) {
  std::vector<Handler> handlers;
  for (const Handler& handler : all_handlers()) {
    if (handler.router == router) handlers.push_back(handler);
  }
  return handlers;
}

/// Written as often as the handler likes.
inline WorldConfig of(Generation generation, WorldConfig config) {
  config.handler.generation = generation;
  config.kv.write_interval_us = 0;
  return config;
}
/// Whatever the handler registers, its context lives on for a while.
inline WorldConfig kept_alive(WorldConfig config) {
  for (Arrival& arrival : config.workload) arrival.wait_until_us = sim::from_milliseconds(100);
  return config;
}

}  // namespace stalemate::model
