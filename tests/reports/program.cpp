#include "tests/reports/program.h"

#include <array>
#include <filesystem>

#include <catch2/catch.hpp>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

namespace stalemate::reports::tests {
namespace {

/// Beside the executable of the tests, unless the build says where.
std::string executable() {
#ifdef STALEMATE_EXECUTABLE
  return STALEMATE_EXECUTABLE;
#else
  return (std::filesystem::read_symlink("/proc/self/exe").parent_path() / "stalemate").string();
#endif
}

struct Pipe {
  Pipe() { REQUIRE(::pipe2(ends.data(), O_CLOEXEC) == 0); }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  ~Pipe() {
    for (const int end : ends) {
      if (end >= 0) ::close(end);
    }
  }
  void close_writer() {
    ::close(ends[1]);
    ends[1] = -1;
  }

  std::array<int, 2> ends{-1, -1};  // to read from, to write to
};

/// In the child: only calls that are safe after fork().
[[noreturn]] void become(const std::vector<char*>& arguments, const std::string& folder,
                         const Pipe& output, const Pipe& errors) {
  ::signal(SIGINT, SIG_DFL);
  const int nothing = ::open("/dev/null", O_RDONLY);
  const bool ready = ::dup2(nothing, 0) == 0 && ::dup2(output.ends[1], 1) == 1 &&
                     ::dup2(errors.ends[1], 2) == 2 && ::chdir(folder.c_str()) == 0;
  if (ready) ::execv(arguments.front(), arguments.data());
  ::_exit(127);
}

/// Reads what there is. @return false at the end
bool read_some(int descriptor, std::string& text) {
  std::array<char, 4096> buffer{};
  const ssize_t count = ::read(descriptor, buffer.data(), buffer.size());
  if (count > 0) text.append(buffer.data(), static_cast<std::size_t>(count));
  return count > 0;
}

int exit_code_of(pid_t child) {
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

ProgramRun run(std::vector<std::string> words, const std::string& folder, const std::string* sign,
               int times = 1) {
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  Pipe output;
  Pipe errors;
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) become(arguments, folder, output, errors);
  output.close_writer();
  errors.close_writer();

  ProgramRun outcome;
  std::array<pollfd, 2> open{pollfd{output.ends[0], POLLIN, 0}, pollfd{errors.ends[0], POLLIN, 0}};
  while (open[0].fd >= 0 || open[1].fd >= 0) {
    REQUIRE(::poll(open.data(), open.size(), -1) > 0);
    if (open[0].revents != 0 && !read_some(open[0].fd, outcome.output)) open[0].fd = -1;
    if (open[1].revents != 0 && !read_some(open[1].fd, outcome.errors)) open[1].fd = -1;
    if (sign != nullptr && outcome.errors.find(*sign) != std::string::npos) {
      // In between, the one before may be taken: signals that wait together are one.
      for (int sent = 0; sent < times; ++sent, ::sched_yield()) ::kill(child, SIGINT);
      sign = nullptr;
    }
  }
  outcome.exit_code = exit_code_of(child);
  return outcome;
}

std::vector<std::string> command(const std::vector<std::string>& arguments) {
  std::vector<std::string> words{executable()};
  words.insert(words.end(), arguments.begin(), arguments.end());
  return words;
}

}  // namespace

ProgramRun run_program(const std::vector<std::string>& arguments, const std::string& folder) {
  return run(command(arguments), folder, nullptr);
}

ProgramRun interrupt_program(const std::vector<std::string>& arguments, const std::string& folder,
                             const std::string& sign, int times) {
  return run(command(arguments), folder, &sign, times);
}

ProgramRun run_shell_line(const std::string& rest, const std::string& folder,
                          const std::string& before) {
  const std::string line = before + "'" + executable() + "' " + rest + "; exit ${PIPESTATUS[0]}";
  return run({"/bin/bash", "-c", line}, folder, nullptr);
}

int run_in_shell(const std::string& rest, const std::string& folder) {
  return run_shell_line(rest, folder).exit_code;
}

}  // namespace stalemate::reports::tests
