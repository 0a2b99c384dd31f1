// "heals within n due bursts (about N s)": no timed run takes longer.
//
// After whatever its workload brought, with the faults over, the world gets requests as at the calm
// end of a run: each burst begins the usual gap after all of the last one was quiet. But latencies
// and orders stay random, and a burst may have as many overlapping requests as the proof allows
// for. What is measured is the time from the beginning of the gap before a burst that finds the
// page due until a newer generation is stored.
#include <algorithm>
#include <array>
#include <atomic>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "model/calm_suffix.h"
#include "scenarios/campaign/strategy.h"
#include "scenarios/format/load.h"
#include "tests/model/proof/small_worlds.h"
#include "tests/proof/proved_cells.h"
#include "tests/support/driven_world.h"
#include "tests/support/scenario_text.h"

namespace stalemate::scenarios::tests {
namespace {

using model::Artifact;
using model::Microseconds;
using model::WorldConfig;

struct Measured {
  int runs = 0;
  int within_bounds = 0;  // runs
  int waits = 0;          // from a due burst to progress
  int long_waits = 0;     // of these, over due bursts without progress
  Microseconds longest_us = 0;
};

/// All that takes time takes its longest.
WorldConfig slowed(WorldConfig world) {
  model::Latencies& latencies = world.latencies;
  for (model::Latency* const latency :
       {&latencies.kv_get, &latencies.kv_put, &latencies.kv_delete, &latencies.kv_upload,
        &latencies.kv_reply, &latencies.kv_late_commit, &latencies.render, &latencies.origin_read,
        &latencies.body, &latencies.teardown}) {
    latency->typical_us = latency->low_us = latency->high_us;
  }
  return world;
}

/// One random run, and what it waits for.
class TimedRun {
 public:
  TimedRun(const WorldConfig& config, const model::ProofBounds& bounds, sim::Explorer& explorer,
           std::uint64_t seed)
      : config_(config), bounds_(bounds), driven_(config, explorer), random_(seed) {}

  void measure(Measured& measured) {
    ++measured.runs;
    while (within_ && step()) {
    }
    driven_.end_chaos();
    in_time_ = true;
    constexpr int bursts = 24;
    for (int burst = 0; within_ && burst < bursts; ++burst) {
      wait();
      run_burst();
    }
    if (!within_) return;
    ++measured.within_bounds;
    measured.waits += waits_;
    measured.long_waits += long_waits_;
    measured.longest_us = std::max(measured.longest_us, longest_us_);
  }

 private:
  std::uint64_t draw(std::uint64_t count) { return random_() % count; }

  void wait() {
    sim::Kernel& kernel = driven_.world().kernel();
    quiet_since_us_ = kernel.now_us();
    kernel.advance_to(kernel.now_us() + model::calm_gap_us(config_));
  }

  void run_burst() {
    stored_ = stored();
    due_ = {};
    std::vector<Artifact> asked;
    for (const Artifact artifact : {Artifact::html, Artifact::rsc}) {
      if (config_.asks_for(artifact)) asked.push_back(artifact);
    }
    const std::uint64_t count = 1 + draw(bounds_.requests_per_burst);
    Microseconds delay_us = 0;
    for (std::uint64_t index = 0; index < count; ++index) {
      const Artifact artifact = asked[draw(asked.size())];
      const auto isolate = static_cast<std::uint32_t>(draw(config_.isolate_count()));
      driven_.world().post_calm_request(delay_us, isolate, artifact);
      delay_us += static_cast<Microseconds>(
          draw(static_cast<std::uint64_t>(model::longest_work_us(config_)) + 1));
    }
    while (within_ && step()) {
    }
    for (std::size_t index = 0; index < model::artifact_count; ++index) {
      if (due_since_us_[index] && due_[index]) ++idle_[index];
    }
  }

  bool step() {
    if (driven_.world().runtime().live_contexts() == 0) requests_ = 0;
    const bool any = driven_.step();
    look_at_bounds();
    if (in_time_) look();
    driven_.world().kv().due_reads() = model::DueReads{};
    return any;
  }

  void look_at_bounds() {
    const auto& events = driven_.trace().events();
    for (; seen_ < events.size(); ++seen_) {
      const auto kind = static_cast<model::EventKind>(events[seen_].kind);
      if (kind == model::EventKind::request_arrived) ++requests_;
    }
    std::uint32_t late = 0;
    for (const model::KvOperation& operation : driven_.world().kv().in_flight()) {
      if (operation.owner == sim::nobody) ++late;
    }
    within_ = within_ && late <= bounds_.late_writes &&
              requests_ <= std::min(bounds_.requests_per_burst, bounds_.requests_per_isolate);
  }

