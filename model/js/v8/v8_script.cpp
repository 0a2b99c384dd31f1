#include "model/js/v8/v8_script.h"

#include <algorithm>
#include <utility>

#include "model/describe.h"
#include "model/js/tokens.h"
#include "model/js/v8/forward.h"
#include "sim/task.h"

namespace stalemate::model {

using sim::Done;
using sim::OwnerId;
using sim::Promise;

V8Script::V8Script(const Program& program)
    : program_text_(&program), engine_(*this, SourceMap(program.source_map)) {
  const ScriptEngine::Entry entry(engine_);
  if (!load()) load_failure_ = engine_.failure();
  engine_.forget_failure();
}

V8Script::~V8Script() {
  begin_run();
  ScriptEngine::Entry entry(engine_);
  natives_.Reset();
  bridge_natives_.Reset();
  host_functions_.Reset();
  program_.Reset();
  run_.Reset();
  watch_.Reset();
  rendered_.Reset();
  equip_.Reset();
  code_key_.Reset();
}

void V8Script::begin_run() {
  const ScriptEngine::Entry entry(engine_);
  engine_.begin_run();
  responses_.clear();
  watched_.clear();
  modules_.clear();
  waiting_.clear();
  free_waiting_.clear();
  listings_.clear();
  histories_.begin_run();
  timers_.clear();
  deferred_.clear();
  lines_.clear();
  remarks_ = {};
  random_words_ = 0;
  last_answer_ = {};
  texts_.forget_run();
  keys_.forget_run();
  engine_.take_unhandled_rejections();
  engine_.forget_failure();
  engine_.globals().hide();
  host_ = nullptr;
  kernel_ = nullptr;
}

/// What the program reads from the clock.
double V8Script::now_ms() {
  const double now = clock_ms();
  see(Seen::instant, static_cast<std::uint64_t>(now));
  return now;
}

double V8Script::clock_ms() const {
  // No request, no time: so it is where Workers are deployed, while `wrangler dev` gives the time
  // of the machine (github.com/cloudflare/workerd/issues/6839).
  if (in_global_scope_) return 0;
  if (seeding_) return static_cast<double>(seeding_->now_ms);
  if (kernel_ == nullptr) return static_cast<double>(epoch_ms);
  return static_cast<double>(wall_clock_ms(kernel_->now_us()));
}

/// The code that runs has seen something.
void V8Script::see(Seen what, std::uint64_t value) {
  if (seeding_ || host_ == nullptr || host_->isolate.realm == 0) return;
  histories_.see(host_->isolate.realm, what, value);
}

std::uint64_t V8Script::content(std::uint16_t text) const {
  if (text == 0) return 0;
  const StoredText& stored = texts_.at(text);
  const std::uint64_t hash = hash_of_text(stored.value);
  return stored.metadata ? sim::mix(hash, hash_of_text(*stored.metadata)) : hash;
}

void V8Script::say(std::uint32_t request, std::string_view text) {
  constexpr std::size_t shown = 100;
  if (lines_.size() == shown) return;
  constexpr std::size_t longest = 4000;
  lines_.push_back({kernel_ != nullptr ? kernel_->now_us() : 0, request, shortened(text, longest)});
}

/// Nobody in the program has caught it.
void V8Script::say_error(std::uint32_t request, const std::string& where,
                         v8::Local<v8::Value> error) {
  const std::string text = engine_.describe(error);
  say(request, where + ": " + text);
  if (seeding_ || !remarks_.error.empty()) return;
  const bool own = rejection_of(error).code == rejection(Error::handler_threw).code;
  // What is not simulated has been told of already.
  const bool refused = !remarks_.refusal.empty() && text.find("not simulated") != std::string::npos;
  if (own && !refused) remarks_.error = text;
}

// --- requests

v8::MaybeLocal<v8::Value> V8Script::new_module() {
  v8::Isolate* const isolate = engine_.isolate();
  const v8::Local<v8::Object> globals = engine_.globals().make(engine_.context());
  if (!equip_.IsEmpty() && engine_.call(equip_.Get(isolate), {globals}).IsEmpty()) return {};
  v8::Local<v8::Value> module;
  in_global_scope_ = true;
  const bool made = engine_.call(program_.Get(isolate), {globals, host_functions_.Get(isolate)})
                        .ToLocal(&module) &&
                    (!module->IsObject() || finish_loading(module.As<v8::Object>()));
  in_global_scope_ = false;
  return made ? module : v8::MaybeLocal<v8::Value>();
}

/// A bundle with awaits outside of functions has a promise of its end. As on Workers that comes
/// before the first request: nothing that takes time can be awaited there.
bool V8Script::finish_loading(v8::Local<v8::Object> module) {
  v8::Local<v8::Value> loading;
  if (!module->Get(engine_.context(), engine_.string("loading")).ToLocal(&loading)) return false;
  engine_.run_microtasks();
  if (!engine_.failure().empty()) return false;
  if (!loading->IsPromise() || loading.As<v8::Promise>()->State() != v8::Promise::kPending) {
    return true;
  }
  engine_.fail(
      "its module never finished loading: an await outside of functions waits for a promise that "
      "nothing settles");
  return false;
}

v8::MaybeLocal<v8::Value> V8Script::module_of(Host& host) {
  std::uint32_t& realm = host.isolate.realm;
  v8::Isolate* const isolate = engine_.isolate();
  if (realm != 0) return modules_[realm - 1].made.Get(isolate);
  v8::Local<v8::Value> module;
  realm = static_cast<std::uint32_t>(modules_.size() + 1);
  modules_.emplace_back();
  histories_.see(realm, Seen::start);
  const bool made = new_module().ToLocal(&module);
  modules_.back().globals.Reset(isolate, engine_.globals().shown());
  if (!made) return {};
  modules_.back().made.Reset(isolate, module.As<v8::Object>());
  return module;
}

void V8Script::enter(Host& host) {
  host_ = &host;
  kernel_ = &host.kernel();
  const std::uint32_t realm = host.isolate.realm;
  if (realm != 0) engine_.globals().show(modules_[realm - 1].globals.Get(engine_.isolate()));
}

/// The end of a macro-step as far as the program's code goes.
void V8Script::finish(Host& host) {
  engine_.run_microtasks();
  for (const v8::Local<v8::Value> reason : engine_.take_unhandled_rejections()) {
    const sim::Rejection rejection = rejection_of(reason);
    host.chance().record(EventKind::unhandled_rejection, 0, rejection.code);
    say_error(0, "unhandled rejection", reason);
  }
  engine_.set_continuation(v8::Undefined(engine_.isolate()));
}

Promise<Response> V8Script::handle(Host& host, const Arrival& request) {
  const Promise<Response> response = host.kernel().pending<Response>();
  if (!failure().empty()) return response;
  const ScriptEngine::Entry entry(engine_);
  enter(host);
  v8::Isolate* const isolate = engine_.isolate();
  engine_.set_continuation(continuation_of(host.kernel().current_owner(), v8::Undefined(isolate)));
  v8::Local<v8::Value> module;
  if (!module_of(host).ToLocal(&module)) return response;
  responses_.push_back(response);
  const bool visible = host.execution_context_visible();
  see(Seen::request, static_cast<std::uint64_t>(request.kind) << 8 |
                         static_cast<std::uint64_t>(request.artifact) << 1 | (visible ? 1U : 0U));
  const bool invalidates = request.kind == ArrivalKind::revalidate_tag;
  engine_.call(run_.Get(isolate),
               {module, engine_.string(invalidates ? "revalidate-tag" : "request"),
                engine_.string(name(request.artifact)), v8::Boolean::New(isolate, visible),
                v8::Number::New(isolate, static_cast<double>(responses_.size() - 1))});
  finish(host);
  return response;
}

// --- from the world into JavaScript

namespace {

Promise<> pass_read(Host& host, Promise<KvRead> read, V8Script* script, Waiting waiting) {
  const sim::Outcome<KvRead> outcome = co_await attempt(read);
  script->settle_read(host, waiting, outcome);
  co_return Done{};
}

Promise<> pass_done(Host& host, Promise<> done, V8Script* script, Waiting waiting) {
  const sim::Outcome<Done> outcome = co_await attempt(done);
  script->settle_done(host, waiting, outcome);
  co_return Done{};
}

Promise<> pass_render(Host& host, Promise<Rendered> render, V8Script* script, Waiting waiting) {
  const sim::Outcome<Rendered> outcome = co_await attempt(render);
  script->settle_render(host, waiting, outcome);
  co_return Done{};
}

Promise<> pass_timer(Host& host, Promise<> time, V8Script* script, std::uint32_t timer) {
  co_await time;
  script->fire_timer(host, timer);
  co_return Done{};
}

}  // namespace

void forward(Host& host, const Promise<KvRead>& read, V8Script* script, Waiting waiting) {
  pass_read(host, read, script, waiting);
}
void forward(Host& host, const Promise<>& done, V8Script* script, Waiting waiting) {
  pass_done(host, done, script, waiting);
}
void forward(Host& host, const Promise<Rendered>& render, V8Script* script, Waiting waiting) {
  pass_render(host, render, script, waiting);
}
void forward_timer(Host& host, const Promise<>& time, V8Script* script, std::uint32_t timer) {
  pass_timer(host, time, script, timer);
}

Waiting V8Script::wait(v8::Local<v8::Promise::Resolver> resolver, const char* what) {
  Waiting waiting;
  Awaited awaited;
  awaited.promise.Reset(engine_.isolate(), resolver);
  awaited.what = what;
  const bool runs = !seeding_ && host_ != nullptr && host_->isolate.realm != 0;
  if (runs) {
    awaited.realm = host_->isolate.realm;
    awaited.owner = owner_of_code();
    awaited.request = request_of(awaited.owner);
    waiting.of_realm = histories_.next_wait(awaited.realm);
  }
  if (free_waiting_.empty()) {
    waiting.place = static_cast<std::uint32_t>(waiting_.size());
    waiting_.push_back(std::move(awaited));
    return waiting;
  }
  waiting.place = free_waiting_.back();
  free_waiting_.pop_back();
  waiting_[waiting.place] = std::move(awaited);
  return waiting;
}

v8::Local<v8::Promise::Resolver> V8Script::take_waiting(Waiting waiting) {
  const auto resolver = waiting_[waiting.place].promise.Get(engine_.isolate());
  waiting_[waiting.place].promise.Reset();
  free_waiting_.push_back(waiting.place);
  return resolver;
}

/// Settles what waits, and lets the program go on.
template <class T, class Tell>
void V8Script::settle(Host& host, Waiting waiting, const sim::Outcome<T>& outcome, Tell tell) {
  if (!failure().empty()) return;
  const ScriptEngine::Entry entry(engine_);
  enter(host);
  const auto resolver = take_waiting(waiting);
  see(outcome.failed() ? Seen::rejection : Seen::answer, waiting.of_realm);
  if (outcome.failed()) {
    see(Seen::rejection, outcome.rejection.code);
    resolver->Reject(engine_.context(), error_of(outcome.rejection)).Check();
  } else {
    resolver->Resolve(engine_.context(), tell(outcome.value)).Check();
  }
  finish(host);
}

void V8Script::settle_read(Host& host, Waiting waiting, const sim::Outcome<KvRead>& outcome) {
  const auto listing = listings_.extract(waiting.place);
  settle(host, waiting, outcome, [&](const KvRead& read) -> v8::Local<v8::Value> {
    if (listing) return list_page(host, listing.mapped(), read.value.last_modified_ms);
    v8::Isolate* const isolate = engine_.isolate();
    see(Seen::answer, read.found == 0 ? 0 : content(read.value.text));
    if (read.found == 0 || read.value.text == 0) return v8::Null(isolate);
    return shown_text(texts_.at(read.value.text));
  });
}

/// [text, metadata or null]
v8::Local<v8::Value> V8Script::shown_text(const StoredText& text) {
  v8::Isolate* const isolate = engine_.isolate();
  std::array<v8::Local<v8::Value>, 2> pair{engine_.string(text.value), v8::Null(isolate)};
  if (text.metadata) pair[1] = engine_.string(*text.metadata);
  return v8::Array::New(isolate, pair.data(), pair.size());
}

void V8Script::settle_done(Host& host, Waiting waiting, const sim::Outcome<Done>& outcome) {
  settle(host, waiting, outcome, [this](const Done&) { return v8::Undefined(engine_.isolate()); });
}

void V8Script::settle_render(Host& host, Waiting waiting, const sim::Outcome<Rendered>& outcome) {
  settle(host, waiting, outcome, [this](const Rendered& rendered) {
    see(Seen::answer, hash_of_text(token_of(rendered.generation)));
    see(Seen::answer, static_cast<std::uint64_t>(rendered.revalidate_ms));
    return rendered_object(rendered.generation, rendered.revalidate_ms);
  });
}

/// What host.render() gives.
v8::Local<v8::Value> V8Script::rendered_object(const RenderId& generation,
                                               std::int64_t revalidate_ms) {
  v8::Isolate* const isolate = engine_.isolate();
  const double seconds = static_cast<double>(revalidate_ms) / 1000;
  const bool reads = config_->page.reads_search_params && !seeding_;
  return engine_
      .call(rendered_.Get(isolate),
            {engine_.string(token_of(generation)), v8::Number::New(isolate, seconds),
             v8::Boolean::New(isolate, reads)})
      .FromMaybe(v8::Undefined(isolate).As<v8::Value>());  // code is stopped just now
}

void V8Script::fire_timer(Host& host, std::uint32_t timer) {
  if (!failure().empty() || timers_[timer].cleared) return;
  const ScriptEngine::Entry entry(engine_);
  enter(host);
  v8::Isolate* const isolate = engine_.isolate();
  see(Seen::timer, timer);
  engine_.set_continuation(timers_[timer].continuation.Get(isolate));
  const v8::Local<v8::Function> callback = timers_[timer].callback.Get(isolate);
  timers_[timer].callback.Reset();
  v8::TryCatch caught(isolate);
  if (callback->Call(engine_.context(), v8::Undefined(isolate), 0, nullptr).IsEmpty() &&
      !caught.HasTerminated()) {
    say_error(host.request(), "uncaught in a timer", caught.Exception());
  }
  finish(host);
}

// --- errors

v8::Local<v8::Value> V8Script::error_of(sim::Rejection rejection) {
  const std::string text = message(static_cast<Error>(rejection.code), *config_);
  const v8::Local<v8::Value> error = v8::Exception::Error(engine_.string(text));
  error.As<v8::Object>()
      ->SetPrivate(engine_.context(), code_key_.Get(engine_.isolate()),
                   v8::Integer::NewFromUnsigned(engine_.isolate(), rejection.code))
      .Check();
  return error;
}

/// Which of the world's errors it is; the program's own are all one.
sim::Rejection V8Script::rejection_of(v8::Local<v8::Value> reason) {
  v8::Local<v8::Value> code;
  if (reason->IsObject() &&
      reason.As<v8::Object>()
          ->GetPrivate(engine_.context(), code_key_.Get(engine_.isolate()))
          .ToLocal(&code) &&
      code->IsUint32()) {
    return sim::Rejection{code.As<v8::Uint32>()->Value()};
  }
  return rejection(Error::handler_threw);
}

}  // namespace stalemate::model
