#include "scenarios/reproduce/log_world.h"

#include <algorithm>
#include <functional>

#include <fmt/format.h>

#include "scenarios/format/cell_document.h"
#include "scenarios/format/limits.h"
#include "scenarios/format/load_document.h"
#include "scenarios/format/message.h"

namespace stalemate::scenarios {

namespace {

using format::Json;

constexpr std::int64_t steps_either_way = 20;
constexpr std::int64_t steps_of_unobserved = 400;

/// A range with `at` in its middle: "calm" is what the log says.
Json around(std::int64_t at_ms, std::int64_t tolerance_ms) {
  const std::int64_t step = std::max<std::int64_t>(1, tolerance_ms / steps_either_way);
  const std::int64_t reach = std::min(tolerance_ms / step, at_ms / step) * step;
  if (reach == 0) return at_ms;
  return {{"typical_ms", at_ms},
          {"low_ms", at_ms - reach},
          {"high_ms", at_ms + tolerance_ms / step * step},
          {"step_ms", step}};
}

/// When each line came: lines without a time came between their neighbours.
void place_in_time(LogQuestion& question) {
  const auto& seen = question.seen;
  const auto timed = [](const Observation& line) { return line.time_ms.has_value(); };
  const std::int64_t first = *std::find_if(seen.begin(), seen.end(), timed)->time_ms;
  std::int64_t widest = 0;
  for (const Observation& line : seen) {
    const std::int64_t tolerance = question.tolerance_ms + (line.precision_ms + 1) / 2;
    question.tolerance_of.push_back(tolerance);
    widest = std::max(widest, tolerance);
  }
  std::int64_t before = first;
  for (std::size_t index = 0; index < seen.size(); ++index) {
    if (seen[index].time_ms) before = *seen[index].time_ms;
    std::int64_t at = before + seen[index].precision_ms / 2;
    if (!seen[index].time_ms) {
      const auto next =
          std::find_if(seen.begin() + static_cast<std::ptrdiff_t>(index), seen.end(), timed);
      const std::int64_t after = next == seen.end() ? before : *next->time_ms;
      at = before + (after - before) / 2;
      question.tolerance_of[index] += (after - before) / 2;
    }
    // A line far out of order cannot come before the world began.
    question.at_ms.push_back(std::max<std::int64_t>(0, at - first + widest));
    question.end_ms = std::max(question.end_ms, question.at_ms.back() + widest);
  }
}

/// Of more colos than any scenario has, those with the most lines are looked at.
void leave_out_colos(LogQuestion& question) {
  std::vector<std::string> codes = colos_of(question.seen);
  if (codes.size() <= format::most_colos) return;
  const auto first_other =
      codes.begin() + static_cast<std::ptrdiff_t>(std::min(
                          format::most_colos, question.cell->config.isolates_per_colo.size()));
  question.other_colos.assign(first_other, codes.end());
  const auto& others = question.other_colos;
  question.of_other_colos = std::erase_if(question.seen, [&others](const Observation& line) {
    return std::find(others.begin(), others.end(), line.colo) != others.end();
  });
}

std::optional<InputError> place_in_colos(LogQuestion& question) {
  const std::vector<std::uint32_t>& colos = question.cell->config.isolates_per_colo;
  std::vector<std::string> codes;
  std::uint32_t all = 0;
  for (const std::uint32_t count : colos) all += count;
  for (const Observation& line : question.seen) {
    if (line.colo.empty()) {
      question.isolates.push_back({0, all});
      continue;
    }
    const auto known = std::find(codes.begin(), codes.end(), line.colo);
    const auto colo = static_cast<std::size_t>(known - codes.begin());
    if (known == codes.end()) codes.push_back(line.colo);
    if (colo >= colos.size()) {
      return InputError{
          fmt::format("{}: has {} colo{}, but the log names more: {}; allowed: a scenario whose "
                      "topology has them all (scenario-from-log drafts one)",
                      question.scenario->path, colos.size(), colos.size() == 1 ? "" : "s",
                      fmt::join(codes, ", "))};
    }
    IsolateRange range;
    for (std::size_t index = 0; index < colo; ++index) range.first += colos[index];
    range.end = range.first + colos[colo];
    question.isolates.push_back(range);
  }
  return std::nullopt;
}

/// The artifacts of the log whose first line found an entry.
std::vector<model::Artifact> found_at_first(const std::vector<Observation>& seen) {
  std::vector<model::Artifact> found;
  for (std::size_t index = 0; index < model::artifact_count; ++index) {
    const auto artifact = static_cast<model::Artifact>(index);
    const auto first = std::find_if(seen.begin(), seen.end(), [artifact](const auto& line) {
      return line.state.has_value() && line.artifact == artifact;
    });
    if (first != seen.end() && *first->state != SeenState::miss) found.push_back(artifact);
  }
  return found;
}

/// When an entry that the store held at the start is taken to have become stale: half-way between
/// the last HIT of a first run of them and what follows it.
std::int64_t end_of_first_entry_ms(const LogQuestion& question,
                                   const std::function<bool(const Observation&)>& counts) {
  std::int64_t last_ms = 0;
  for (std::size_t line = 0; line < question.seen.size(); ++line) {
    const Observation& seen = question.seen[line];
    if (!seen.state || !counts(seen)) continue;
    const std::int64_t at_ms = question.at_ms[line];
    if (*seen.state != SeenState::hit) return last_ms + (at_ms - last_ms) / 2;
    last_ms = at_ms;
  }
  return last_ms + question.cell->config.page.revalidate_ms / 2;
}

/// What a scenario says of an entry that is fresh at the start holds from the first request on.
/// When that came is as uncertain as clocks are, so the entry becomes stale when the lines say, if
/// it can.
void place_prescribed(LogQuestion& question) {
  question.store_prescribed = true;
  question.latest_start_ms = question.at_ms.front() + question.tolerance_of.front();
  Json& entries = question.world["page"]["entries"];
  for (std::size_t index = 0; index < model::artifact_count; ++index) {
    const auto artifact = static_cast<model::Artifact>(index);
    const char* const name = model::name(artifact);
    if (!entries.contains(name) || !entries[name].contains("fresh_for_ms")) continue;
    const std::int64_t fresh_ms =
        -sim::to_milliseconds(question.cell->config.page.initial[index].expired_for_us);
    const std::int64_t end_ms = end_of_first_entry_ms(
        question, [artifact](const Observation& line) { return line.artifact == artifact; });
    entries[name]["fresh_for_ms"] =
        std::clamp(end_ms, fresh_ms, fresh_ms + question.latest_start_ms);
  }
}

/// What the store must hold for the first line to be what it is, unless the scenario says. Entries
/// of html and of rsc are made together.
void fill_store(LogQuestion& question) {
  Json& world = question.world;
  if (world.contains("page") && world["page"].contains("entries")) {
    return place_prescribed(question);
  }
  const auto& seen = question.seen;
  const auto read = std::find_if(seen.begin(), seen.end(),
                                 [](const Observation& line) { return line.state.has_value(); });
  if (read == seen.end() || *read->state == SeenState::miss) return;
  Json entry{{"expired_for_ms", std::max<std::int64_t>(1000, question.tolerance_ms)}};
  if (*read->state == SeenState::hit) {
    entry = {{"fresh_for_ms",
              end_of_first_entry_ms(question, [](const Observation& /*line*/) { return true; })}};
  }
  question.store_guessed = true;
  for (const model::Artifact artifact : found_at_first(seen)) {
    world["page"]["entries"][model::name(artifact)] = entry;
  }
}

}  // namespace

bool tells_all(const LogQuestion& question) {
  return std::all_of(question.seen.begin(), question.seen.end(), [](const Observation& line) {
    return line.time_ms.has_value() && line.stands_for == 1;
  });
}

Result<LogQuestion> question_of(const Scenario& scenario, const Cell& cell,
                                std::vector<Observation> seen, const QuestionOptions& options) {
  LogQuestion question;
  question.scenario = &scenario;
  question.cell = &cell;
  question.tolerance_ms = options.tolerance_ms;
  question.seen = std::move(seen);
  leave_out_colos(question);
  if (question.seen.size() > options.most_lines) {
    const auto last = question.seen.end() - static_cast<std::ptrdiff_t>(options.most_lines);
    question.seen.erase(question.seen.begin(), last);
  }
  const bool any_time =
      std::any_of(question.seen.begin(), question.seen.end(),
                  [](const Observation& line) { return line.time_ms.has_value(); });
  if (!any_time) return InputError{"none of the lines that are left tells when it came"};
  question.world = format::world_of_cell(scenario, cell.name);
  for (const char* const key : {"workload", "faults", "sometimes", "puts"}) {
    question.world.erase(key);
  }
  question.world["expect"] = {{"eventually-fresh", "holds"}};
  if (!options.generation.empty()) question.world["handler"]["generation"] = options.generation;
  place_in_time(question);
  if (question.end_ms > format::ten_years_ms / 2) {
    return InputError{fmt::format("lines {} and {} of the log lie more than five years apart",
                                  question.seen.front().line, question.seen.back().line)};
  }
  if (auto problem = place_in_colos(question)) return *problem;
  fill_store(question);
  return question;
}

Json world_of(const LogQuestion& question, const Hypothesis& hypothesis) {
  Json world = question.world;
  world.merge_patch(hypothesis.patch);
  Json& workload = world["workload"] = Json::array();
  for (std::size_t index = 0; index < question.seen.size(); ++index) {
    Json arrival{{"at", around(question.at_ms[index], question.tolerance_of[index])}};
    if (question.seen[index].artifact == model::Artifact::rsc) arrival["artifact"] = "rsc";
    const IsolateRange& range = question.isolates[index];
    const bool one_colo = question.cell->config.isolates_per_colo.size() > 1;
    if (range.end == range.first + 1 && one_colo) arrival["isolate"] = range.first + 1;
    workload.push_back(std::move(arrival));
  }
  const std::int64_t step = std::max<std::int64_t>(1, question.end_ms / steps_of_unobserved);
  const Json at_any_time{{"typical_ms", 0},
                         {"low_ms", 0},
                         {"high_ms", question.end_ms / step * step},
                         {"step_ms", step}};
  for (std::uint32_t extra = 0; extra < hypothesis.unobserved; ++extra) {
    Json arrival{{"at", at_any_time}};
    if (extra < hypothesis.events.size()) arrival["kind"] = hypothesis.events[extra];
    workload.push_back(std::move(arrival));
  }
  return world;
}

Result<Scenario> load_world(const LogQuestion& question, const Json& world) {
  return format::load_beside(*question.scenario, *question.cell, world, question.scenario->path);
}

}  // namespace stalemate::scenarios
