// The command line, read into plain values: what main is asked to do.
//
// Invariants:
//  1. What comes out is valid: numbers in range, options that go together.
//  2. Nothing is read or written here but the arguments themselves.
//
// Cost: none to speak of; CLI11 stays inside the source file.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "reports/cli/corpus_arguments.h"
#include "reports/cli/log_arguments.h"
#include "reports/cli/shard_arguments.h"
#include "reports/export/vitest_test.h"
#include "scenarios/campaign/options.h"
#include "scenarios/campaign/versions.h"
#include "scenarios/certificate/verify.h"
#include "scenarios/compare/compare.h"
#include "scenarios/proof/prove.h"

namespace stalemate::reports::cli {

inline constexpr const char* default_out = "stalemate-reports";

struct CheckArguments {
  std::vector<std::string> paths;  // none: the scenarios that come with the program
  scenarios::Options options;
  std::string out = default_out;
  std::string handler;  // in place of the scenarios' own; empty: those
  bool verbose = false;
  bool annotations = false;  // as GitHub's workflow commands
  bool is_shard = false;     // --shard was given, if only for the one of one
};

struct ReplayArguments {
  std::string file;                   // a saved schedule, or a scenario if a seed is given
  std::optional<std::uint64_t> seed;  // replays this seed of the scenario
  std::string cell;                   // may be empty if the scenario has only one
  std::string handler;                // with a seed: in place of the scenario's own
  scenarios::Strategy strategy = scenarios::Strategy::random;
};

enum class ExplainFormat { text, markdown, html };

struct ExplainArguments {
  std::string file;  // a saved schedule
  ExplainFormat format = ExplainFormat::text;
};

struct ShrinkArguments {
  std::vector<std::string> paths;  // saved schedules
  std::uint64_t budget = 0;        // runs for each
  std::string out;                 // of a single one; empty: where it stands
};

struct CompareArguments {
  std::string file;            // a saved schedule
  scenarios::Changes changes;  // of its handler, one for each side
  bool whole = false;          // both runs step by step
};

struct ExportArguments {
  std::string file;  // a saved schedule
  VitestImports imports{usual_vinext, ""};
  std::string out;  // empty: standard output
};

struct ProveArguments {
  std::vector<std::string> paths;
  std::string handler;  // in place of the scenarios' own; empty: those
  std::string cell;     // empty: all
  scenarios::ProveOptions options;
  std::string out = default_out;
};

struct VerifyArguments {
  std::vector<std::string> paths;
  unsigned jobs = 1;
  scenarios::VerifyOptions options;
};

struct ValidateArguments {
  std::vector<std::string> paths;
};

struct ListArguments {
  std::vector<std::string> paths;
};

/// Help or the version, to be shown; or an error.
struct Answer {
  std::string text;
  bool error = false;
};

using Arguments = std::variant<CheckArguments, ReplayArguments, ExplainArguments, ShrinkArguments,
                               CompareArguments, ExportArguments, CorpusArguments, MergeArguments,
                               ProveArguments, VerifyArguments, ReproduceArguments, DraftArguments,
                               ValidateArguments, ListArguments, Answer>;

/// @param processors how many threads to use unless told otherwise
Arguments parse_arguments(int count, const char* const* values, const scenarios::Versions& versions,
                          unsigned processors);

}  // namespace stalemate::reports::cli
