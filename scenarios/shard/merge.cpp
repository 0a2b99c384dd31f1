#include "scenarios/shard/merge.h"

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "scenarios/campaign/archive.h"
#include "scenarios/campaign/file_names.h"
#include "scenarios/campaign/samples.h"
#include "sim/assert.h"

namespace stalemate::scenarios {

namespace {

std::string file_in(const ShardFile& shard) { return shard.folder + "/" + shard_file_name; }

/// What makes two checks the same, in words for the first thing that differs; empty: nothing.
std::string difference(const ShardFile& one, const ShardFile& other) {
  const auto& [seeds, base_seed, strategy, budget_seconds, jobs, prove, proof_seconds,
               shrink_budget, shard, samples] = one.result.options;
  const Options& theirs = other.result.options;
  if (shard.count != theirs.shard.count) return "the number of shards";
  if (seeds != theirs.seeds) return "--seeds";
  if (base_seed != theirs.base_seed) return "--seed";
  if (strategy != theirs.strategy) return "--strategy";
  if (budget_seconds != theirs.budget_seconds) return "--budget";
  if (prove != theirs.prove) return "--prove";
  if (shrink_budget != theirs.shrink_budget) return "--shrink-budget";
  if (samples != theirs.samples) return "--save-samples";
  if (one.scenarios.size() != other.scenarios.size()) return "the number of scenarios";
  for (std::size_t index = 0; index < one.scenarios.size(); ++index) {
    const Scenario& mine = one.scenarios[index];
    if (mine.path != other.scenarios[index].path) return "the names of scenario files";
    if (mine.document != other.scenarios[index].document) return "the scenario " + mine.path;
  }
  if (one.result.saved_in_all != other.result.saved_in_all) return "the saved schedules";
  if (one.result.empty_folders != other.result.empty_folders) return "the empty folders";
  return "";
}

std::optional<InputError> why_not_one_whole(const std::vector<ShardFile>& shards) {
  const ShardFile& first = shards.front();
  const std::uint32_t count = first.result.options.shard.count;
  for (const ShardFile& shard : shards) {
    const std::string differs = difference(first, shard);
    if (!differs.empty()) {
      return InputError{fmt::format(
          "{}: is of another check than {}: {} differ; allowed: all shards of one check",
          file_in(shard), file_in(first), differs)};
    }
  }
  std::vector<const ShardFile*> by_number(count, nullptr);
  for (const ShardFile& shard : shards) {
    const ShardFile*& place = by_number[shard.result.options.shard.number - 1];
    if (place != nullptr) {
      return InputError{fmt::format("{}: is shard {} of {}, and so is {}; allowed: each once",
                                    file_in(shard), shard.result.options.shard.number, count,
                                    file_in(*place))};
    }
    place = &shard;
  }
  const auto missing = std::ranges::find(by_number, nullptr);
  if (missing == by_number.end()) return std::nullopt;
  return InputError{fmt::format("{}: shard {} of {} is missing; allowed: all of them",
                                file_in(first), missing - by_number.begin() + 1, count)};
}

class Merger {
 public:
  Merger(std::vector<ShardFile> shards, const std::string& out)
      : shards_(std::move(shards)), out_(&out) {
    std::ranges::sort(shards_, {},
                      [](const ShardFile& shard) { return shard.result.options.shard.number; });
  }

  Merged run() {
    CampaignResult& whole = merged_.result;
    const CampaignResult& first = shards_.front().result;
    whole.options = first.options;
    whole.options.shard = {};
    whole.cells_in_all = first.cells_in_all;
    whole.saved_in_all = first.saved_in_all;
    whole.empty_folders = first.empty_folders;
    for (ShardFile& shard : shards_) {
      whole.interrupted = whole.interrupted || shard.result.interrupted;
      for (std::string& problem : shard.result.problems) {
        whole.problems.push_back(std::move(problem));
      }
    }
    join_saved(whole);
    for (std::size_t index = 0; index < shards_.front().scenarios.size(); ++index) {
      join_scenario(index, whole);
    }
    return std::move(merged_);
  }

 private:
  ShardFile& owner_of(std::uint64_t index) { return shards_[index % shards_.size()]; }

  void join_saved(CampaignResult& whole) {
    for (std::uint64_t index = 0; index < whole.saved_in_all; ++index) {
      std::vector<SavedResult>& dealt = owner_of(index).result.saved;
      const std::uint64_t round = index / shards_.size();
      if (round < dealt.size()) whole.saved.push_back(std::move(dealt[round]));
    }
  }

  void join_scenario(std::size_t index, CampaignResult& whole) {
    const Scenario& scenario = shards_.front().scenarios[index];
    whole.scenarios.push_back(
        {scenario.name, scenario.path, scenario.about, scenario.source, scenario.hash, {}});
    std::vector<std::size_t> taken(shards_.size(), 0);  // cells of this scenario, by shard
    for (const Cell& cell : scenario.cells) {
      ShardFile& shard = owner_of(next_cell_);
      std::vector<CellResult>& cells = shard.result.scenarios[index].cells;
      const std::size_t place = taken[next_cell_++ % shards_.size()]++;
      // The loader has checked both.
      SIM_ASSERT(place < cells.size());
      SIM_ASSERT(cells[place].name == cell.name);
      CellResult& result = cells[place];
      for (PropertyResult& property : result.properties) {
        for (Violation& violation : property.violations) move_schedule(shard, violation);
      }
      take_file(shard, result.proof.certificate);
      take_samples(shard, names_.stem(scenario.name, cell.name));
      whole.scenarios.back().cells.push_back(std::move(result));
    }
  }

  std::string moved(const ShardFile& shard, const std::string& path) const {
    SIM_ASSERT(path.starts_with(shard.folder));
    return *out_ + path.substr(shard.folder.size());
  }

  void take_file(const ShardFile& shard, std::string& path) {
    if (path.empty()) return;
    const std::string to = moved(shard, path);
    merged_.files.push_back({path, to});
    path = to;
  }

  void move_schedule(const ShardFile& shard, Violation& violation) {
    if (violation.schedule_file.empty()) return;
    const std::string original = original_of(violation.schedule_file);
    take_file(shard, violation.schedule_file);
    std::error_code ignored;
    if (std::filesystem::is_regular_file(original, ignored)) {
      merged_.files.push_back({original, original_of(violation.schedule_file)});
    } else {
      merged_.without_original.push_back(violation.schedule_file);
    }
  }

  void take_samples(const ShardFile& shard, const std::string& stem) {
    const Options& options = shard.result.options;
    const std::uint64_t count = std::min(options.samples, options.seeds);
    for (std::uint64_t index = 0; index < count; ++index) {
      const std::string path = sample_path(shard.folder, stem, options.base_seed + index);
      std::error_code ignored;
      const bool may_lack = shard.result.interrupted || !shard.result.problems.empty();
      if (may_lack && !std::filesystem::exists(path, ignored)) continue;
      merged_.files.push_back({path, moved(shard, path)});
    }
  }

  std::vector<ShardFile> shards_;
  const std::string* out_;
  FileNames names_;
  std::uint64_t next_cell_ = 0;
  Merged merged_;
};

}  // namespace

Result<Merged> merge_shards(std::vector<ShardFile> shards, const std::string& out) {
  SIM_ASSERT(!shards.empty());
  if (auto error = why_not_one_whole(shards)) return *error;
  return Merger(std::move(shards), out).run();
}

}  // namespace stalemate::scenarios
