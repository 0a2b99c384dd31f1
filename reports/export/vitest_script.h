// A failing run as a vitest file can repeat it: requests, and what becomes of what they have under
// way, step by step.
//
// Invariants:
//  1. Everything in it is read off the run's events and its world; nothing is known of the bug.
//  2. What a vitest file cannot repeat is refused with a reason, never left out in silence.
//
// Cost: linear in the events before the calm end.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "model/config.h"
#include "model/properties/property.h"
#include "scenarios/campaign/saved.h"
#include "scenarios/format/result.h"

namespace stalemate::reports {

enum class StepKind : std::uint8_t {
  arrive,
  answer,       // what a request has under way succeeds
  commit,       // the store has the put; its promise is answered later
  commit_late,  // the same, after the context is dead
  fail,
  cut,   // the request's context
  end,   // of a context that has stayed although nothing keeps it alive
  gone,  // the client of a request that is not answered yet
};

struct ScriptStep {
  sim::Microseconds at_us = 0;
  StepKind kind = StepKind::arrive;
  std::uint32_t request = 0;  // from 1, in the order of arrival
  std::string operation;      // "kv.get", "kv.put rsc", "render"; of answer, commit and fail
  std::string error;          // of fail: its message
};

struct ScriptRequest {
  model::Artifact artifact = model::Artifact::html;
  bool visible = true;                  // AsyncLocalStorage shows its context
  std::vector<std::string> unanswered;  // operations that nothing will ever answer
  std::vector<std::string> idle;        // of these, those that are no I/O: nobody waits for them
  sim::Microseconds lingers_us = 0;     // from "nothing keeps it alive" until its end
};

struct VitestScript {
  model::Property property = model::Property::eventually_fresh;
  model::WorldConfig config;
  std::vector<ScriptRequest> requests;  // that the schedule prescribes; the calm end has its own
  std::vector<ScriptStep> steps;        // until all is calm
  sim::Microseconds lingers_us = 0;     // of the requests of the calm end
};

/// Requires that the schedule reproduces.
/// @return why no vitest file can repeat it, in a few words and without the file's name
scenarios::Result<VitestScript> vitest_script(const scenarios::SavedReplay& replay);

}  // namespace stalemate::reports
