#include "reports/cli/shard_arguments.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "reports/cli/numbers.h"
#include "scenarios/campaign/samples.h"
#include "scenarios/format/message.h"

namespace stalemate::reports::cli {

using scenarios::Result;

void add_shard(CLI::App& check, ShardTexts& texts) {
  check.add_option("--shard", texts.shard,
                   "Only part i of n, as i/n: every n-th cell and saved schedule; stalemate merge "
                   "joins the reports of all");
  check
      .add_option("--save-samples", texts.samples,
                  "So many schedules of each cell are saved below samples/, whatever they say")
      ->capture_default_str();
}

void add_merge(CLI::App& app, MergeArguments& merge) {
  CLI::App* command = app.add_subcommand(
      "merge", "Join the reports of all shards of a check to those of the whole check");
  command->add_option("DIR", merge.folders, "The folders of reports, one of each shard")
      ->required();
  command->add_option("--out", merge.out, "Where the reports of the whole are written")
      ->capture_default_str();
  command->add_flag("--verbose", merge.verbose, "Tell every violation with its steps");
}

std::optional<std::string> read_shard(const ShardTexts& texts, scenarios::Options& options) {
  const Result<std::uint64_t> samples =
      parse_number("--save-samples", texts.samples, 0, scenarios::most_samples);
  if (!samples) return samples.error().message;
  options.samples = samples.value();
  if (texts.shard.empty()) return std::nullopt;
  const std::size_t slash = texts.shard.find('/');
  const auto number =
      parse_number("--shard", texts.shard.substr(0, slash), 1, scenarios::most_shards);
  const auto count =
      parse_number("--shard", slash == std::string::npos ? "" : texts.shard.substr(slash + 1), 1,
                   scenarios::most_shards);
  if (!number || !count || number.value() > count.value()) {
    return fmt::format("--shard cannot be {}; allowed: i/n, for instance 2/4, with n at most {}",
                       scenarios::format::in_quotes(texts.shard), scenarios::most_shards);
  }
  options.shard.number = static_cast<std::uint32_t>(number.value());
  options.shard.count = static_cast<std::uint32_t>(count.value());
  return std::nullopt;
}

}  // namespace stalemate::reports::cli
