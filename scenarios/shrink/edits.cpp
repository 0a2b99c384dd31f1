#include "scenarios/shrink/edits.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace stalemate::scenarios {

namespace {

using format::Json;
using Pointer = Json::json_pointer;

/// What of an arrival is not when it comes.
constexpr std::array arrival_keys{
    "artifact",         "isolate",       "context_cut_after_ms", "client_gone_after_ms",
    "hold_response_ms", "wait_until_ms", "context_visible",      "render"};

/// Settings without which the default holds.
constexpr std::array settings{"/calm_gap_ms",

                              "/page/expire_ms",
                              "/page/tags",
                              "/page/reads_search_params",
                              "/page/body",
                              "/page/key",
                              "/page/key_bytes",
                              "/page/value_bytes",
                              "/page/metadata_bytes",
                              "/page/kv_ttl_ms",
                              "/page/entries/rsc",
                              "/page/entries/html",
                              "/page/revalidate_ms",
                              "/puts",
                              "/faults"};

void erase(Json& world, const std::string& place) {
  const Pointer pointer(place);
  Json& parent = world.at(pointer.parent_pointer());
  if (parent.is_array()) {
    parent.erase(static_cast<std::size_t>(std::stoul(pointer.back())));
  } else {
    parent.erase(pointer.back());
  }
}

std::optional<std::int64_t> typical_of(const Json& latency) {
  if (latency.is_array() && !latency.empty() && latency[0].is_number_integer()) {
    return latency[0].get<std::int64_t>();
  }
  if (!latency.is_object()) return std::nullopt;
  for (const char* const key : {"typical_ms", "low_ms"}) {
    if (latency.contains(key) && latency[key].is_number_integer()) {
      return latency[key].get<std::int64_t>();
    }
  }
  return std::nullopt;
}

/// A range becomes its typical value: nothing about it is left to chance.
void add_fixed(const Json& world, const std::string& place, std::vector<Edit>& edits) {
  if (const auto typical = typical_of(world.at(Pointer(place)))) edits.push_back({place, *typical});
}

std::string nth(const char* list, std::size_t index) {
  return std::string(list) + "/" + std::to_string(index);
}

/// Those who came to an isolate that is gone come to the first.
void lead_to_first(Json& world) {
  std::uint64_t isolates = 0;
  for (const Json& colo : world.at(Pointer("/topology/colos"))) {
    isolates += colo.is_number_integer() ? colo.get<std::uint64_t>() : 0;
  }
  for (Json& arrival : world.at("workload")) {
    if (!arrival.contains("isolate") || !arrival["isolate"].is_number_integer()) continue;
    if (arrival["isolate"].get<std::uint64_t>() > isolates) arrival["isolate"] = 1;
  }
}

void add_isolates(const Json& world, std::vector<Edit>& edits) {
  const std::string place = "/topology/colos";
  if (!world.contains(Pointer(place)) || !world.at(Pointer(place)).is_array()) return;
  const Json& colos = world.at(Pointer(place));
  for (std::size_t colo = colos.size(); colo-- > 0;) {
    if (colos.size() > 1) {
      Json fewer = colos;
      fewer.erase(colo);
      edits.push_back({place, std::move(fewer)});
    }
    if (colos[colo].is_number_integer() && colos[colo].get<int>() > 1) {
      Json fewer = colos;
      fewer[colo] = colos[colo].get<int>() - 1;
      edits.push_back({place, std::move(fewer)});
    }
  }
  if (colos == Json::array({1})) edits.push_back({"/topology", std::nullopt});
}

void add_arrival_settings(const Json& world, std::vector<Edit>& edits) {
  const Json& workload = world.at("workload");
  for (std::size_t index = 0; index < workload.size(); ++index) {
    for (const char* const key : arrival_keys) {
      if (!workload[index].contains(key)) continue;
      edits.push_back({nth("/workload", index) + "/" + key, std::nullopt});
    }
    for (const char* const key : {"/at", "/after"}) {
      const std::string place = nth("/workload", index) + key;
      if (world.contains(Pointer(place))) add_fixed(world, place, edits);
    }
  }
}

void add_faults(const Json& world, std::vector<Edit>& edits) {
  if (!world.contains("faults") || !world["faults"].is_object()) return;
  for (const auto& [fault, budget] : world["faults"].items()) {
    const std::string place = "/faults/" + fault;
    edits.push_back({place, std::nullopt});
    if (!budget.is_number_integer() || budget.get<std::int64_t>() <= 1) continue;
    edits.push_back({place, 1});
    edits.push_back({place, budget.get<std::int64_t>() - 1});
  }
}

bool ends_with(std::string_view text, std::string_view end) {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

enum class Numbered : std::uint8_t { nothing, arrival, isolate, request };

Numbered what_is_numbered(const sim::SplitName& name) {
  if (name.number == sim::no_number) return Numbered::nothing;
  if (ends_with(name.text, "isolate")) return Numbered::isolate;
  return ends_with(name.text, "arrival") ? Numbered::arrival : Numbered::request;
}

/// @return false if the name is of what has been removed
bool move_up(sim::SplitName& name, std::uint32_t arrival, std::optional<std::uint32_t> request) {
  const Numbered what = what_is_numbered(name);
  std::optional<std::uint32_t> removed;
  if (what == Numbered::arrival) removed = arrival;
  if (what == Numbered::request) removed = request;
  if (!removed || name.number < std::int64_t{*removed}) return true;
  if (name.number == std::int64_t{*removed}) return false;
  --name.number;
  return true;
}

}  // namespace

Json spelt_out(Json world) {
  Json workload = Json::array();
  for (const Json& arrival : world.at("workload")) {
    Json one = arrival;
    const std::size_t times = one.value("repeat", std::size_t{1});
    one.erase("repeat");
    for (std::size_t count = 0; count < times; ++count) workload.push_back(one);
  }
  world["workload"] = std::move(workload);
  return world;
}

std::uint64_t count_values(const Json& world) {
  if (!world.is_structured()) return 1;
  std::uint64_t count = 1;
  for (const Json& part : world) count += count_values(part);
  return count;
}

std::uint64_t faults_allowed(const Json& world) {
  std::uint64_t allowed = 0;
  if (!world.contains("faults") || !world["faults"].is_object()) return 0;
  for (const Json& budget : world["faults"]) {
    if (budget.is_number_integer()) allowed += budget.get<std::uint64_t>();
  }
  return allowed;
}

std::vector<Edit> edits_of(const Json& world) {
  std::vector<Edit> edits;
  add_isolates(world, edits);
  for (const char* const place : settings) {
    if (world.contains(Pointer(place))) edits.push_back({place, std::nullopt});
  }
  add_faults(world, edits);
  const std::size_t puts = world.contains("puts") ? world["puts"].size() : 0;
  for (std::size_t index = puts; index-- > 0;) edits.push_back({nth("/puts", index), std::nullopt});
  add_arrival_settings(world, edits);
  if (world.contains("latencies") && world["latencies"].is_object()) {
    for (const auto& [name, latency] : world["latencies"].items()) {
      add_fixed(world, "/latencies/" + name, edits);
    }
  }
  return edits;
}

Json edited(const Json& world, const Edit& edit) {
  Json other = world;
  if (!edit.value) {
    erase(other, edit.place);
    return other;
  }
  other.at(Pointer(edit.place)) = *edit.value;
  if (edit.place == "/topology/colos") lead_to_first(other);
  return other;
}

Json without_arrivals(const Json& world, std::size_t first, std::size_t count) {
  Json other = world;
  Json& workload = other.at("workload");
  const auto begin = workload.begin() + static_cast<std::ptrdiff_t>(first);
  workload.erase(begin, begin + static_cast<std::ptrdiff_t>(count));
  return other;
}

std::vector<std::string> times_in(const Json& world) {
  std::vector<std::string> places;
  const auto add = [&](const std::string& place) {
    const Pointer pointer(place);
    if (world.contains(pointer) && world.at(pointer).is_number_integer()) places.push_back(place);
  };
  for (std::size_t index = world.at("workload").size(); index-- > 0;) {
    for (const char* const key : {"/at", "/after", "/context_cut_after_ms", "/wait_until_ms",
                                  "/client_gone_after_ms", "/hold_response_ms"}) {
      add(nth("/workload", index) + key);
    }
  }
  add("/page/revalidate_ms");
  add("/page/entries/html/expired_for_ms");
  add("/page/entries/rsc/expired_for_ms");
  return places;
}

std::optional<std::uint32_t> request_of(const Json& world, std::uint32_t arrival) {
  const auto requests = [](const Json& one) {
    const std::string kind = one.value("kind", std::string("request"));
    return kind != "data-change" && kind != "eviction" && kind != "deploy";
  };
  const Json& workload = world.at("workload");
  std::uint32_t request = 0;
  for (std::uint32_t index = 0; index < arrival; ++index) {
    if (requests(workload[index])) ++request;
  }
  if (!requests(workload[arrival - 1])) return std::nullopt;
  return request;
}

std::vector<sim::Deviation> without(std::vector<sim::Deviation> deviations, std::uint32_t arrival,
                                    std::optional<std::uint32_t> request) {
  std::erase_if(deviations, [&](sim::Deviation& deviation) {
    return !move_up(deviation.label, arrival, request) ||
           !move_up(deviation.taken, arrival, request);
  });
  return deviations;
}

}  // namespace stalemate::scenarios
