#include "scenarios/shard/complete_result.h"

#include <algorithm>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "scenarios/campaign/filming.h"
#include "scenarios/campaign/judge.h"
#include "scenarios/campaign/transcript.h"
#include "scenarios/format/message.h"
#include "scenarios/format/schedule_file.h"

namespace stalemate::scenarios::shards {

namespace {

using format::Problem;
using Tokens = std::vector<std::string>;

std::string hash_of(std::uint64_t hash) { return fmt::format("{:016x}", hash); }

/// Goes through a result, from the whole to its parts; stops at the first problem.
class Completion {
 public:
  explicit Completion(ShardFile& file) : file_(&file) {}

  std::optional<Problem> run() {
    CampaignResult& result = file_->result;
    check_saved(result);
    if (result.scenarios.size() != file_->scenarios.size()) {
      fail({"scenarios"}, fmt::format("a list of {}", result.scenarios.size()),
           fmt::format("as many as /documents, {}", file_->scenarios.size()));
    }
    for (std::size_t index = 0; !problem_ && index < result.scenarios.size(); ++index) {
      const Scenario& scenario = file_->scenarios[index];
      ScenarioResult& told = result.scenarios[index];
      told.name = scenario.name;
      told.about = scenario.about;
      told.source = scenario.source;
      told.hash = scenario.hash;
      complete_cells(scenario, told, {"scenarios", std::to_string(index), "cells"});
    }
    return problem_;
  }

 private:
  void fail(Tokens tokens, std::string what, std::string allowed) {
    if (!problem_) problem_ = Problem{std::move(tokens), std::move(what), std::move(allowed)};
  }
  static Tokens below(Tokens tokens, const std::string& more) {
    tokens.push_back(more);
    return tokens;
  }

  void check_saved(const CampaignResult& result) {
    const std::uint64_t dealt = result.options.shard.share_of(result.saved_in_all);
    const bool may_lack = result.interrupted || !result.problems.empty();
    const std::uint64_t there = result.saved.size();
    if (there > dealt || (there < dealt && !may_lack)) {
      fail({"saved"}, fmt::format("a list of {}", there),
           fmt::format("the part's share of {}, {}", result.saved_in_all, dealt));
    }
    for (std::size_t index = 0; index < result.saved.size(); ++index) {
      const SavedResult& saved = result.saved[index];
      const bool diverged = saved.outcome == SavedOutcome::diverged;
      if (diverged != saved.divergence.has_value()) {
        fail({"saved", std::to_string(index)},
             diverged ? "diverged, and does not say where" : "did not diverge, and says where",
             "a divergence where the outcome is diverged, and nowhere else");
      }
    }
  }

  void complete_cells(const Scenario& scenario, ScenarioResult& told, const Tokens& place) {
    CampaignResult& result = file_->result;
    std::vector<const Cell*> dealt;
    for (const Cell& cell : scenario.cells) {
      if (result.options.shard.owns(result.cells_in_all++)) dealt.push_back(&cell);
    }
    if (told.cells.size() != dealt.size()) {
      return fail(place, fmt::format("a list of {}", told.cells.size()),
                  fmt::format("the cells that were dealt to the part, {}", dealt.size()));
    }
    for (std::size_t index = 0; !problem_ && index < dealt.size(); ++index) {
      complete_cell(scenario, *dealt[index], told.cells[index],
                    below(place, std::to_string(index)));
    }
  }

  void complete_cell(const Scenario& scenario, const Cell& cell, CellResult& told,
                     const Tokens& place) {
    const Options& options = file_->result.options;
    if (told.name != cell.name) {
      return fail(below(place, "name"), format::in_quotes(told.name),
                  format::in_quotes(cell.name) + ", which was dealt to the part");
    }
    told.position = cell.position;
    told.config = cell.config;
    told.asked = options.seeds;
    if (told.schedules > told.asked) {
      return fail(below(place, "schedules"), fmt::format("{} schedules", told.schedules),
                  fmt::format("at most {}", told.asked));
    }
    for (const model::EventKind mark : told.unmet_marks) {
      if (std::ranges::find(cell.sometimes, mark) != cell.sometimes.end()) continue;
      fail(below(place, "unmet_marks"), format::in_quotes(model::name(mark)),
           "marks that the cell names");
    }
    complete_properties(scenario, cell, told, below(place, "properties"));
    check_map(told.proof.map, below(below(place, "proof"), "map"));
    if (problem_) return;
    judge_all(told, options.prove);
    film_violations(told);
  }

  /// Whoever draws it relies on this.
  void check_map(const BurstMap& map, const Tokens& place) {
    if (map.nodes.size() > std::min(map.all_nodes, most_mapped_nodes)) {
      return fail(below(place, "nodes"), fmt::format("a list of {}", map.nodes.size()),
                  fmt::format("at most {}", std::min(map.all_nodes, most_mapped_nodes)));
    }
    std::uint64_t states = 0;
    for (const BurstMap::Level& level : map.levels) {
      states += level.states;
      if (std::uint64_t{level.doomed} + level.stuck <= level.states) continue;
      return fail(below(place, "levels"), "more states in danger than there are", "no more");
    }
    // A map of a proof that says nothing of the artifact has its numbers only.
    if (!map.levels.empty() && states != map.all_nodes) {
      return fail(below(place, "levels"), fmt::format("{} states", states),
                  fmt::format("all_nodes, {}", map.all_nodes));
    }
    for (std::size_t index = 0; index < map.nodes.size(); ++index) {
      if (map.nodes[index].depth < map.levels.size()) continue;
      return fail(below(below(place, "nodes"), std::to_string(index)),
                  fmt::format("depth {}", map.nodes[index].depth), "that of one of the levels");
    }
    for (std::size_t index = 0; index < map.edges.size(); ++index) {
      const BurstMap::Edge& edge = map.edges[index];
      if (std::max(edge.from, edge.to) < map.nodes.size()) continue;
      return fail(below(below(place, "edges"), std::to_string(index)),
                  fmt::format("from {} to {}", edge.from, edge.to), "places in the list of nodes");
    }
  }

