// One V8 isolate with one context: compiles programs, calls them, and says in a line what went
// wrong. It knows nothing of requests.
//
// Invariants:
//  1. Code runs only inside an Entry, and microtasks only in run_microtasks(): nothing of V8's runs
//     by itself.
//  2. When code is stopped (endless loop, too much memory), failure() says so and the engine can
//     still be used.
//
// Cost: some milliseconds and megabytes to make; an Entry a fraction of a microsecond.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <v8.h>

#include "model/js/source_map.h"
#include "model/js/v8/globals.h"
#include "model/js/v8/platform.h"
#include "model/js/v8/watchdog.h"

namespace stalemate::model {

/// The text, or its first bytes and three dots.
std::string shortened(std::string_view text, std::size_t longest);

bool is_ascii(std::string_view text);

class ScriptEngine {
 public:
  static constexpr std::size_t heap_bytes_limit = std::size_t{256} * 1024 * 1024;

  /// @param clock must outlive it
  ScriptEngine(VirtualClock& clock, SourceMap source_map);
  ~ScriptEngine();
  ScriptEngine(const ScriptEngine&) = delete;
  ScriptEngine& operator=(const ScriptEngine&) = delete;

  /// While it stands, no other thread enters, and entering costs less.
  class Hold {
   public:
    explicit Hold(ScriptEngine& engine)
        : locker_(engine.isolate_), isolate_scope_(engine.isolate_) {}
    Hold(const Hold&) = delete;
    Hold& operator=(const Hold&) = delete;

   private:
    v8::Locker locker_;
    v8::Isolate::Scope isolate_scope_;
  };

  /// While it stands, this thread may use handles and run code. One at a time.
  class Entry {
   public:
    explicit Entry(ScriptEngine& engine)
        : engine_(&engine),
          locker_(engine.isolate_),
          isolate_scope_(engine.isolate_),
          handles_(engine.isolate_),
          context_scope_(engine.context()) {
      engine.watchdog_->begin();
    }
    ~Entry() { engine_->watchdog_->end(); }
    Entry(const Entry&) = delete;
    Entry& operator=(const Entry&) = delete;

   private:
    ScriptEngine* engine_;
    v8::Locker locker_;
    v8::Isolate::Scope isolate_scope_;
    v8::HandleScope handles_;
    v8::Context::Scope context_scope_;
  };

  /// Code is stopped soon after the flag is set. It outlives this, or is taken away (nullptr).
  void stop_when(const std::atomic<bool>* not_wanted) { watchdog_->stop_when(not_wanted); }
  /// What runs from now on is another schedule.
  void begin_run() { watchdog_->begin_run(); }

  v8::Isolate* isolate() const { return isolate_; }
  v8::Local<v8::Context> context() const { return context_.Get(isolate_); }

  /// Evaluates an expression. @return nothing if it threw: failure() says what
  v8::MaybeLocal<v8::Value> evaluate(std::string_view code, std::string_view script_name);
  /// Calls it; what it throws is the failure of the engine.
  v8::MaybeLocal<v8::Value> call(v8::Local<v8::Function> function,
                                 std::vector<v8::Local<v8::Value>> arguments);
  /// Until none is left, or a failure.
  void run_microtasks();

  void enqueue_microtask(v8::Local<v8::Function> callback) {
    microtasks_->EnqueueMicrotask(isolate_, callback);
  }

  /// Promises that were rejected since the last call, and that nobody waits for.
  std::vector<v8::Local<v8::Value>> take_unhandled_rejections();

  /// What an error says, in one line, with the place in the sources where it was thrown.
  std::string describe(v8::Local<v8::Value> error) const;
  /// A text that may hold a stack: in one line, with the first place of the stack.
  std::string in_one_line(std::string_view text) const;
  /// Places of a stack in the text lead back to the sources.
  std::string translated(std::string_view text) const { return source_map_.translated(text); }

  /// Where in the sources the code is that runs; empty where V8 cannot tell it.
  std::string place_of_code() const;

  const std::string& failure() const { return failure_; }
  void fail(std::string why);
  void forget_failure() { failure_.clear(); }

  v8::Local<v8::String> string(std::string_view text) const;
  std::string text_of(v8::Local<v8::Value> value) const;

  /// What stands in front of V8's global object.
  Globals& globals() { return *globals_; }

  /// What travels with every continuation.
  v8::Local<v8::Value> continuation() const {
    return context()->GetContinuationPreservedEmbedderData();
  }
  void set_continuation(v8::Local<v8::Value> value) {
    context()->SetContinuationPreservedEmbedderData(value);
  }

 private:
  struct Rejected {
    v8::Global<v8::Promise> promise;
    v8::Global<v8::Value> reason;
  };
  static void on_rejection(v8::PromiseRejectMessage message);
  static std::size_t on_heap_limit(void* engine, std::size_t current, std::size_t initial);
  static void stop_for_memory(v8::Isolate* isolate, void* engine);
  std::string described_alone(v8::Local<v8::Value> error) const;
  v8::Local<v8::Value> property(v8::Local<v8::Value> of, std::string_view name) const;
  v8::Local<v8::Value> cause_of(v8::Local<v8::Value> error) const;
  std::string place_of(v8::Local<v8::Value> error) const;
  std::string shown(v8::Local<v8::Value> value) const;
  void note_exception(const v8::TryCatch& caught);
  void note_stop();

  BoundedBuffers buffers_;
  v8::Isolate* isolate_ = nullptr;
  std::unique_ptr<v8::MicrotaskQueue> microtasks_;
  std::unique_ptr<Globals> globals_;
  v8::Global<v8::Context> context_;
  SourceMap source_map_;
  std::unique_ptr<Watchdog> watchdog_;
  std::vector<Rejected> rejected_;
  bool out_of_memory_ = false;
  std::string stopped_at_;  // a place in the sources, or empty where V8 cannot tell it
  std::string failure_;
};

}  // namespace stalemate::model
