// The models in C++ beside the packages that they model, schedule by schedule.
//
//   stalemate_differential [--seeds N] [--all N] SCENARIO...
//
// Each cell whose handler is a published version runs the same seeds twice: with the model, and
// with the package from npm. Both must do the same, event by event, until the workload is over. The
// first difference of a cell is told, with its seed. --all N goes through every schedule of each
// cell instead, up to N of them.

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "model/describe.h"
#include "scenarios/campaign/transcript.h"
#include "scenarios/format/load.h"
#include "scenarios/javascript/programs.h"
#include "sim/explore/odometer.h"
#include "sim/explore/random_explorer.h"

namespace {

using namespace stalemate;  // NOLINT: a tool of its own
using model::EventKind;

std::optional<std::string> package_of(model::Generation generation) {
  switch (generation) {
    case model::Generation::vinext_0_0_26:
      return "npm:vinext@0.0.26";
    case model::Generation::vinext_0_0_30:
      return "npm:vinext@0.0.30";
    case model::Generation::vinext_0_0_55:
      return "npm:vinext@0.0.55";
    case model::Generation::vinext_1_4_0:
      return "npm:vinext@1.4.0";
    default:
      return std::nullopt;
  }
}

/// What only one side can tell, and what both tell of the calm end.
bool compared(const sim::TraceEvent& event) {
  switch (static_cast<EventKind>(event.kind)) {
    case EventKind::background_delete:    // the package does not say whether it waits
    case EventKind::unhandled_rejection:  // of promises that only one of the engines has
      return false;
    default:
      return true;
  }
}

/// Pages of vinext 0.0.26 that are regenerated keep their old html beside the new props: what is
/// served is older than what the entry says.
bool serves_older_html(const model::HandlerConfig& handler) {
  return handler.generation == model::Generation::vinext_0_0_26 &&
         handler.router == model::Router::pages;
}

std::vector<sim::TraceEvent> told(const scenarios::Transcript& transcript,
                                  const model::HandlerConfig& handler) {
  std::vector<sim::TraceEvent> events;
  for (const sim::TraceEvent& event : transcript.events) {
    if (static_cast<EventKind>(event.kind) == EventKind::chaos_over) break;
    if (!compared(event)) continue;
    events.push_back(event);
    // Why, the package says on its console alone.
    if (static_cast<EventKind>(event.kind) == EventKind::regeneration_failed) {
      events.back().detail = 0;
    }
    const auto kind = static_cast<EventKind>(event.kind);
    const bool served = kind == EventKind::served_hit || kind == EventKind::served_stale;
    if (served && serves_older_html(handler)) events.back().detail = events.back().extra = 0;
  }
  return events;
}

struct Tally {
  std::uint64_t schedules = 0;
  std::uint64_t differing = 0;
};

class Pair {
 public:
  Pair(const scenarios::Scenario& scenario, const scenarios::Cell& cell,
       std::shared_ptr<const model::Program> program)
      : scenario_(&scenario),
        cell_(&cell),
        config_(with(cell.config, std::move(program))),
        model_(cell.config),
        package_(config_) {}

  std::string failure() const { return package_.script()->failure(); }

  bool run(sim::Explorer& first, sim::Explorer& second, const std::string& which) {
    ++tally_.schedules;
    std::vector<sim::TraceEvent> modelled =
        told(scenarios::run_told(model_, first).transcript, cell_->config.handler);
    const scenarios::ToldRun packaged = scenarios::run_told(package_, second);
    std::vector<sim::TraceEvent> real = told(packaged.transcript, cell_->config.handler);
    const auto [one, other] = std::ranges::mismatch(modelled, real);
    if (one == modelled.end() && other == real.end()) return true;
    if (++tally_.differing == 1) {
      const auto line = [this](const auto& event, const auto& end) {
        return event == end
                   ? std::string("nothing more")
                   : fmt::format("{} ms {}", event->at_us / 1000, model::describe(*event, config_));
      };
      fmt::print("{} / {}: {}\n  model:   {}\n  package: {}\n", scenario_->name, cell_->name, which,
                 line(one, modelled.end()), line(other, real.end()));
      for (const model::ScriptLine& said : packaged.result.script_lines) {
        fmt::print("  said:    {}\n", said.text);
        if (&said - packaged.result.script_lines.data() == 2) break;
      }
    }
    return false;
  }
  const Tally& tally() const { return tally_; }

