#include "scenarios/format/read_world.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "model/workers/profiles.h"
#include "scenarios/format/read_latency.h"

namespace stalemate::scenarios::format {

bool names_program(std::string_view text) {
  if (text.starts_with("npm:") || text.find('/') != std::string_view::npos) return true;
  constexpr std::array<std::string_view, 4> endings{".mjs", ".js", ".ts", ".mts"};
  return std::ranges::any_of(endings,
                             [text](std::string_view ending) { return text.ends_with(ending); });
}

namespace {

struct LatencyKey {
  std::string_view key;
  model::Latency model::Latencies::*member;
};
constexpr std::array latency_keys{
    LatencyKey{"kv_get", &model::Latencies::kv_get},
    LatencyKey{"kv_put", &model::Latencies::kv_put},
    LatencyKey{"kv_delete", &model::Latencies::kv_delete},
    LatencyKey{"kv_upload", &model::Latencies::kv_upload},
    LatencyKey{"kv_reply", &model::Latencies::kv_reply},
    LatencyKey{"kv_late_commit", &model::Latencies::kv_late_commit},
    LatencyKey{"render", &model::Latencies::render},
    LatencyKey{"origin_read", &model::Latencies::origin_read},
    LatencyKey{"body", &model::Latencies::body},
    LatencyKey{"teardown", &model::Latencies::teardown},
};
constexpr std::array<std::string_view, 2> orphan_policies{"hang", "reject"};

void read_topology(const Node& node, model::WorldConfig& config) {
  Fields fields(node);
  const std::optional<Node> colos = fields.require("colos");
  fields.done();
  if (!colos) return;
  const std::string allowed = "a list of 1 to " + std::to_string(most_colos) + " colos, with " +
                              std::to_string(most_isolates) + " isolates in all";
  if (!colos->json().is_array()) return colos->fail(shown(colos->json()) + " is no list", allowed);
  const std::size_t count = colos->json().size();
  if (count == 0 || count > most_colos) {
    return colos->fail("a list of " + std::to_string(count), allowed);
  }
  std::int64_t isolates = 0;
  config.isolates_per_colo.clear();
  for (std::size_t index = 0; index < count; ++index) {
    const auto value = integer_of(colos->element(index), {1, most_isolates});
    if (!value) return;
    isolates += *value;
    config.isolates_per_colo.push_back(static_cast<std::uint32_t>(*value));
  }
  if (isolates > most_isolates) {
    colos->fail(std::to_string(isolates) + " isolates are too many", allowed);
  }
}

/// The model that a program comes nearest to, for what the world itself does differently.
model::Generation nearest_generation(std::string_view program) {
  using model::Generation;
  if (program == "npm:vinext@0.0.26") return Generation::vinext_0_0_26;
  if (program == "npm:vinext@0.0.30") return Generation::vinext_0_0_30;
  if (program == "npm:vinext@1.4.0") return Generation::vinext_1_4_0;
  return Generation::vinext_0_0_55;
}

void read_generation(const Node& node, model::HandlerConfig& handler) {
  const Json& json = node.json();
  if (json.is_string() && names_program(json.get_ref<const std::string&>())) {
    constexpr std::size_t longest_program_name = 500;
    const auto text = line_of(node, longest_program_name);
    if (!text) return;
    auto program = std::make_shared<model::Program>();
    program->name = *text;
    handler.program = std::move(program);
    handler.generation = nearest_generation(*text);
    return;
  }
  if (const auto known = name_of<model::Generation>(node)) {
    handler.generation = *known;
    handler.program.reset();
  }
}

model::VisibleContext read_handler(const Node& node, model::HandlerConfig& handler) {
  Fields fields(node);
  const std::optional<Node> generation = fields.require("generation");
  if (generation) read_generation(*generation, handler);
  fields.name("router", handler.router);
  fields.boolean("put_registered", handler.put_registered);
  fields.boolean("regeneration_registered", handler.regeneration_registered);
  fields.boolean("miss_stored_behind_response", handler.miss_stored_behind_response);
  fields.milliseconds("regeneration_lease_ms", any_time, handler.regeneration_lease_ms);
  fields.boolean("handler_per_request", handler.handler_per_request);
  model::VisibleContext usual = model::VisibleContext::own;
  fields.name("context_visible", usual);
  fields.done();
  const bool app = handler.router == model::Router::app;
  if (generation && node.reading().whole() && app &&
      handler.generation == model::Generation::vinext_0_0_26) {
    generation->fail("vinext-0.0.26 has no ISR in its App Router", "a later generation, or pages");
  }
  return usual;
}

// A number, or "none". Plain null says none too, but not in a patch, where it would bring the
// default back: an easy slip that would go unnoticed.
void read_limit(Fields& fields, std::string_view key, std::optional<sim::Microseconds>& limit_us) {
  const std::optional<Node> field = fields.find_nullable(key);
  if (!field) return;
  if (field->json().is_null() && field->reading().mode() == Mode::patch) {
    return field->fail("null in a patch would bring the default back", "milliseconds, or \"none\"");
  }
  if (field->json().is_null() || field->json() == "none") {
    limit_us.reset();
  } else if (!field->json().is_number()) {
    field->fail(shown(field->json()) + " is no limit", "milliseconds, or \"none\"");
  } else if (const auto value = milliseconds_of(*field, any_time)) {
    limit_us = sim::from_milliseconds(*value);
  }
}

// A profile says much at once; keys beside it, and those of `kv`, say it otherwise.
void read_runtime(const Node& node, model::WorldConfig& config) {
  model::RuntimeProfile& runtime = config.runtime;
  Fields fields(node);
  model::Profile profile = model::Profile::production;
  fields.name("profile", profile);
  if (fields.has("profile")) model::apply_profile(profile, runtime, config.kv);
  const std::optional<Node> orphans = fields.find("orphaned_promise");
  if (const auto policy = orphans ? index_of(*orphans, orphan_policies) : std::nullopt) {
    runtime.orphan_policy = *policy == 0 ? sim::OrphanPolicy::hang : sim::OrphanPolicy::reject;
  }
  fields.name("unsent_put", runtime.unsent_put);
  fields.name("cut_put", runtime.cut_put);
  fields.name("teardown", runtime.teardown);
  read_limit(fields, "wait_until_limit_ms", runtime.wait_until_limit_us);
  read_limit(fields, "deploy_grace_ms", runtime.deploy_grace_us);
  fields.integer("connections", connection_counts, runtime.connections);
  fields.integer("kv_operations", operation_counts, runtime.kv_operations);
  fields.done();
}

void read_kv(const Node& node, model::KvConfig& kv) {
  Fields fields(node);
  fields.time("write_interval_ms", any_time, kv.write_interval_us);
  fields.boolean("read_cache", kv.read_cache);
  fields.time("cache_ttl_ms", any_time, kv.cache_ttl_us);
  fields.done();
}

void read_latencies(const Node& node, model::Latencies& latencies) {
  Fields fields(node);
  for (const LatencyKey& known : latency_keys) {
    const std::optional<Node> field = fields.find(known.key);
    if (field) read_latency(*field, latencies.*known.member);
  }
  fields.done();
}

void read_faults(const Node& node, model::FaultBudget& budget) {
  Fields fields(node);
  for (std::size_t index = 0; index < model::count_of<model::Fault>(); ++index) {
    const auto fault = static_cast<model::Fault>(index);
    std::uint16_t count = budget.of(fault);
    fields.integer(model::name(fault), fault_counts, count);
    budget.set(fault, count);
  }
  fields.done();
}

// Absent or null: the model chooses.
void read_calm_gap(Fields& fields, std::optional<sim::Microseconds>& gap_us) {
  const std::optional<Node> field = fields.find_nullable("calm_gap_ms");
  if (!field || field->json().is_null()) return;
  if (const auto value = milliseconds_of(*field, some_time)) {
    gap_us = sim::from_milliseconds(*value);
  }
}

}  // namespace

void read_world(Fields& fields, Cell& cell) {
  model::WorldConfig& config = cell.config;
  const std::optional<Node> about = fields.find("about");
  if (const auto text = about ? line_of(*about, longest_sentence) : std::nullopt) {
    cell.about = *text;
  }
  const std::optional<Node> topology = fields.find("topology");
  if (topology) read_topology(*topology, config);
  fields.name("routing", config.routing);
  model::VisibleContext usual_context = model::VisibleContext::own;
  const std::optional<Node> handler = fields.require("handler");
  if (handler) usual_context = read_handler(*handler, config.handler);
  const std::optional<Node> runtime = fields.find("runtime");
  if (runtime) read_runtime(*runtime, config);
  const std::optional<Node> kv = fields.find("kv");
  if (kv) read_kv(*kv, config.kv);
  const std::optional<Node> page = fields.find("page");
  if (page) read_page(*page, config);
  const std::optional<Node> latencies = fields.find("latencies");
  if (latencies) read_latencies(*latencies, config.latencies);
  const std::optional<Node> faults = fields.find("faults");
  if (faults) read_faults(*faults, config.faults);
  const std::optional<Node> workload = fields.require("workload");
  if (workload) read_workload(*workload, usual_context, config);
  const std::optional<Node> puts = fields.find("puts");
  if (puts) read_put_scripts(*puts, config);
  read_calm_gap(fields, config.calm_gap_us);
  read_judgement(fields, cell);
}

}  // namespace stalemate::scenarios::format
