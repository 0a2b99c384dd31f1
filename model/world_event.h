// The kinds of pending events of this world, on top of the kernel's own.
#pragma once

#include <cstdint>

#include "sim/kernel.h"

namespace stalemate::model {

enum WorldEvent : std::uint16_t {
  arrival_event = sim::first_world_event,  // subject: index in the workload, or a burst request
  teardown_event,                          // subject: owner slot
  wait_until_limit_event,                  // subject: owner slot
  hang_event,                              // subject: owner slot
  body_end_event,                          // subject: owner slot
  scripted_cut_event,                      // subject: owner slot
  scripted_client_gone_event,              // subject: owner slot
  deploy_grace_event,                      // subject: owner slot
  script_turn_event,                       // subject: owner slot
  kv_get_arrives_event,                    // subject: operation
  kv_send_event,                           // subject: operation
  kv_body_complete_event,                  // subject: operation
  kv_commit_event,                         // subject: operation
  kv_acknowledge_event,                    // subject: operation
  kv_reset_event,                          // subject: operation
};

/// The subject of a timer that the program itself has set: its time is no latency, but told.
inline constexpr std::uint32_t keeps_time = 1;

/// What a tie between events is shown as. Unique among the events of one instant.
inline sim::Name name_of_event(const sim::Event& event) {
  const auto subject = static_cast<std::int64_t>(event.subject);
  const auto sequence = static_cast<std::int64_t>(event.sequence);
  switch (event.kind) {
    case sim::timer_event:
      return {"timer", sequence};
    case sim::crossing_event:
      return {"continuation from another request", sequence};
    case arrival_event:
      return {"arrival", (subject & 0xffff) + 1};
    case teardown_event:
      return {"teardown of context", subject};
    case wait_until_limit_event:
      return {"waitUntil limit of context", subject};
    case hang_event:
      return {"hang detector at context", sequence};
    case body_end_event:
      return {"end of the body at context", subject};
    case scripted_cut_event:
      return {"prescribed cut of context", subject};
    case scripted_client_gone_event:
      return {"prescribed disconnect at context", subject};
    case deploy_grace_event:
      return {"end of the grace for context", subject};
    case script_turn_event:
      return {"continuation from another request", sequence};
    case kv_get_arrives_event:
      return {"get arrives, operation", subject};
    case kv_send_event:
      return {"write is sent, operation", subject};
    case kv_body_complete_event:
      return {"body complete, operation", subject};
    case kv_commit_event:
      return {"commit, operation", subject};
    case kv_acknowledge_event:
      return {"answer arrives, operation", subject};
    default:
      return {"connection reset, operation", subject};
  }
}

constexpr bool is_kv_event(std::uint16_t kind) {
  return kind >= kv_get_arrives_event && kind <= kv_reset_event;
}

}  // namespace stalemate::model
