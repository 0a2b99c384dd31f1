#include "reports/cli/compare_arguments.h"

#include <string_view>
#include <tuple>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "model/config.h"
#include "scenarios/format/message.h"
#include "scenarios/format/read_world.h"
#include "scenarios/format/result.h"

namespace stalemate::reports::cli {

namespace {

using scenarios::Change;
using scenarios::Changes;
using scenarios::InputError;
using scenarios::Result;

constexpr std::size_t most_sides = std::tuple_size_v<Changes>;

Result<Change> change_of_handler(const std::string& name) {
  if (auto problem = problem_of_handler(name)) return *problem;
  return Change{scenarios::generation_key, name};
}

Result<Change> change_of_setting(const std::string& setting) {
  const std::size_t sign = setting.find('=');
  if (sign != std::string::npos && sign > 0 && sign + 1 < setting.size()) {
    return Change{setting.substr(0, sign), setting.substr(sign + 1)};
  }
  return InputError{
      fmt::format("--with cannot be {}; allowed: NAME=VALUE, for instance put_registered=false",
                  scenarios::format::in_quotes(setting))};
}

Result<Changes> read_changes(const std::vector<std::string>& handlers,
                             const std::vector<std::string>& settings) {
  if (!handlers.empty() && !settings.empty()) {
    return InputError{"--handler and --with do not go together; allowed: one of them"};
  }
  const std::vector<std::string>& given = handlers.empty() ? settings : handlers;
  if (given.empty()) {
    return InputError{
        "nothing to compare with; allowed: --handler NAME or --with NAME=VALUE, once beside the "
        "schedule's own, or twice"};
  }
  if (given.size() > most_sides) {
    return InputError{
        fmt::format("{} is given {} times; allowed: once, beside the schedule's own, "
                    "or twice",
                    handlers.empty() ? "--with" : "--handler", given.size())};
  }
  Changes changes;
  // The only one is the second side: the first is as recorded.
  std::size_t index = most_sides - given.size();
  for (const std::string& word : given) {
    const Result<Change> change =
        handlers.empty() ? change_of_setting(word) : change_of_handler(word);
    if (!change) return change.error();
    changes[index++] = change.value();
  }
  if (changes[0] && changes[0]->key != changes[1]->key) {
    return InputError{
        fmt::format("--with names two switches, {} and {}; allowed: two values of "
                    "one",
                    scenarios::format::in_quotes(changes[0]->key),
                    scenarios::format::in_quotes(changes[1]->key))};
  }
  return changes;
}

}  // namespace

std::optional<InputError> problem_of_handler(const std::string& name) {
  if (scenarios::format::names_program(name)) return std::nullopt;
  if (model::from_name<model::Generation>(name)) return std::nullopt;
  const auto& table = model::NamesOf<model::Generation>::table;
  const std::vector<std::string_view> names(table.begin(), table.end());
  return InputError{fmt::format("--handler cannot be {}{}; allowed: {}, or a program in JavaScript",
                                scenarios::format::in_quotes(name),
                                scenarios::format::nearest_of(name, names),
                                scenarios::format::listed(names))};
}

void add_compare(CLI::App& app, CompareArguments& compare, CompareTexts& texts) {
  CLI::App* command = app.add_subcommand(
      "compare", "Run one saved schedule under two handlers, and show where the runs part");
  command->add_option("FILE", compare.file, "A saved schedule")->required();
  command
      ->add_option("--handler", texts.handlers,
                   "A version of the handler: once beside the schedule's own, or twice")
      ->type_name("NAME")
      ->allow_extra_args(false);
  command
      ->add_option("--with", texts.settings,
                   "A switch of the handler, as scenario files call it: once beside the schedule's "
                   "own, or twice")
      ->type_name("NAME=VALUE")
      ->allow_extra_args(false);
  command->add_flag("--whole", compare.whole, "Show both runs step by step");
}

std::optional<std::string> read_compare(const CompareTexts& texts, CompareArguments& compare) {
  const Result<Changes> changes = read_changes(texts.handlers, texts.settings);
  if (!changes) return changes.error().message;
  compare.changes = changes.value();
  return std::nullopt;
}

}  // namespace stalemate::reports::cli
