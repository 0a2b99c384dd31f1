// What differs between runtimes, one profile each.
//
// `production` allows everything that is documented or cannot be excluded. The others are releases
// of the open-source runtime (github.com/cloudflare/workerd) as observed with a key-value service
// that commits only while its client is connected:
//
//  - A put whose response ends in the turn that issued it: v1.20261117 sends nothing; v1.20260822
//    and v1.20260310 send it and then abort.
//  - Awaiting a pending promise of a request that has ended: up to v1.20261110 it hangs; since
//    v1.20261117 it rejects, unless the compatibility flag
//    no_handle_cross_request_promise_resolution is set.
//  - The open-source runtime has no limit on waitUntil, on connections or on operations, and its
//    store no write limit.
#pragma once

#include <array>
#include <cstdint>

#include "model/config.h"

namespace stalemate::model {

enum class Profile : std::uint8_t {
  production,
  workerd_2026_11_17,
  workerd_2026_11_17_no_promise_resolution,
  workerd_2026_08_22,
  workerd_2026_03_10,
};
template <>
struct NamesOf<Profile> {
  static constexpr auto table =
      std::to_array<const char*>({"production", "workerd-2026-11-17",
                                  "workerd-2026-11-17+no_handle_cross_request_promise_resolution",
                                  "workerd-2026-08-22", "workerd-2026-03-10"});
};

/// Sets what the profile says about the runtime and the store; other fields stay as they are.
inline void apply_profile(Profile profile, RuntimeProfile& runtime, KvConfig& kv) {
  runtime = RuntimeProfile{};
  kv.write_interval_us = KvConfig{}.write_interval_us;
  if (profile == Profile::production) return;
  runtime.wait_until_limit_us.reset();
  runtime.connections = 0;
  runtime.kv_operations = 0;
  runtime.cut_put = CutPut::lost;
  kv.write_interval_us = 0;
  const bool newest = profile == Profile::workerd_2026_11_17 ||
                      profile == Profile::workerd_2026_11_17_no_promise_resolution;
  runtime.unsent_put = newest ? UnsentPut::not_sent : UnsentPut::complete;
  runtime.orphan_policy =
      profile == Profile::workerd_2026_11_17 ? sim::OrphanPolicy::reject : sim::OrphanPolicy::hang;
}

}  // namespace stalemate::model