  void look() {
    const model::DueReads& reads = driven_.world().kv().due_reads();
    const auto now = stored();
    for (std::size_t index = 0; index < model::artifact_count; ++index) {
      if (reads.expired[index] || reads.absent[index]) {
        due_[index] = true;
        if (!due_since_us_[index] && now[index] <= stored_[index]) {
          due_since_us_[index] = quiet_since_us_;
          idle_[index] = 0;
        }
      }
      if (!due_since_us_[index]) continue;
      // What never ends is seen as well.
      longest_us_ =
          std::max(longest_us_, driven_.world().kernel().now_us() - *due_since_us_[index]);
      if (now[index] <= stored_[index]) continue;
      ++waits_;
      if (idle_[index] > 0) ++long_waits_;
      due_since_us_[index].reset();
    }
  }

  std::array<std::int64_t, model::artifact_count> stored() const {
    std::array<std::int64_t, model::artifact_count> renders{};
    for (std::size_t index = 0; index < model::artifact_count; ++index) {
      const model::KvRead read = driven_.stored(static_cast<model::Key>(index));
      renders[index] =
          read.found != 0 ? static_cast<std::int64_t>(read.value.generation.render) : -1;
    }
    return renders;
  }

  const WorldConfig& config_;
  model::ProofBounds bounds_;
  stalemate::tests::DrivenWorld driven_;
  std::mt19937_64 random_;
  bool within_ = true;  // the proof's bounds
  bool in_time_ = false;
  Microseconds quiet_since_us_ = 0;
  std::size_t seen_ = 0;
  std::uint32_t requests_ = 0;
  std::array<std::int64_t, model::artifact_count> stored_{};
  std::array<bool, model::artifact_count> due_{};
  std::array<std::optional<Microseconds>, model::artifact_count> due_since_us_{};
  std::array<int, model::artifact_count> idle_{};
  int waits_ = 0;
  int long_waits_ = 0;
  Microseconds longest_us_ = 0;
};

Measured measured(const WorldConfig& world, const model::ProofBounds& bounds, int runs) {
  const WorldConfig slow = slowed(world);
  SeededExplorers explorers(Strategy::automatic);
  Measured all;
  for (int run = 0; run < runs; ++run) {
    const auto seed = static_cast<std::uint64_t>(run);
    sim::Explorer& explorer = explorers.for_seed(seed);
    TimedRun(run % 3 == 0 ? slow : world, bounds, explorer, seed).measure(all);
  }
  return all;
}

Measured hold_to_bound(const WorldConfig& world, const model::ProofBounds& bounds,
                       const Proof& proof, int runs) {
  REQUIRE(proof.heals_within_seconds.has_value());
  const Measured all = measured(world, bounds, runs);
  const double longest = static_cast<double>(all.longest_us) / 1e6;
  INFO(all.within_bounds << " of " << all.runs << " runs within the bounds, " << all.waits
                         << " waits, the longest of " << longest << " s");
  CHECK(longest <= *proof.heals_within_seconds);
  return all;
}

/// Closed within some transitions, or nothing.
std::optional<Proof> quickly_proved(const WorldConfig& world, const model::ProofBounds& bounds) {
  constexpr std::uint64_t transitions = 50'000;
  const std::atomic<bool> never{false};
  const model::ProofConfig config = model::proof_config(world, bounds);
  const CloseRequest request{config, 1, {}, std::size_t{1} << 30, never, {}, transitions};
  Proof proof = judge_graph(close_rest_graph(request), config, world);
  if (!proof.graph.complete() || !proof.heals_within_seconds) return std::nullopt;
  return proof;
}

TEST_CASE("no timed run of a shipped page takes longer to heal than its proof says",
          "[proof][timed][slow]") {
  if constexpr (!sim::Arena::can_snapshot) return;
  int cells = 0;
  for (const char* const file :
       {"pr-425.json", "lease.json", "runtime-limits.json", "assumptions-pages.json"}) {
    const Scenario scenario = shipped_scenario(file);
    for (const Cell& cell : scenario.cells) {
      INFO(scenario.name << ", " << cell.name);
      const std::optional<Proof> proof = quickly_proved(cell.config, usual_bounds());
      if (!proof) continue;
      ++cells;
      CHECK(hold_to_bound(cell.config, usual_bounds(), *proof, 200).waits > 3000);
    }
  }
  CHECK(cells > 40);
}

/// Pages that are held up by what came before, or by what their own burst does, with their names.
std::vector<std::pair<const char*, const char*>> held_up_pages() {
  return {
      {"a lease far longer than the page's life",
       R"("handler": {"generation": "vinext-0.0.55", "regeneration_lease_ms": 60000},
          "page": {"revalidate_ms": 7000, "entries": {"html": {"expired_for_ms": 5000}}},
          "workload": [{"at": 0, "context_cut_after_ms": 5}])"},
      {"a lease a little longer than the page's life",
       R"("handler": {"generation": "vinext-0.0.55", "regeneration_lease_ms": 8000},
          "page": {"revalidate_ms": 7000, "entries": {"html": {"expired_for_ms": 5000}}},
          "workload": [{"at": 0, "context_cut_after_ms": 5}])"},
      {"writes refused for longer than the page's life",
       R"("handler": {"generation": "vinext-0.0.55"}, "kv": {"write_interval_ms": 30000},
          "page": {"revalidate_ms": 7000, "entries": {"html": {"expired_for_ms": 5000}}},
          "workload": [{"at": 0}])"},
      {"a delete that has the put refused behind it",
       R"("handler": {"generation": "vinext-0.0.55"}, "latencies": {"render": [20, 400]},
          "page": {"revalidate_ms": 7000, "expire_ms": 7000,
                   "entries": {"html": {"expired_for_ms": 5000}}}, "workload": [{"at": 0}])"},
      {"the same, and writes refused for longer than the page's life",
       R"("handler": {"generation": "vinext-0.0.55"}, "kv": {"write_interval_ms": 9000},
          "page": {"revalidate_ms": 7000, "expire_ms": 7000,
                   "entries": {"html": {"expired_for_ms": 5000}}}, "workload": [{"at": 0}])"},
      {"a tag that is invalidated, and a delete that comes after the put",
       R"("handler": {"generation": "pull-425", "router": "app"}, "kv": {"write_interval_ms": 0},
          "page": {"revalidate_ms": 60000, "tags": 1},
          "latencies": {"kv_delete": [5, 900], "teardown": [0, 900]},
          "workload": [{"at": 0}, {"at": 70000, "kind": "revalidate-tag"}, {"at": 140000}])"},
      {"work that lasts longer than the page's life",
       R"("handler": {"generation": "vinext-0.0.30"}, "latencies": {"render": [20, 9000]},
          "page": {"revalidate_ms": 2000, "entries": {"html": {"expired_for_ms": 5000}}},
          "workload": [{"at": 0}])"},
  };
}

TEST_CASE("no timed run takes longer to heal than its proof says, whatever holds it up",
          "[proof][timed][slow]") {
  if constexpr (!sim::Arena::can_snapshot) return;
  int long_waits = 0;
  for (const auto& [name, members] : held_up_pages()) {
    INFO(name);
    const Result<Scenario> scenario = load_scenario_from_text(
        fmt::format(R"({{"name": "held-up", "about": "x", "source": "https://example.com", {},
        "expect": {{"eventually-fresh": "holds"}}}})",
                    members),
        "held-up.json");
    if (!scenario) FAIL(scenario.error().message);
    const ProvedCell proved =
        prove_cell(scenario.value(), scenario.value().cells.front().name, one_request());
    const Measured all = hold_to_bound(proved.cell.config, one_request(), proved.proof, 200);
    CHECK(all.waits > 1000);
    long_waits += all.long_waits;
  }
  CHECK(long_waits > 1000);
}

