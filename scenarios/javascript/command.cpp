#include "scenarios/javascript/command.h"

#include <cerrno>
#include <cstring>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "scenarios/format/file.h"

namespace stalemate::scenarios {

namespace {

/// A file of this process alone, gone with the value.
class ScratchFile {
 public:
  explicit ScratchFile(const std::string& folder) : path_(folder + "/output-XXXXXX") {
    descriptor_ = ::mkstemp(path_.data());
  }
  ~ScratchFile() {
    if (descriptor_ < 0) return;
    ::close(descriptor_);
    ::unlink(path_.c_str());
  }
  ScratchFile(const ScratchFile&) = delete;
  ScratchFile& operator=(const ScratchFile&) = delete;

  bool open() const { return descriptor_ >= 0; }
  int descriptor() const { return descriptor_; }
  std::string content() const {
    constexpr std::size_t longest_bytes = std::size_t{8} << 20;
    const auto text = read_file(path_, longest_bytes);
    return text ? text.value() : std::string();
  }

 private:
  std::string path_;
  int descriptor_ = -1;
};

std::string system_message(int number) { return std::generic_category().message(number); }

}  // namespace

CommandResult run_command(const std::vector<std::string>& words, const std::string& folder) {
  CommandResult result;
  const ScratchFile output(folder);
  const ScratchFile errors(folder);
  if (!output.open() || !errors.open()) {
    result.problem = fmt::format("{}: cannot be written: {}", folder, system_message(errno));
    return result;
  }
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, output.descriptor(), STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, errors.descriptor(), STDERR_FILENO);
  std::vector<std::string> copies = words;
  std::vector<char*> arguments;
  for (std::string& word : copies) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  ::pid_t process = 0;
  const int failed =
      ::posix_spawnp(&process, arguments[0], &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (failed != 0) {
    result.problem =
        fmt::format("{} could not be started: {}; handlers in JavaScript need node and npm",
                    words.front(), system_message(failed));
    return result;
  }
  int status = 0;
  while (::waitpid(process, &status, 0) < 0 && errno == EINTR) {
  }
  result.exit_status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  result.output = output.content();
  result.errors = errors.content();
  return result;
}

}  // namespace stalemate::scenarios