  void complete_properties(const Scenario& scenario, const Cell& cell, CellResult& told,
                           const Tokens& place) {
    std::size_t next = 0;
    for (std::size_t index = 0; index < model::property_count; ++index) {
      if (!cell.expected[index]) continue;
      const auto property = static_cast<model::Property>(index);
      if (next >= told.properties.size() || told.properties[next].property != property) {
        return fail(place, fmt::format("no {} where it belongs", model::name(property)),
                    "each property that the cell names, once, in their order");
      }
      PropertyResult& one = told.properties[next];
      one.expected = *cell.expected[index];
      complete_property(scenario, cell, told, one, below(place, std::to_string(next++)));
    }
    if (next != told.properties.size()) {
      fail(place, fmt::format("a list of {}", told.properties.size()),
           fmt::format("the properties that the cell names, {}", next));
    }
  }

  void complete_property(const Scenario& scenario, const Cell& cell, const CellResult& told,
                         PropertyResult& one, const Tokens& place) {
    std::uint64_t left = told.schedules;
    bool too_many = false;
    for (const std::uint64_t count : one.counts) {
      too_many = too_many || count > left;
      left -= std::min(left, count);
    }
    if (too_many || left != 0) {
      return fail(below(place, "counts"), "they do not add up",
                  fmt::format("{} in all", told.schedules));
    }
    std::vector<model::Verdict> shown;
    for (const model::Verdict verdict :
         {model::Verdict::violated, model::Verdict::uncached, model::Verdict::undecided}) {
      if (one.counts[static_cast<std::size_t>(verdict)] > 0) shown.push_back(verdict);
    }
    std::vector<model::Verdict> listed;
    for (const Violation& violation : one.violations) listed.push_back(violation.verdict);
    if (listed != shown) {
      return fail(below(place, "violations"), "they are not those that were counted",
                  "one for each verdict but holds, the gravest first");
    }
    for (std::size_t index = 0; !problem_ && index < one.violations.size(); ++index) {
      one.violations[index].property = one.property;
      complete_violation(scenario, cell, told, one.violations[index],
                         below(below(place, "violations"), std::to_string(index)));
    }
  }

  void complete_violation(const Scenario& scenario, const Cell& cell, const CellResult& told,
                          Violation& violation, const Tokens& place) {
    const Options& options = file_->result.options;
    if (violation.seed < options.base_seed || violation.seed - options.base_seed >= options.seeds) {
      return fail(below(place, "seed"), fmt::format("seed {}", violation.seed),
                  fmt::format("{} from {} on", options.seeds, options.base_seed));
    }
    model::Simulation simulation(cell.config);
    const ToldRun run = run_seed(simulation, options.strategy, violation.seed);
    violation.finding = run.result.findings[static_cast<std::size_t>(violation.property)];
    const bool same = run.result.trace.hash() == violation.trace_hash &&
                      run.result.steps == violation.steps &&
                      violation.finding.verdict == violation.verdict;
    // Where runs of one seed differ, the part has said so.
    if (!same && !told.non_determinism) {
      return fail(place,
                  fmt::format("seed {} is said to give trace {}, and gives {} ({})", violation.seed,
                              hash_of(violation.trace_hash), hash_of(run.result.trace.hash()),
                              model::name(violation.finding.verdict)),
                  "what this program's own check wrote");
    }
    violation.finding.verdict = violation.verdict;
    if (violation.verdict != model::Verdict::undecided) violation.transcript = run.transcript;
    if (violation.shrunk) complete_shrunk(scenario, violation, below(place, "shrunk"));
  }

  void complete_shrunk(const Scenario& scenario, Violation& violation, const Tokens& place) {
    if (violation.schedule_file.empty()) {
      return fail(place, "shrunk, and in no file", "a schedule_file beside it");
    }
    const Result<ScheduleFile> content = load_schedule(violation.schedule_file);
    if (!content) return fail(place, content.error().message, "the part's own schedules");
    const Result<Scenario> own = embedded_scenario(content.value(), violation.schedule_file);
    if (!own) return fail(place, own.error().message, "the part's own schedules");
    const auto cell = std::ranges::find(own.value().cells, content.value().cell, &Cell::name);
    model::Simulation simulation(cell->config);
    ToldRun run = run_schedule(simulation, content.value().choices);
    const bool same = !run.divergence && own.value().name == scenario.name &&
                      content.value().property == model::name(violation.property) &&
                      content.value().trace_hash == hash_of(run.result.trace.hash());
    if (!same) {
      return fail(place,
                  fmt::format("{} does not replay as it was saved",
                              format::in_quotes(violation.schedule_file)),
                  "the part's own schedules");
    }
    ShrunkRun& shrunk = *violation.shrunk;
    shrunk.config = cell->config;
    shrunk.finding = run.result.findings[static_cast<std::size_t>(violation.property)];
    shrunk.trace_hash = run.result.trace.hash();
    shrunk.steps = run.result.steps;
    shrunk.transcript = std::move(run.transcript);
  }

  ShardFile* file_;
  std::optional<Problem> problem_;
};

}  // namespace

std::optional<Problem> complete(ShardFile& file) { return Completion(file).run(); }

}  // namespace stalemate::scenarios::shards
