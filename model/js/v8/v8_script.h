// A Script that runs in V8: module globals for each simulated isolate, promises that lead from the
// world's kernel into JavaScript and back.
//
// The basic idea. All simulated isolates of a world share one V8 context; the program is a function
// that is called once for each, so that its module variables are the isolate's globals. What the
// world settles (an answer of the store, a timer) arrives in a coroutine of the owner, which
// resolves a promise of V8's and runs V8's microtasks to a fixpoint, inside the kernel's
// macro-step. When the owner dies its coroutines are gone, so that nothing resolves any more.
//
// Invariants:
//  1. Every continuation carries the number of its owner beside the program's own data. What code
//     does, it does on behalf of that owner: at once in a step of the owner's, else in the owner's
//     next step, in the same order.
//  2. What code does whose owner has died is nothing: its promises stay pending.
//  3. No promise of the world is held across begin_run().
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <v8.h>

#include "model/error.h"
#include "model/js/earlier_store.h"
#include "model/js/histories.h"
#include "model/js/keys.h"
#include "model/js/script.h"
#include "model/js/texts.h"
#include "model/js/v8/engine.h"
#include "model/workers/host.h"

namespace stalemate::model {

/// What a list() asks for.
struct KvListing {
  std::string prefix;
  std::string after;  // the last name that was given before
  std::size_t limit = 0;
};

/// A promise of the program's that the world will settle.
struct Waiting {
  std::uint32_t place = 0;     // among all that wait
  std::uint32_t of_realm = 0;  // how many its isolate has waited for, this one included
};
inline void digest(sim::Account& account, const Waiting& waiting) {
  account.word(waiting.of_realm);
}

class V8Script final : public Script, private VirtualClock {
 public:
  /// Loads it; failure() says so if that cannot be done. The program must outlive it.
  explicit V8Script(const Program& program);
  ~V8Script() override;
  V8Script(const V8Script&) = delete;
  V8Script& operator=(const V8Script&) = delete;

  /// From now on it answers the requests of such a world, which must outlive what it does.
  void serve(const WorldConfig& config);

  void begin_run() override;
  void hold(const std::function<void()>& run) override {
    const ScriptEngine::Hold hold(engine_);
    run();
  }
  sim::Promise<Response> handle(Host& host, const Arrival& request) override;
  std::span<const InitialPut> initial_puts() const override { return initial_; }
  void stop_when(const std::atomic<bool>& not_wanted) override { engine_.stop_when(&not_wanted); }
  void run_on() { engine_.stop_when(nullptr); }
  const std::string& failure() const override {
    return load_failure_.empty() ? engine_.failure() : load_failure_;
  }
  const std::vector<ScriptLine>& lines() const override { return lines_; }
  const ScriptRemarks& remarks() const override { return remarks_; }
  std::string key_name(Key key) const override { return keys_.name_of(key); }
  std::uint64_t history(std::uint32_t realm) const override { return histories_.of(realm); }
  std::uint64_t content(std::uint16_t text) const override;
  const ScriptAnswer& last_answer() const override { return last_answer_; }

  // What the world's promises have come to; called by the coroutines of v8_script.cpp.
  void settle_read(Host& host, Waiting waiting, const sim::Outcome<KvRead>& outcome);
  void settle_done(Host& host, Waiting waiting, const sim::Outcome<sim::Done>& outcome);
  void settle_render(Host& host, Waiting waiting, const sim::Outcome<Rendered>& outcome);
  void fire_timer(Host& host, std::uint32_t timer);
  void run_deferred(Host& host) override;
  void note_hang(Host& host, sim::OwnerId owner, std::uint32_t request) override;

 private:
  using Arguments = v8::FunctionCallbackInfo<v8::Value>;
  using Native = void (V8Script::*)(const Arguments&);
  /// Something that code of another owner than the current one has asked for.
  struct Deferred {
    sim::OwnerId owner;
    std::function<void(Host&)> action;
  };
  /// The program in one simulated isolate.
  struct Module {
    v8::Global<v8::Object> globals;
    v8::Global<v8::Object> made;  // by the program's outer function
  };
  /// What the program waits for.
  struct Awaited {
    v8::Global<v8::Promise::Resolver> promise;  // empty: it has come
    const char* what = "";
    sim::OwnerId owner;
    std::uint32_t request = 0;  // the owner's
    std::uint32_t realm = 0;
  };
  struct Timer {
    v8::Global<v8::Function> callback;
    v8::Global<v8::Value> continuation;
    bool cleared = false;
  };
  /// While the program stores what lay there before the run.
  struct Seeding {
    std::int64_t now_ms = 0;
    Artifact artifact = Artifact::html;
    EarlierStore store;
    bool rendered = false;
    double clock_ms = 0;                                   // of its timers alone
    std::vector<std::pair<double, std::uint32_t>> timers;  // when, which
  };

  double now_ms() override;
  double clock_ms() const;

  // Loading, in load.cpp.
  bool load();
  void install_natives();
  void install(v8::Local<v8::Object> object, const char* name, v8::FunctionCallback callback);
  template <Native native>
  static void call_native(const Arguments& arguments);
  template <Native native>
  static void call_in_request(const Arguments& arguments);
  bool make_bridge();
  bool make_program();
  bool seed();
  void settle_while_seeding(Waiting waiting, v8::Local<v8::Value> value);
  bool fire_timer_while_seeding();
  Seeding answer_miss_before_run(Artifact artifact, std::int64_t at_ms);
  bool seed(Artifact artifact, const InitialEntry& entry);
  void learn_names(Artifact artifact);
  bool hold_pages(const std::vector<EarlierStore::Put>& puts, Artifact artifact);
  bool keep_seeded(EarlierStore::Put put, const InitialEntry& entry, Key key,
                   std::int64_t stored_ms);
  bool complain_of_no_entry(const std::vector<EarlierStore::Put>& puts, bool rendered);
  bool stands_beside_models() const;

