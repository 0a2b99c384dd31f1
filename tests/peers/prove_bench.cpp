// One proof at given bounds, for the comparison with a model checker: one line of JSON.
#include <algorithm>
#include <array>
#include <bit>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "model/proof/burst_explorer.h"
#include "sim/graph/progress.h"

namespace stalemate::tests {
namespace {

struct Asked {
  std::uint32_t isolates = 0;
  std::uint32_t requests = 0;  // at each isolate, in a burst
  std::uint32_t late_writes = 0;
  bool before_425 = false;
  bool put_registered = true;
  bool regeneration_registered = true;
  bool absent = false;  // the store begins empty, not with an expired page
  bool tell = false;    // each kind of round
  bool whole = false;   // all that a round was is kept, whether it counts or not
  model::Engine engine;
};

/// A round and where it led, without names: to be compared with what the other model prints.
using RoundKind = std::array<std::uint32_t, 10>;

struct Explored {
  model::BurstCount count;
  std::uint64_t largest_burst = 0;    // in states
  std::uint64_t explored_states = 0;  // each once, however many bursts meet it
  std::uint64_t explored_transitions = 0;
  std::uint32_t places = 0;  // one bit for each isolate
  std::vector<model::RestState> nodes;
  std::vector<sim::Edge> edges;
  std::set<RoundKind> kinds;
  bool orphaned = false;
  bool uncovered = false;
};

model::WorldConfig world_of(const Asked& asked) {
  model::WorldConfig config;
  config.isolates_per_colo = {asked.isolates};
  config.handler.generation =
      asked.before_425 ? model::Generation::before_425 : model::Generation::pull_425;
  config.handler.router = model::Router::pages;
  config.handler.put_registered = asked.put_registered;
  config.handler.regeneration_registered = asked.regeneration_registered;
  config.page.revalidate_ms = 60'000;
  config.page.initial[0].present = !asked.absent;
  config.page.initial[0].expired_for_us = 5'000'000;
  config.workload.push_back(model::Arrival{});
  return config;
}

model::ProofBounds bounds_of(const Asked& asked) {
  model::ProofBounds bounds;
  bounds.requests_per_isolate = asked.requests;
  bounds.requests_per_burst = asked.requests * asked.isolates;
  bounds.late_writes = asked.late_writes;
  bounds.renders_unordered = !asked.whole;
  return bounds;
}

sim::RoundLabel label_of(const model::Round& round) {
  return {.disturbed = round.disturbed,
          .progress = round.progress[0],
          .throttled = static_cast<sim::Limits>(round.throttled & 1U),
          .renewed = static_cast<sim::Limits>(round.written & 1U),
          .due = round.expired[0],
          .absent = round.absent[0]};
}

/// 0: there is none, 1: expired, 2: fresh
std::uint32_t freshness(const std::optional<model::RestValue>& value) {
  if (!value) return 0;
  return value->revalidate_at == model::DeadlineCode{0} ? 1 : 2;
}

RoundKind kind_of(const model::RoundEdge& edge) {
  const model::RestState::Entry& entry = edge.to.store[0];
  std::uint32_t orphans = 0;
  for (const auto& globals : edge.to.isolates) orphans += globals.orphaned_slots.empty() ? 0 : 1;
  std::uint32_t life_of_late = 0;
  std::uint32_t newer = 0;
  if (!edge.to.late_writes.empty()) {
    const auto& late = edge.to.late_writes[0].value;
    life_of_late = freshness(late);
    newer = entry.value && late && late->render > entry.value->render ? 1 : 0;
  }
  const model::Round& round = edge.round;
  const auto due = std::popcount(round.expired[0] | round.absent[0]);
  return {freshness(entry.value),
          entry.written ? 1U : 0U,
          orphans,
          static_cast<std::uint32_t>(edge.to.late_writes.size()),
          life_of_late,
          newer,
          static_cast<std::uint32_t>(due),
          round.throttled & 1U,
          round.progress[0] ? 1U : 0U,
          round.written & 1U};
}

bool violated(const model::Findings& findings, model::Property property) {
  return findings[static_cast<std::size_t>(property)].verdict == model::Verdict::violated;
}

Explored explore_all(model::BurstExplorer& explorer) {
  Explored all;
  std::map<model::RestState, sim::NodeIndex> numbers;
  explorer.world().start();
  all.nodes.push_back(explorer.world().rest());
  numbers.emplace(all.nodes.front(), 0);
  for (std::size_t node = 0; node < all.nodes.size(); ++node) {
    const model::RestState from = all.nodes[node];
    const model::BurstResult burst = explorer.explore(from, UINT64_MAX);
    all.count.add(burst.count);
    all.explored_states += burst.new_states;
    all.explored_transitions += burst.new_transitions;
    all.largest_burst = std::max(all.largest_burst, burst.count.states);
    all.orphaned |= violated(burst.findings, model::Property::no_orphaned_regeneration_slot);
    all.uncovered |= violated(burst.findings, model::Property::no_uncovered_write);
    for (const model::RoundEdge& edge : burst.edges) {
      const auto number = static_cast<sim::NodeIndex>(all.nodes.size());
      all.kinds.insert(kind_of(edge));
      const auto [to, is_new] = numbers.emplace(edge.to, number);
      if (is_new) all.nodes.push_back(edge.to);
      all.edges.push_back(
          {static_cast<sim::NodeIndex>(node), to->second, sim::pack(label_of(edge.round))});
    }
  }
  return all;
}

bool stays_stale(const Explored& all, std::uint32_t isolates) {
  const sim::Graph graph(static_cast<std::uint32_t>(all.nodes.size()), all.edges);
  const sim::Progress progress = sim::analyse(graph, (1U << isolates) - 1);
  return progress.holds(0, sim::Violation::stuck_any);
}

/// The most memory that was ever resident; 0 where the system does not say.
long peak_kib() {
  std::ifstream status("/proc/self/status");
  for (std::string word; status >> word;) {
    long kib = 0;
    if (word == "VmHWM:" && status >> kib) return kib;
  }
  return 0;
}

void prove(const Asked& asked) {
  const auto begin = std::chrono::steady_clock::now();
  model::BurstExplorer explorer(model::proof_config(world_of(asked), bounds_of(asked)),
                                asked.engine);
  const long idle_kib = peak_kib();
  const Explored all = explore_all(explorer);
  const bool stale = stays_stale(all, asked.isolates);
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begin;
  const double grown = 1024.0 * static_cast<double>(peak_kib() - idle_kib);
  if (asked.tell) {
    for (const RoundKind& kind : all.kinds) {
      fmt::print("round: to {} did {}\n", fmt::join(kind.begin(), kind.begin() + 6, " "),
                 fmt::join(kind.begin() + 6, kind.end(), " "));
    }
  }
  fmt::print(
      "{{\"states\": {}, \"transitions\": {}, \"explored_states\": {}, "
      "\"explored_transitions\": {}, \"largest_burst\": {}, \"rest_states\": {}, "
      "\"rounds\": {}, \"seconds\": {:.3f}, \"peak_kib\": {}, \"bytes_per_state\": {:.1f}, "
      "\"snapshot_bytes\": {}, \"stays_stale\": {}, \"orphaned\": {}, \"uncovered\": {}, "
      "\"out_of_bounds\": {}, \"dead_ends\": {}, \"clock_exhausted\": {}}}\n",
      all.count.states, all.count.transitions, all.explored_states, all.explored_transitions,
      all.largest_burst, all.nodes.size(), all.edges.size(), seconds.count(), peak_kib(),
      grown / static_cast<double>(all.largest_burst), explorer.world().arena().used(), stale,
      all.orphaned, all.uncovered, all.count.out_of_bounds, all.count.dead_ends,
      all.count.clock_exhausted);
}

}  // namespace
}  // namespace stalemate::tests

