#include "tests/support/scenario_text.h"

#include <nlohmann/json.hpp>

namespace stalemate::tests {

namespace {

using Json = nlohmann::ordered_json;
using model::Arrival;
using model::ArrivalKind;
using model::WorldConfig;

std::int64_t ms(sim::Microseconds us) { return us / sim::microseconds_per_millisecond; }

Json latency(const model::Latency& value) {
  if (value.low_us == value.high_us) return ms(value.typical_us);
  return {{"typical_ms", ms(value.typical_us)},
          {"low_ms", ms(value.low_us)},
          {"high_ms", ms(value.high_us)},
          {"step_ms", ms(value.step_us)}};
}

Json handler(const model::HandlerConfig& config) {
  return {{"generation", name(config.generation)},
          {"router", name(config.router)},
          {"put_registered", config.put_registered},
          {"regeneration_registered", config.regeneration_registered},
          {"miss_stored_behind_response", config.miss_stored_behind_response},
          {"handler_per_request", config.handler_per_request}};
}

Json runtime(const model::RuntimeProfile& profile) {
  const bool hang = profile.orphan_policy == sim::OrphanPolicy::hang;
  Json limit = "none";
  if (profile.wait_until_limit_us) limit = ms(*profile.wait_until_limit_us);
  Json grace = "none";
  if (profile.deploy_grace_us) grace = ms(*profile.deploy_grace_us);
  return {{"orphaned_promise", hang ? "hang" : "reject"},
          {"unsent_put", name(profile.unsent_put)},
          {"cut_put", name(profile.cut_put)},
          {"wait_until_limit_ms", limit},
          {"deploy_grace_ms", grace},
          {"connections", profile.connections},
          {"kv_operations", profile.kv_operations}};
}

Json page(const model::PageConfig& config) {
  Json json = {{"revalidate_ms", config.revalidate_ms},
               {"tags", config.tags},
               {"body", name(config.body)},
               {"key", name(config.key)},
               {"key_bytes", config.key_bytes},
               {"value_bytes", config.value_bytes},
               {"metadata_bytes", config.metadata_bytes},
               {"kv_ttl_ms", config.kv_ttl_ms}};
  if (config.expire_ms) json["expire_ms"] = *config.expire_ms;
  json["entries"] = Json::object();
  for (std::size_t index = 0; index < model::artifact_count; ++index) {
    const model::InitialEntry& entry = config.initial[index];
    if (!entry.present) continue;
    const std::int64_t expired_ms = ms(entry.expired_for_us);
    Json& stored = json["entries"][name(static_cast<model::Artifact>(index))];
    stored["shape"] = name(entry.shape);
    if (expired_ms >= 0) stored["expired_for_ms"] = expired_ms;
    if (expired_ms < 0) stored["fresh_for_ms"] = -expired_ms;
  }
  return json;
}

Json latencies(const model::Latencies& config) {
  return {
      {"kv_get", latency(config.kv_get)},       {"kv_put", latency(config.kv_put)},
      {"kv_delete", latency(config.kv_delete)}, {"kv_upload", latency(config.kv_upload)},
      {"kv_reply", latency(config.kv_reply)},   {"kv_late_commit", latency(config.kv_late_commit)},
      {"render", latency(config.render)},       {"origin_read", latency(config.origin_read)},
      {"body", latency(config.body)},           {"teardown", latency(config.teardown)}};
}

Json arrival(const Arrival& asked) {
  Json json = {{"kind", name(asked.kind)},
               {asked.after_previous ? "after" : "at", latency(asked.delay)}};
  if (asked.isolate) json["isolate"] = *asked.isolate + 1;
  const bool has_context = asked.kind != ArrivalKind::data_change &&
                           asked.kind != ArrivalKind::eviction && asked.kind != ArrivalKind::deploy;
  if (!has_context) return json;
  if (asked.cut_after_us) json["context_cut_after_ms"] = ms(*asked.cut_after_us);
  if (asked.wait_until_us > 0) json["wait_until_ms"] = ms(asked.wait_until_us);
  json["context_visible"] = name(asked.visible_context);
  if (asked.kind == ArrivalKind::module_promise) {
    json["module_promise_ms"] = ms(asked.module_promise_us);
  }
  if (asked.kind != ArrivalKind::request) return json;
  json["artifact"] = name(asked.artifact);
  if (asked.client_gone_after_us) json["client_gone_after_ms"] = ms(*asked.client_gone_after_us);
  json["hold_response_ms"] = ms(asked.hold_response_us);
  json["render"] = name(asked.render);
  return json;
}

Json put_script(const model::PutScript& script) {
  Json json = {{"ordinal", script.ordinal}, {"outcome", name(script.kind)}};
  if (script.kind != model::PutScriptKind::connection_reset) return json;
  json["reset_after_ms"] = ms(script.after_us);
  if (script.commit_after_us) json["commit_after_ms"] = ms(*script.commit_after_us);
  return json;
}

}  // namespace

std::string scenario_text(const WorldConfig& config) {
  Json json = {{"name", "made-up"},
               {"about", "A world that a test has made up."},
               {"source", "https://github.com/emil-e/rapidcheck"}};
  json["topology"]["colos"] = config.isolates_per_colo;
  json["routing"] = name(config.routing);
  json["handler"] = handler(config.handler);
  json["runtime"] = runtime(config.runtime);
  json["kv"] = {{"write_interval_ms", ms(config.kv.write_interval_us)},
                {"read_cache", config.kv.read_cache},
                {"cache_ttl_ms", ms(config.kv.cache_ttl_us)}};
  json["page"] = page(config.page);
  json["latencies"] = latencies(config.latencies);
  json["faults"] = Json::object();
  for (std::size_t index = 0; index < model::count_of<model::Fault>(); ++index) {
    const auto fault = static_cast<model::Fault>(index);
    if (config.faults.of(fault) > 0) json["faults"][name(fault)] = config.faults.of(fault);
  }
  json["workload"] = Json::array();
  for (const Arrival& asked : config.workload) json["workload"].push_back(arrival(asked));
  json["puts"] = Json::array();
  for (const model::PutScript& script : config.puts) json["puts"].push_back(put_script(script));
  if (config.calm_gap_us) json["calm_gap_ms"] = ms(*config.calm_gap_us);
  json["expect"]["eventually-fresh"] = "holds";
  return json.dump(2);
}

}  // namespace stalemate::tests
