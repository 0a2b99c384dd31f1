#include "reports/cli/interrupt.h"

#include <chrono>

#include "reports/cli/end_requests.h"

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
  EndRequests requests;
  while (!ending_) {
    int signal = 0;
    if (sigwait(&waited_for_, &signal) != 0 || signal == wake_signal) continue;
    requested_ = true;
    const EndRequests::Kind kind = requests.take(std::chrono::steady_clock::now());
    if (kind != EndRequests::Kind::insistence) continue;
    // Die of it, as if nobody had waited.
    std::signal(signal, SIG_DFL);
    sigset_t only;
    sigemptyset(&only);
    sigaddset(&only, signal);
    pthread_sigmask(SIG_UNBLOCK, &only, nullptr);
    std::raise(signal);
  }
}

}  // namespace stalemate::reports::cli