  // Running.
  v8::MaybeLocal<v8::Value> new_module();
  bool finish_loading(v8::Local<v8::Object> module);
  v8::MaybeLocal<v8::Value> module_of(Host& host);
  void enter(Host& host);
  void finish(Host& host);
  v8::Local<v8::Value> continuation_of(sim::OwnerId owner, v8::Local<v8::Value> own);
  sim::OwnerId owner_of_code() const;
  std::uint32_t request_of_code() const;
  std::uint32_t request_of(sim::OwnerId owner) const;
  template <class T, class Tell>
  void settle(Host& host, Waiting waiting, const sim::Outcome<T>& outcome, Tell tell);
  v8::Local<v8::Object> list_page(Host& host, const KvListing& listing, std::int64_t as_of_ms);
  v8::Local<v8::Value> rendered_object(const RenderId& generation, std::int64_t revalidate_ms);
  Waiting wait(v8::Local<v8::Promise::Resolver> resolver, const char* what);
  std::string awaited_in(std::uint32_t realm);
  v8::Local<v8::Promise::Resolver> take_waiting(Waiting waiting);
  void see(Seen what, std::uint64_t value);
  v8::Local<v8::Value> error_of(sim::Rejection rejection);
  sim::Rejection rejection_of(v8::Local<v8::Value> reason);
  void say(std::uint32_t request, std::string_view text);
  void say_error(std::uint32_t request, const std::string& where, v8::Local<v8::Value> error);
  Artifact asked_for() const;

  // What the program calls, in natives.cpp.
  void kv_get(const Arguments& arguments);
  void kv_put(const Arguments& arguments);
  void kv_delete(const Arguments& arguments);
  void kv_list(const Arguments& arguments);
  void wait_until(const Arguments& arguments);
  void render(const Arguments& arguments);
  void body_read(const Arguments& arguments);
  void note(const Arguments& arguments);
  void answered(const Arguments& arguments);
  void failed(const Arguments& arguments);
  void caught(const Arguments& arguments);
  void kept(const Arguments& arguments);
  // What the prelude calls, in prelude_natives.cpp.
  void get_continuation(const Arguments& arguments);
  void set_continuation(const Arguments& arguments);
  void random(const Arguments& arguments);
  void random_word(const Arguments& arguments);
  void set_timer(const Arguments& arguments);
  void clear_timer(const Arguments& arguments);
  void enqueue_microtask(const Arguments& arguments);
  void log(const Arguments& arguments);
  void now(const Arguments& arguments);
  void text_of_ascii(const Arguments& arguments);
  void detach(const Arguments& arguments);

  /// A promise for the program, of what it asks for.
  Waiting pending(const Arguments& arguments, const char* what);
  Timer* timer_argument(const Arguments& arguments, int index);
  v8::Local<v8::Value> shown_text(const StoredText& text);
  v8::Local<v8::Object> page_of(std::vector<v8::Local<v8::Value>> keys, bool complete);
  v8::Local<v8::Object> listed_key(std::string_view name, std::optional<double> expiration,
                                   const std::optional<std::string>& metadata);
  v8::Local<v8::Object> earlier_list_page(const KvListing& listing);
  std::string text_argument(const Arguments& arguments, int index) const;
  static std::int64_t ttl_argument(const Arguments& arguments, int index);
  KvValue stored_value(Key key, const std::string& text, std::int64_t at_ms) const;
  /// Does it for the owner of the running code.
  void act(std::function<void(Host&)> action);
  std::uint32_t drawn(std::uint32_t count);

  const Program* program_text_;
  const WorldConfig* config_ = nullptr;
  ScriptEngine engine_;
  std::string load_failure_;
  v8::Global<v8::Object> natives_;
  v8::Global<v8::Object> bridge_natives_;  // out of the program's reach
  v8::Global<v8::Object> host_functions_;
  v8::Global<v8::Function> program_;
  v8::Global<v8::Function> equip_;     // of the prelude: a fresh isolate's globals
  v8::Global<v8::Function> run_;       // of the bridge
  v8::Global<v8::Function> watch_;     // of the bridge
  v8::Global<v8::Function> rendered_;  // of the bridge
  v8::Global<v8::Private> code_key_;
  Texts texts_;
  Keys keys_;
  std::vector<InitialPut> initial_;
  std::optional<Seeding> seeding_;

  // Of the run.
  Host* host_ = nullptr;  // whose code runs
  sim::Kernel* kernel_ = nullptr;
  std::vector<Module> modules_;   // by realm, from 1
  bool in_global_scope_ = false;  // a module is being loaded
  std::vector<Awaited> waiting_;
  std::vector<std::uint32_t> free_waiting_;
  std::map<std::uint32_t, KvListing> listings_;  // by the place of what waits
  Histories histories_;
  std::vector<sim::Promise<Response>> responses_;
  std::vector<sim::Promise<>> watched_;
  std::vector<Timer> timers_;
  std::vector<Deferred> deferred_;
  std::vector<ScriptLine> lines_;
  ScriptRemarks remarks_;
  std::uint32_t random_words_ = 0;
  ScriptAnswer last_answer_;
};

/// Where a result goes is no matter of what a coroutine has observed.
inline void digest(sim::Account&, V8Script* const&) {}

}  // namespace stalemate::model
