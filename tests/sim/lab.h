// A kernel on a bench: code of some owners, a log of what it did, and events delivered in the order
// of their times. The tests of this folder write async functions whose first parameter is the lab.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "sim/kernel.h"
#include "sim/task.h"

namespace stalemate::sim::tests {

/// A value that travels in promises.
struct Number {
  std::int64_t value = 0;
};
inline void digest(Account& account, const Number& number) {
  account.word(static_cast<std::uint64_t>(number.value));
}

/// What the lab's kernel rejects an await of an orphan with.
inline constexpr Rejection orphaned{99};

class Lab {
 public:
  explicit Lab(OrphanPolicy policy = OrphanPolicy::hang)
      : arena_(capacity), kernel_(arena_, policy, orphaned) {}

  Kernel& kernel() { return kernel_; }
  Arena& arena() { return arena_; }

  OwnerId owner(std::uint32_t label = 0) { return kernel_.create_owner(label); }

  /// Runs code of the owner and then its microtasks: one macro-step.
  template <class Code>
  void run_in(OwnerId owner, Code code, std::uint64_t async_word = 0) {
    kernel_.enter(owner, async_word);
    code();
    kernel_.leave();
  }

  /// Delivers the earliest event, of several the oldest. @return false if there is none
  bool deliver_next() {
    const auto events = kernel_.events();
    if (events.empty()) return false;
    std::size_t first = 0;
    for (std::size_t place = 1; place < events.size(); ++place) {
      if (is_before(events[place], events[first])) first = place;
    }
    const Event event = kernel_.take(first);
    if (!kernel_.deliver(event)) log("event " + std::to_string(event.kind));
    return true;
  }
  void deliver_all() {
    while (deliver_next()) {
    }
  }

  /// The words that the code has logged, with blanks between.
  void log(const std::string& word) { logged_ += (logged_.empty() ? "" : " ") + word; }
  void log(const char* word, std::int64_t number) { log(word + std::to_string(number)); }
  const std::string& logged() const { return logged_; }

 private:
  static constexpr std::size_t capacity = std::size_t{4} << 20;

  static bool is_before(const Event& left, const Event& right) {
    return left.at_us != right.at_us ? left.at_us < right.at_us : left.sequence < right.sequence;
  }

  Arena arena_;
  Kernel kernel_;
  std::string logged_;
};

/// Logs when its scope ends, however it ends.
class Tombstone {
 public:
  Tombstone(Lab& lab, const char* word) : lab_(&lab), word_(word) {}
  Tombstone(const Tombstone&) = delete;
  Tombstone& operator=(const Tombstone&) = delete;
  ~Tombstone() { lab_->log(word_); }

 private:
  Lab* lab_;
  const char* word_;
};

/// Runs the body of a script as the code of one owner, and returns what it logged.
template <class Script>
std::string printed(Script script) {
  Lab lab;
  lab.run_in(lab.owner(), [&] { script(lab); });
  return lab.logged();
}

/// async function sleeps(delay) { await sleep(delay); }
inline Promise<> sleeps(Lab& lab, Microseconds delay_us) {
  co_await lab.kernel().sleep(delay_us);
  co_return Done{};
}

/// async function ticker(n) { for (let i = 1; i <= n; i++) { await null; log('t' + i); } }
inline Promise<> ticker(Lab& lab, std::int64_t count) {
  for (std::int64_t turn = 1; turn <= count; ++turn) {
    co_await lab.kernel().resolved();
    lab.log("t", turn);
  }
  co_return Done{};
}

/// async function log_after(p, word) { await p; log(word); }
inline Promise<> log_after(Lab& lab, Promise<> promise, const char* word) {
  co_await promise;
  lab.log(word);
  co_return Done{};
}

/// async function log_outcome(p) { try { log('v' + await p); } catch (e) { log('c' + e); } }
template <class T>
Promise<> log_outcome(Lab& lab, Promise<T> promise) {
  const Outcome<T> outcome = co_await attempt(promise);
  if (outcome.failed()) {
    lab.log("c", outcome.rejection.code);
  } else if constexpr (std::is_same_v<T, Number>) {
    lab.log("v", outcome.value.value);
  } else {
    lab.log("v");
  }
  co_return Done{};
}

}  // namespace stalemate::sim::tests
