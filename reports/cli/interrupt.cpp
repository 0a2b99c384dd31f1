#include "reports/cli/interrupt.h"

#include <ctime>

namespace stalemate::reports::cli {

namespace {

/// Tells the watcher that it is no longer needed.
constexpr int wake_signal = SIGUSR1;

bool is_ignored(int signal) {
  struct sigaction action {};
  return sigaction(signal, nullptr, &action) == 0 && action.sa_handler == SIG_IGN;
}

}  // namespace

Interrupt::Interrupt() {
  sigemptyset(&waited_for_);
  sigaddset(&waited_for_, wake_signal);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    if (!is_ignored(signal)) sigaddset(&waited_for_, signal);
  }
  pthread_sigmask(SIG_BLOCK, &waited_for_, &blocked_before_);
  watcher_ = std::thread([this] { watch(); });
}

Interrupt::~Interrupt() {
  ending_ = true;
  pthread_kill(watcher_.native_handle(), wake_signal);
  watcher_.join();
  pthread_sigmask(SIG_SETMASK, &blocked_before_, nullptr);
}

void Interrupt::watch() {
  while (!ending_) {
    int signal = 0;
    if (sigwait(&waited_for_, &signal) != 0 || signal == wake_signal) continue;
    if (!requested_.exchange(true)) {
      drop_echo();
      continue;
    }
    // The second time: die of it, as if nobody had waited.
    std::signal(signal, SIG_DFL);
    sigset_t only;
    sigemptyset(&only);
    sigaddset(&only, signal);
    pthread_sigmask(SIG_UNBLOCK, &only, nullptr);
    std::raise(signal);
  }
}

/// Whoever sends a signal to a process may send it to the process's group as well, as `timeout`
/// does: that is one request, and not two.
void Interrupt::drop_echo() const {
  constexpr timespec echo{.tv_sec = 0, .tv_nsec = 300'000'000};
  sigtimedwait(&waited_for_, nullptr, &echo);
}

}  // namespace stalemate::reports::cli