 private:
  static model::WorldConfig with(model::WorldConfig config,
                                 std::shared_ptr<const model::Program> program) {
    config.handler.program = std::move(program);
    return config;
  }

  const scenarios::Scenario* scenario_;
  const scenarios::Cell* cell_;
  model::WorldConfig config_;
  model::Simulation model_;
  model::Simulation package_;
  Tally tally_;
};

void run_seeds(Pair& pair, std::uint64_t seeds) {
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
    sim::RandomExplorer first(seed);
    sim::RandomExplorer second(seed);
    pair.run(first, second, fmt::format("seed {}", seed));
  }
}

/// @return whether there were no more
bool run_all(Pair& pair, std::uint64_t limit) {
  sim::Odometer first;
  sim::Odometer second;
  do {
    if (pair.tally().schedules == limit) return false;
    // Where they decide differently, what follows is no comparison.
    if (!pair.run(first, second, fmt::format("schedule {}", pair.tally().schedules))) return true;
  } while (first.next() && second.next());
  return true;
}

/// What the packages do not have.
bool comparable(const model::WorldConfig& config) {
  const model::HandlerConfig& handler = config.handler;
  // V8 does not say when it has run one microtask, nor for whose promise a request waits: its hang
  // is seen only when no other request of its isolate is left.
  if (config.faults.of(model::Fault::render_never_settles) > 0) return false;
  if (config.faults.of(model::Fault::cpu_limit) > 0) return false;
  return handler.regeneration_lease_ms == 0 && package_of(handler.generation).has_value() &&
         !handler.miss_stored_behind_response && !handler.program;
}

std::uint64_t number(std::string_view text) {
  std::uint64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

}  // namespace

int main(int count, char** values) {
  std::uint64_t seeds = 100;
  std::uint64_t all = 0;
  Tally total;
  std::uint64_t cells = 0;
  std::map<std::pair<model::Generation, model::Router>, std::shared_ptr<const model::Program>>
      programs;
  for (int index = 1; index < count; ++index) {
    const std::string_view word = values[index];
    if ((word == "--seeds" || word == "--all") && index + 1 < count) {
      (word == "--seeds" ? seeds : all) = number(values[++index]);
      continue;
    }
    const auto scenario = scenarios::load_scenario(std::string(word));
    if (!scenario) {
      fmt::print(stderr, "{}\n", scenario.error().message);
      return 2;
    }
    for (const scenarios::Cell& cell : scenario.value().cells) {
      const model::HandlerConfig& handler = cell.config.handler;
      if (!comparable(cell.config)) continue;
      auto& program = programs[{handler.generation, handler.router}];
      if (!program) {
        program = scenarios::load_program(*package_of(handler.generation), "",
                                          model::name(handler.router));
      }
      Pair pair(scenario.value(), cell, program);
      if (!pair.failure().empty()) {
        fmt::print(stderr, "{}: {}\n", program->name, pair.failure());
        return 2;
      }
      if (all == 0) {
        run_seeds(pair, seeds);
      } else if (!run_all(pair, all)) {
        fmt::print("{} / {}: more than {} schedules\n", scenario.value().name, cell.name, all);
      }
      total.schedules += pair.tally().schedules;
      total.differing += pair.tally().differing;
      ++cells;
    }
  }
  fmt::print("{} cells, {} schedules, {} differ\n", cells, total.schedules, total.differing);
  return cells == 0 ? 5 : total.differing == 0 ? 0 : 1;
}
