#include "reports/cli/terminal.h"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

namespace stalemate::reports::cli {

namespace {

constexpr std::size_t width_of_logs = 100;
constexpr std::size_t narrowest = 40;
constexpr std::size_t widest = 160;  // longer lines are hard to read

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

}  // namespace

void secure_standard_streams() {
  for (int stream = 0; stream <= 2; ++stream) {
    if (fcntl(stream, F_GETFD) != -1 || errno != EBADF) continue;
    // The lowest free number is given out, and all below this one are in use. A result that nobody
    // can have read must not look like a pass, so output is made to fail.
    static_cast<void>(open("/dev/null", stream == 2 ? O_WRONLY : O_RDONLY));
  }
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
}

void Output::write(std::string_view text) {
  while (!text.empty() && !closed_) {
    const ssize_t written = ::write(stream_, text.data(), text.size());
    if (written >= 0) {
      text.remove_prefix(static_cast<std::size_t>(written));
    } else if (errno == EAGAIN) {
      struct pollfd ready {
        stream_, POLLOUT, 0
      };
      static_cast<void>(poll(&ready, 1, -1));
    } else if (errno != EINTR) {
      closed_ = true;
      if (errno == EPIPE) return;
      problem_ = fmt::format("cannot write to standard {}: {}", stream_ == 1 ? "output" : "error",
                             std::generic_category().message(errno));
    }
  }
}

bool Output::is_terminal() const { return isatty(stream_) == 1; }

std::size_t Output::width() const {
  struct winsize size {};
  if (!is_terminal() || ioctl(stream_, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) {
    return width_of_logs;
  }
  return std::clamp<std::size_t>(size.ws_col, narrowest, widest);
}

Style Output::style(const std::string& program) const {
  Style style;
  style.colour = is_terminal() && variable("NO_COLOR").empty() && variable("TERM") != "dumb";
  style.width = width();
  style.program = program;
  return style;
}

}  // namespace stalemate::reports::cli
