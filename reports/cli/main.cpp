// The executable: reads its arguments, calls what they ask for, and turns the outcome into an exit
// code.
#include <exception>
#include <new>
#include <string>
#include <thread>
#include <variant>

#include "reports/cli/commands.h"
#include "stalemate/version.h"

namespace stalemate::reports::cli {

void Resources::complain(const std::string& message) const {
  errors.write("stalemate: " + printable(message) + "\n");
}

void Resources::complain_of_empty(const std::string& folder) const {
  complain(folder + ": no *.json in this folder");
}

namespace {

using scenarios::ExitCode;

ExitCode perform(const Arguments& arguments, const Resources& resources) {
  if (const auto* check = std::get_if<CheckArguments>(&arguments)) {
    return run_check(*check, resources);
  }
  if (const auto* replay = std::get_if<ReplayArguments>(&arguments)) {
    return run_replay(*replay, resources);
  }
  if (const auto* explain = std::get_if<ExplainArguments>(&arguments)) {
    return run_explain(*explain, resources);
  }
  if (const auto* shrink = std::get_if<ShrinkArguments>(&arguments)) {
    return run_shrink(*shrink, resources);
  }
  if (const auto* compare = std::get_if<CompareArguments>(&arguments)) {
    return run_compare(*compare, resources);
  }
  if (const auto* exported = std::get_if<ExportArguments>(&arguments)) {
    return run_export(*exported, resources);
  }
  if (const auto* corpus = std::get_if<CorpusArguments>(&arguments)) {
    return run_corpus(*corpus, resources);
  }
  if (const auto* merge = std::get_if<MergeArguments>(&arguments)) {
    return run_merge(*merge, resources);
  }
  if (const auto* prove = std::get_if<ProveArguments>(&arguments)) {
    return run_prove(*prove, resources);
  }
  if (const auto* verify = std::get_if<VerifyArguments>(&arguments)) {
    return run_verify(*verify, resources);
  }
  if (const auto* reproduce = std::get_if<ReproduceArguments>(&arguments)) {
    return run_reproduce(*reproduce, resources);
  }
  if (const auto* draft = std::get_if<DraftArguments>(&arguments)) {
    return run_draft(*draft, resources);
  }
  if (const auto* validate = std::get_if<ValidateArguments>(&arguments)) {
    return run_validate(*validate, resources);
  }
  if (const auto* list = std::get_if<ListArguments>(&arguments)) return run_list(*list, resources);
  const Answer& answer = std::get<Answer>(arguments);
  if (answer.error) {
    resources.complain(answer.text);
    return ExitCode::usage;
  }
  resources.output.write(answer.text);
  return ExitCode::as_expected;
}

ExitCode run(int count, const char* const* values) {
  secure_standard_streams();
  Output output(1);
  Output errors(2);
  const scenarios::Versions versions{std::string(version), std::string(model_hash)};
  const Resources resources{output, errors, versions, count > 0 ? values[0] : "stalemate"};
  try {
    const Arguments arguments =
        parse_arguments(count, values, versions, std::thread::hardware_concurrency());
    const ExitCode code = perform(arguments, resources);
    if (!output.problem()) return code;
    resources.complain(*output.problem());
    return scenarios::first_of({code, ExitCode::usage});
  } catch (const std::bad_alloc&) {
    resources.complain("out of memory (--memory limits what a proof takes)");
    return ExitCode::internal;
  } catch (const std::exception& error) {
    resources.complain(std::string("internal error: ") + error.what());
    return ExitCode::internal;
  }
}

}  // namespace

}  // namespace stalemate::reports::cli

int main(int count, char** values) {
  return static_cast<int>(stalemate::reports::cli::run(count, values));
}