int main(int count, char** words) {
  if (count != 8 && count != 9) {
    std::fputs(
        "usage: stalemate_peer ISOLATES REQUESTS LATE_WRITES BEFORE_425 PUT_REGISTERED "
        "REGENERATION_REGISTERED ABSENT [tell | whole | run | replay]\n",
        stderr);
    return 2;
  }
  const auto number = [words](int place) {
    return static_cast<std::uint32_t>(std::strtoul(words[place], nullptr, 10));
  };
  const std::string_view mode = count == 9 ? words[8] : "";
  if (!mode.empty() && mode != "tell" && mode != "whole" && mode != "run" && mode != "replay") {
    std::fputs("the last word is tell, whole, run or replay\n", stderr);
    return 2;
  }
  stalemate::model::Engine engine;
  engine.learns = mode.empty() || mode == "whole";
  if (mode == "replay") engine.keeping = stalemate::model::Keeping::replay;
  stalemate::tests::prove({.isolates = number(1),
                           .requests = number(2),
                           .late_writes = number(3),
                           .before_425 = number(4) != 0,
                           .put_registered = number(5) != 0,
                           .regeneration_registered = number(6) != 0,
                           .absent = number(7) != 0,
                           .tell = mode == "tell",
                           .whole = !mode.empty(),
                           .engine = engine});
  return 0;
}