TEST_CASE("no timed run of a small world takes longer to heal than its proof says",
          "[proof][timed][random][slow]") {
  if constexpr (!sim::Arena::can_snapshot) return;
  constexpr std::uint64_t worlds = 400;
  int proved = 0;
  int waits = 0;
  int long_waits = 0;
  for (std::uint64_t seed = 0; seed < worlds; ++seed) {
    INFO("world " << seed);
    model::SmallWorld small = model::any_small_world()(rc::Random(seed), rc::kNominalSize).value();
    if (beyond_proofs(small.config)) continue;
    const std::optional<Proof> proof = quickly_proved(small.config, small.bounds);
    if (!proof) continue;
    // So far apart that there is never more than one in a burst.
    Microseconds at_us = 0;
    for (model::Arrival& arrival : small.config.workload) {
      arrival.delay = {at_us, at_us, at_us};
      at_us += sim::from_milliseconds(100'000);
    }
    const Measured all = hold_to_bound(small.config, small.bounds, *proof, 100);
    proved += all.within_bounds > 0 ? 1 : 0;
    waits += all.waits;
    long_waits += all.long_waits;
  }
  CHECK(proved >= 25);
  CHECK(waits > 40'000);
  CHECK(long_waits > 0);
}

}  // namespace
}  // namespace stalemate::scenarios::tests
