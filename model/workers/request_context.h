// A request context: what the runtime keeps for one request, and what dies with it.
//
//   running --response sent, or client gone--> draining --waitUntil set empty--> gone
//
// Nothing else keeps it alive: not un-awaited promises, timers or operations. Source: workerd
// src/workerd/io/worker-entrypoint.c++ (the request, then `drain`) and io-context.c++
// (`waitUntilTasks.onEmpty()`, joined with the limit and with abort).
#pragma once

#include <cstdint>

#include "model/config.h"
#include "model/workers/response.h"
#include "sim/owner.h"
#include "sim/promise.h"

namespace stalemate::model {

enum class ContextState : std::uint8_t { gone, running, draining };

struct RequestContext {
  sim::OwnerId owner;
  std::uint32_t request = 0;  // counts requests, from 1
  std::uint32_t isolate = 0;
  std::uint32_t of_isolate = 0;  // counts the requests of that isolate, from 1
  std::uint32_t arrival = 0;     // index in the workload, or beyond it for calm requests
  ContextState state = ContextState::gone;
  bool client_served = false;  // has an answer, or will never get one
  bool responding = false;     // the handler is done; its body may still be on its way
  std::uint32_t wait_until_pending = 0;
  Microseconds draining_since_us = 0;  // once it drains
  const Arrival* asked = nullptr;
  sim::Promise<Response> response;
};

}  // namespace stalemate::model
