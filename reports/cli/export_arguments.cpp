#include "reports/cli/export_arguments.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "reports/text.h"
#include "scenarios/format/message.h"

namespace stalemate::reports::cli {

void add_export(CLI::App& app, ExportArguments& exported, ExportTexts& texts) {
  CLI::App* command = app.add_subcommand(
      "export", "Write a failing test for the handler's authors that repeats a saved schedule");
  command->add_option("FILE", exported.file, "A saved schedule")->required();
  command->add_option("--to", texts.to, "What kind of test: vitest")->required();
  command
      ->add_option("--import", exported.imports.vinext,
                   "Where the test imports vinext from: the folder that holds server/ and shims/")
      ->capture_default_str();
  command->add_option("--import-handler", exported.imports.handler,
                      "The module that exports KVCacheHandler (default: "
                      "cloudflare/kv-cache-handler.js in the folder of --import)");
  command->add_option("--out", exported.out, "The file to write (default: standard output)");
}

std::optional<std::string> read_export(const ExportTexts& texts, ExportArguments& exported) {
  if (texts.to != "vitest") {
    return fmt::format("--to cannot be {}; allowed: vitest",
                       scenarios::format::in_quotes(texts.to));
  }
  for (const std::string* name : {&exported.imports.vinext, &exported.imports.handler}) {
    if (printable(*name) == *name) continue;
    return fmt::format("--import cannot be {}: it has control characters",
                       scenarios::format::in_quotes(*name));
  }
  std::string& folder = exported.imports.vinext;
  while (folder.size() > 1 && folder.ends_with('/')) folder.pop_back();
  return std::nullopt;
}

}  // namespace stalemate::reports::cli
