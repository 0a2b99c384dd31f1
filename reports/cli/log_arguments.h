// The options of the commands that read logs.
//
// Cost: none to speak of.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "scenarios/log/fields.h"
#include "scenarios/reproduce/log_world.h"

namespace CLI {
class App;
}

namespace stalemate::reports::cli {

/// Which log, and how it is read.
struct LogArguments {
  std::string file;
  std::string fields;  // a names file; empty: the names that are in use
  scenarios::log::ReadOptions options;
};

struct ReproduceArguments {
  LogArguments log;
  std::string scenario;
  std::string cell;  // may be empty if the scenario has only one
  scenarios::QuestionOptions question;
  std::uint64_t runs = 0;  // for each hypothesis
  std::optional<double> budget_seconds;
  std::string out;
};

struct DraftArguments {
  LogArguments log;
  std::string out;  // empty: standard output
};

/// Options as they were written.
struct LogTexts {
  std::string tolerance = "2s";
  std::string lines = "60";
  std::string runs;
  std::string budget = "60s";
};

void add_reproduce(CLI::App& app, ReproduceArguments& reproduce, LogTexts& texts);
void add_draft(CLI::App& app, DraftArguments& draft);

/// @return what is wrong with them, if anything is
std::optional<std::string> read_reproduce(const LogTexts& texts, ReproduceArguments& reproduce);
std::optional<std::string> read_log_options(LogArguments& log);

}  // namespace stalemate::reports::cli
