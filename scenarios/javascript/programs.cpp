#include "scenarios/javascript/programs.h"

#include <cstdlib>
#include <filesystem>
#include <map>
#include <system_error>
#include <utility>

#include <fmt/format.h>
#include <unistd.h>

#include "model/js/script.h"
#include "scenarios/format/file.h"
#include "scenarios/format/json.h"
#include "scenarios/javascript/command.h"
#include "scenarios/javascript/tools.h"

namespace stalemate::scenarios {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t longest_program_bytes = std::size_t{64} << 20;

std::string variable(const char* name) {
  const char* const value = std::getenv(name);
  return value != nullptr ? value : "";
}

/// As the bundler is to find it.
std::string place_of(const std::string& name, const std::string& folder) {
  std::error_code error;
  const fs::path path(name);
  if (name.starts_with("npm:") || path.is_absolute()) return name;
  const fs::path beside = fs::path(folder) / path;
  return fs::absolute(fs::exists(beside, error) ? beside : path, error).lexically_normal().string();
}

std::string first_line(const std::string& text) {
  const std::string line = text.substr(0, text.find('\n'));
  return line.empty() ? "the bundler failed without a word" : line;
}

std::optional<std::string> read_into(const format::Json& told, const char* key, std::string& text) {
  if (!told.contains(key) || !told[key].is_string()) return fmt::format("no \"{}\"", key);
  auto content = read_file(told[key].get<std::string>(), longest_program_bytes);
  if (!content) return content.error().message;
  text = std::move(content).value();
  return std::nullopt;
}

/// What the bundler has printed, and the files that it names.
std::optional<std::string> read_bundle(const std::string& printed, model::Program& program) {
  const format::Json told = format::Json::parse(printed, nullptr, false);
  if (!told.is_object()) return "the bundler told nothing that can be read";
  for (const auto& [key, text] :
       {std::pair{"program", &program.code}, std::pair{"map", &program.source_map},
        std::pair{"prelude", &program.prelude}}) {
    if (auto problem = read_into(told, key, *text)) return problem;
  }
  program.sha256 = told.value("sha256", "");
  if (!told.contains("packages") || !told["packages"].is_array()) return std::nullopt;
  for (const format::Json& package : told["packages"]) {
    program.packages.push_back(
        {package.value("name", ""), package.value("version", ""), package.value("integrity", "")});
  }
  return std::nullopt;
}

}  // namespace

std::string program_cache() {
  if (std::string own = variable("STALEMATE_CACHE"); !own.empty()) return own;
  if (const std::string usual = variable("XDG_CACHE_HOME"); !usual.empty()) {
    return (fs::path(usual) / "stalemate").string();
  }
  const std::string home = variable("HOME");
  return (fs::path(home.empty() ? "." : home) / ".cache" / "stalemate").string();
}

std::shared_ptr<const model::Program> load_program(const std::string& name,
                                                   const std::string& folder,
                                                   std::string_view router) {
  auto program = std::make_shared<model::Program>();
  program->name = name;
  program->pool = model::make_engine_pool();
  if (!model::scripts_run()) {
    program->failure = "this stalemate was built without JavaScript (see STALEMATE_JS in README)";
    return program;
  }
  const std::string cache = program_cache();
  const Result<std::string> tools = unpack_tools(cache);
  if (!tools) {
    program->failure = tools.error().message;
    return program;
  }
  const CommandResult bundled = run_command(
      {"node", tools.value() + "/model/js/bundler/bundle.mjs", "--handler", place_of(name, folder),
       "--router", std::string(router), "--cache", cache, "--sources", tools.value() + "/model/js"},
      cache);
  if (!bundled.problem.empty()) {
    program->failure = bundled.problem;
  } else if (bundled.exit_status != 0) {
    program->failure = first_line(bundled.errors);
  } else if (const auto problem = read_bundle(bundled.output, *program)) {
    program->failure = *problem;
  }
  return program;
}

std::optional<InputError> problem_of_program(const model::HandlerConfig& handler) {
  if (!handler.program || handler.program->failure.empty()) return std::nullopt;
  return InputError{fmt::format("handler {}: {}", handler.program->name, handler.program->failure)};
}

void load_programs(Scenario& scenario) {
  const std::string folder = fs::path(scenario.path).parent_path().string();
  std::map<std::pair<std::string, model::Router>, std::shared_ptr<const model::Program>> known;
  for (Cell& cell : scenario.cells) {
    model::HandlerConfig& handler = cell.config.handler;
    if (!handler.program || handler.program->is_loaded()) continue;
    auto& program = known[{handler.program->name, handler.router}];
    if (!program) program = load_program(handler.program->name, folder, name(handler.router));
    handler.program = program;
  }
}

}  // namespace stalemate::scenarios
