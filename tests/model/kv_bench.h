// A store on a bench: the KV binding of some colos without runtime, handler or requests. A test
// issues operations for an owner and looks at what becomes of them.
#pragma once

#include <string>

#include "model/chance.h"
#include "model/kv/namespace.h"
#include "tests/support/collecting_sink.h"
#include "tests/support/scripted_explorer.h"

namespace stalemate::model {

class KvBench {
 public:
  explicit KvBench(const WorldConfig& config);
  KvBench(const KvBench&) = delete;
  KvBench& operator=(const KvBench&) = delete;
  ~KvBench();

  sim::Promise<KvRead> get(Key key, std::uint32_t colo = 0);
  /// A value that can be told from others by `render`.
  sim::Promise<> put(Key key, std::uint64_t render, std::int64_t ttl_ms = 0,
                     std::uint32_t colo = 0);
  sim::Promise<> remove(Key key, std::uint32_t colo = 0);

  /// Delivers what is due by this millisecond, and moves the clock there.
  void run_until(std::int64_t milliseconds);
  void run();
  /// A put that is committed and acknowledged before anything else happens.
  void store(Key key, std::uint64_t render, std::int64_t ttl_ms = 0, std::uint32_t colo = 0);
  /// A get and its answer: "render 3", "nothing", or the error.
  std::string read(Key key, std::uint32_t colo = 0);
  /// What the promise of a write has come to: "done", "pending", or the error.
  std::string outcome(const sim::AnyPromise& promise) const;

  std::int64_t now_ms() { return kernel_.now_us() / 1000; }
  tests::ScriptedExplorer& explorer() { return explorer_; }
  const tests::CollectingSink& trace() const { return sink_; }
  KvNamespace& kv() { return *kv_; }

 private:
  bool deliver_next(sim::Microseconds until_us);

  const WorldConfig config_;
  sim::Arena arena_;
  sim::Kernel kernel_;
  tests::ScriptedExplorer explorer_;
  sim::Gate gate_;
  tests::CollectingSink sink_;
  Chance chance_;
  KvNamespace* kv_ = nullptr;
  sim::OwnerId owner_;
};

}  // namespace stalemate::model
