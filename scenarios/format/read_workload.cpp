#include <algorithm>
#include <array>
#include <cstdint>
#include <numeric>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/format/read_latency.h"
#include "scenarios/format/read_world.h"

namespace stalemate::scenarios::format {
namespace {

using model::Arrival;
using model::ArrivalKind;

static_assert(model::count_of<ArrivalKind>() == 6, "say below which keys the new kind has");

// Keys that mean something for these kinds only; the others go with every kind.
struct Reserved {
  std::string_view key;
  std::array<bool, model::count_of<ArrivalKind>()> allowed;  // by kind
};
constexpr std::array reserved{
    Reserved{"artifact", {true, false, false, false, false, false}},
    Reserved{"isolate", {true, true, false, true, true, false}},
    Reserved{"context_cut_after_ms", {true, true, false, true, false, false}},
    Reserved{"client_gone_after_ms", {true, false, false, false, false, false}},
    Reserved{"hold_response_ms", {true, false, false, false, false, false}},
    Reserved{"wait_until_ms", {true, true, false, true, false, false}},
    Reserved{"context_visible", {true, true, false, true, false, false}},
    Reserved{"render", {true, false, false, false, false, false}},
    Reserved{"module_promise_ms", {false, false, false, true, false, false}},
};

void check_keys_of_kind(const Fields& fields, ArrivalKind kind) {
  for (const Reserved& rule : reserved) {
    if (rule.allowed[static_cast<std::size_t>(kind)] || !fields.has(rule.key)) continue;
    std::string kinds;
    for (std::size_t index = 0; index < rule.allowed.size(); ++index) {
      if (!rule.allowed[index]) continue;
      kinds += (kinds.empty() ? "" : ", ") + std::string(model::NamesOf<ArrivalKind>::table[index]);
    }
    fields.node().fail_at(rule.key, "means nothing for the kind " + in_quotes(model::name(kind)),
                          kinds);
  }
}

void read_delay(Fields& fields, Arrival& arrival) {
  const std::optional<Node> at = fields.find("at");
  const std::optional<Node> after = fields.find("after");
  arrival.after_previous = after.has_value();
  if (at || after) read_latency(at ? *at : *after, arrival.delay);
}

void check_delay(const Fields& fields) {
  const bool at = fields.has("at");
  const bool after = fields.has("after");
  if (at && after) fields.node().fail("both at and after are given", "one of them");
  if (!at && !after) fields.node().fail("neither at nor after is given", "one of them");
}

std::int64_t read_arrival(const Node& node, Arrival& arrival) {
  std::int64_t repeat = 1;
  Fields fields(node);
  fields.name("kind", arrival.kind);
  fields.integer("repeat", {1, std::int64_t{most_arrivals}}, repeat);
  read_delay(fields, arrival);
  fields.name("artifact", arrival.artifact);
  std::uint32_t isolate = 0;
  fields.integer("isolate", {1, most_isolates}, isolate);
  if (isolate > 0) arrival.isolate = isolate - 1;
  fields.time("context_cut_after_ms", any_time, arrival.cut_after_us);
  fields.time("client_gone_after_ms", any_time, arrival.client_gone_after_us);
  fields.time("hold_response_ms", any_time, arrival.hold_response_us);
  fields.time("wait_until_ms", any_time, arrival.wait_until_us);
  fields.name("context_visible", arrival.visible_context);
  fields.name("render", arrival.render);
  fields.time("module_promise_ms", any_time, arrival.module_promise_us);
  fields.done();
  check_delay(fields);
  check_keys_of_kind(fields, arrival.kind);
  return repeat;
}

// What an arrival needs from the rest of the world.
void check_surroundings(const Node& node, const Arrival& arrival,
                        const model::WorldConfig& config) {
  const auto& colos = config.isolates_per_colo;
  const std::uint32_t isolates = std::accumulate(colos.begin(), colos.end(), std::uint32_t{0});
  if (arrival.isolate && *arrival.isolate >= isolates) {
    node.fail_at("isolate", "there is no isolate " + std::to_string(*arrival.isolate + 1),
                 "from 1 to " + std::to_string(isolates) + ", as the topology has it");
  }
  const bool pages = config.handler.router == model::Router::pages;
  if (pages && arrival.artifact == model::Artifact::rsc) {
    node.fail_at("artifact", "the Pages Router knows no rsc", "html, or the router \"app\"");
  }
  if (arrival.kind == ArrivalKind::revalidate_tag && config.page.tags == 0) {
    node.fail_at("kind", "the page has no tag to revalidate", "this kind if /page/tags is not 0");
  }
}

bool has_kind(const std::vector<Arrival>& workload, ArrivalKind kind) {
  return std::any_of(workload.begin(), workload.end(),
                     [kind](const Arrival& arrival) { return arrival.kind == kind; });
}

bool awaits_module_promise(const Arrival& arrival) {
  return arrival.render == model::RenderScript::awaits_module_promise;
}

void check_workload(const Node& list, const std::vector<Arrival>& workload) {
  if (!has_kind(workload, ArrivalKind::request)) {
    list.fail("no request in the workload", "at least one arrival of the kind \"request\"");
  }
  const bool awaited = std::any_of(workload.begin(), workload.end(), awaits_module_promise);
  if (awaited && !has_kind(workload, ArrivalKind::module_promise)) {
    list.fail("a render awaits a module promise that nothing creates",
              "an arrival of the kind \"module-promise\" before it");
  }
}

// When a put's connection is reset, and whether the store keeps what came before.
void check_reset(const Fields& fields, const model::PutScript& script) {
  if (script.kind == model::PutScriptKind::connection_reset) {
    if (script.commit_after_us && *script.commit_after_us < script.after_us) {
      fields.node().fail_at("commit_after_ms", "committed before the connection is reset",
                            "reset_after_ms or more");
    }
    return;
  }
  for (const std::string_view key : {"reset_after_ms", "commit_after_ms"}) {
    if (!fields.has(key)) continue;
    fields.node().fail_at(key, "means nothing for this outcome",
                          model::name(model::PutScriptKind::connection_reset));
  }
}

model::PutScript read_put_script(const Node& node) {
  model::PutScript script;
  Fields fields(node);
  const std::optional<Node> ordinal = fields.require("ordinal");
  const auto number = ordinal ? integer_of(*ordinal, put_ordinals) : std::nullopt;
  if (number) script.ordinal = static_cast<std::uint32_t>(*number);
  const std::optional<Node> outcome = fields.require("outcome");
  const auto kind = outcome ? name_of<model::PutScriptKind>(*outcome) : std::nullopt;
  if (kind) script.kind = *kind;
  fields.time("reset_after_ms", any_time, script.after_us);
  fields.time("commit_after_ms", any_time, script.commit_after_us);
  fields.done();
  check_reset(fields, script);
  return script;
}

}  // namespace

void read_workload(const Node& list, model::VisibleContext usual_context,
                   model::WorldConfig& config) {
  if (!list.json().is_array()) {
    return list.fail(shown(list.json()) + " is no list", "a list of arrivals");
  }
  std::vector<Arrival> workload;
  for (std::size_t index = 0; index < list.json().size(); ++index) {
    const Node node = list.element(index);
    Arrival arrival;
    arrival.visible_context = usual_context;
    const auto repeat = static_cast<std::size_t>(read_arrival(node, arrival));
    if (list.reading().whole()) check_surroundings(node, arrival, config);
    if (workload.size() + repeat > most_arrivals) {
      return node.fail("too many arrivals, repetitions included",
                       "at most " + std::to_string(most_arrivals));
    }
    if (list.reading().problem()) return;
    workload.insert(workload.end(), repeat, arrival);
  }
  check_workload(list, workload);
  config.workload = std::move(workload);
}

void read_put_scripts(const Node& list, model::WorldConfig& config) {
  if (!list.json().is_array()) {
    return list.fail(shown(list.json()) + " is no list", "a list of put scripts");
  }
  for (std::size_t index = 0; index < list.json().size(); ++index) {
    const Node node = list.element(index);
    const model::PutScript script = read_put_script(node);
    for (const model::PutScript& earlier : config.puts) {
      if (earlier.ordinal != script.ordinal) continue;
      node.fail_at("ordinal", "the put " + std::to_string(script.ordinal) + " is told twice",
                   "each put once");
    }
    if (list.reading().problem()) return;
    config.puts.push_back(script);
  }
}

}  // namespace stalemate::scenarios::format
