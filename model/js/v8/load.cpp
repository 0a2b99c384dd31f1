// Loading a program: its prelude, the functions that it is given, and what it would have stored
// before the run.

#include <algorithm>

#include <nlohmann/json.hpp>

#include "model/js/tokens.h"
#include "model/js/v8/bridge.h"
#include "model/js/v8/v8_script.h"

namespace stalemate::model {

template <V8Script::Native native>
void V8Script::call_native(const Arguments& arguments) {
  auto* const clock = static_cast<VirtualClock*>(arguments.GetIsolate()->GetData(clock_slot));
  (static_cast<V8Script*>(clock)->*native)(arguments);
}

template <V8Script::Native native>
void V8Script::install(v8::Local<v8::Object> object, const char* name) {
  const v8::Local<v8::Context> context = engine_.context();
  const v8::Local<v8::Function> function =
      v8::Function::New(context, call_native<native>, {}, 0, v8::ConstructorBehavior::kThrow)
          .ToLocalChecked();
  object->Set(context, engine_.string(name), function).Check();
}

void V8Script::install_natives() {
  v8::Isolate* const isolate = engine_.isolate();
  const v8::Local<v8::Object> natives = v8::Object::New(isolate);
  install<&V8Script::get_continuation>(natives, "getContinuation");
  install<&V8Script::set_continuation>(natives, "setContinuation");
  install<&V8Script::random>(natives, "random");
  install<&V8Script::random_word>(natives, "randomWord");
  install<&V8Script::set_timer>(natives, "setTimer");
  install<&V8Script::clear_timer>(natives, "clearTimer");
  install<&V8Script::enqueue_microtask>(natives, "enqueueMicrotask");
  install<&V8Script::log>(natives, "log");
  install<&V8Script::now>(natives, "nowMs");
  const v8::Local<v8::Object> bridge_natives = v8::Object::New(isolate);
  install<&V8Script::answered>(bridge_natives, "answered");
  install<&V8Script::failed>(bridge_natives, "failed");
  install<&V8Script::kept>(bridge_natives, "kept");
  const v8::Local<v8::Object> host = v8::Object::New(isolate);
  install<&V8Script::kv_get>(host, "kvGet");
  install<&V8Script::kv_put>(host, "kvPut");
  install<&V8Script::kv_delete>(host, "kvDelete");
  install<&V8Script::kv_list>(host, "kvList");
  install<&V8Script::wait_until>(host, "waitUntil");
  install<&V8Script::render>(host, "render");
  install<&V8Script::body_read>(host, "bodyRead");
  install<&V8Script::note>(host, "note");
  natives_.Reset(isolate, natives);
  bridge_natives_.Reset(isolate, bridge_natives);
  host_functions_.Reset(isolate, host);
  code_key_.Reset(isolate, v8::Private::New(isolate));
  const v8::Local<v8::Context> context = engine_.context();
  const v8::Local<v8::Symbol> symbol = v8::Symbol::For(isolate, engine_.string("stalemate.native"));
  context->Global()->Set(context, symbol, natives).Check();
}

namespace {

/// What each request is told of the world.
std::string world_of(const WorldConfig& config) {
  const HandlerConfig& handler = config.handler;
  nlohmann::json page = {{"path", page_path},
                         {"revalidate", static_cast<double>(config.page.revalidate_ms) / 1000},
                         {"expire", nullptr},
                         {"tags", nlohmann::json::array()}};
  if (config.page.expire_ms) page["expire"] = static_cast<double>(*config.page.expire_ms) / 1000;
  for (std::uint32_t tag = 0; tag < config.page.tags; ++tag) {
    page["tags"].push_back(tag_name(tag));
  }
  const nlohmann::json switches = {
      {"putRegistered", handler.put_registered},
      {"regenerationRegistered", handler.regeneration_registered},
      {"missStoredBehindResponse", handler.miss_stored_behind_response},
      {"handlerPerRequest", handler.handler_per_request}};
  return nlohmann::json{{"router", name(handler.router)}, {"page", page}, {"switches", switches}}
      .dump();
}

}  // namespace

bool V8Script::make_bridge() {
  v8::Isolate* const isolate = engine_.isolate();
  const v8::Local<v8::Context> context = engine_.context();
  v8::Local<v8::Value> maker;
  v8::Local<v8::Value> made;
  if (!engine_.evaluate(bridge_code, "stalemate:bridge").ToLocal(&maker)) return false;
  if (!engine_
           .call(maker.As<v8::Function>(),
                 {bridge_natives_.Get(isolate), engine_.string(world_of(*config_))})
           .ToLocal(&made)) {
    return false;
  }
  const auto bridge = made.As<v8::Object>();
  run_.Reset(isolate,
             bridge->Get(context, engine_.string("run")).ToLocalChecked().As<v8::Function>());
  watch_.Reset(isolate,
               bridge->Get(context, engine_.string("watch")).ToLocalChecked().As<v8::Function>());
  return true;
}

bool V8Script::make_program() {
  v8::Local<v8::Value> program;
  if (!engine_.evaluate(program_text_->code, program_script).ToLocal(&program)) {
    return false;
  }
  if (!program->IsFunction()) {
    engine_.fail("the bundle is no function");
    return false;
  }
  program_.Reset(engine_.isolate(), program.As<v8::Function>());
  return true;
}

bool V8Script::load() {
  install_natives();
  const std::string& prelude = program_text_->prelude;
  if (!prelude.empty()) {
    v8::Local<v8::Value> function;
    if (!engine_.evaluate(prelude, "stalemate:prelude").ToLocal(&function)) return false;
    if (!function->IsFunction()) {
      engine_.fail("the prelude is no function");
      return false;
    }
    if (engine_.call(function.As<v8::Function>(), {natives_.Get(engine_.isolate())}).IsEmpty()) {
      return false;
    }
  }
  return make_program();
}

void V8Script::serve(const WorldConfig& config) {
  begin_run();
  config_ = &config;
  texts_ = Texts();
  keys_ = Keys();
  initial_ = {};
  if (!load_failure_.empty()) return;
  const ScriptEngine::Entry entry(engine_);
  if (!make_bridge() || !seed()) load_failure_ = engine_.failure();
  engine_.forget_failure();
  texts_.keep();
  keys_.keep();
}

// --- what lay there before

/// The program answers a MISS at an earlier time, and what it stores then is taken down.
std::vector<V8Script::Seeding::Put> V8Script::puts_of_a_miss(Artifact artifact,
                                                             std::int64_t at_ms) {
  seeding_ = Seeding{};
  seeding_->now_ms = at_ms;
  seeding_->artifact = artifact;
  v8::Isolate* const isolate = engine_.isolate();
  engine_.set_continuation(v8::Undefined(isolate));
  v8::Local<v8::Value> module;
  if (new_module().ToLocal(&module)) {
    engine_.call(run_.Get(isolate),
                 {module, engine_.string("request"), engine_.string(name(artifact)),
                  v8::Boolean::New(isolate, true), v8::Number::New(isolate, 0)});
    engine_.run_microtasks();
    // More of them would never end: an interval.
    constexpr int timers_limit = 1000;
    for (int fired = 0; fired < timers_limit && fire_timer_while_seeding(); ++fired) {
      engine_.run_microtasks();
    }
  }
  for (const v8::Local<v8::Value> reason : engine_.take_unhandled_rejections()) {
    say(0, "unhandled rejection: " + engine_.describe(reason));
  }
  Seeding seeding = std::move(*seeding_);
  seeding_.reset();
  waiting_.clear();
  free_waiting_.clear();
  timers_.clear();
  return std::move(seeding.puts);
}

/// The one that is due first. @return false if there is none, or code has failed
bool V8Script::fire_timer_while_seeding() {
  std::vector<std::pair<double, std::uint32_t>>& due = seeding_->timers;
  if (due.empty() || !engine_.failure().empty()) return false;
  const auto first = std::ranges::min_element(due);
  const auto [at_ms, id] = *first;
  due.erase(first);
  seeding_->clock_ms = at_ms;
  if (timers_[id].cleared) return true;
  v8::Isolate* const isolate = engine_.isolate();
  engine_.set_continuation(timers_[id].continuation.Get(isolate));
  v8::TryCatch caught(isolate);
  const v8::Local<v8::Function> callback = timers_[id].callback.Get(isolate);
  if (callback->Call(engine_.context(), v8::Undefined(isolate), 0, nullptr).IsEmpty() &&
      !caught.HasTerminated()) {
    say(0, "uncaught in a timer: " + engine_.describe(caught.Exception()));
  }
  return true;
}

bool V8Script::seed() {
  for (const Artifact artifact : {Artifact::html, Artifact::rsc}) {
    const InitialEntry& entry = config_->page.initial[static_cast<std::size_t>(artifact)];
    if (entry.present && !seed(artifact, entry)) return false;
  }
  return true;
}

bool V8Script::seed(Artifact artifact, const InitialEntry& entry) {
  const std::int64_t revalidate_at_ms = epoch_ms - sim::to_milliseconds(entry.expired_for_us);
  const std::int64_t stored_ms = std::min(revalidate_at_ms - config_->page.revalidate_ms, epoch_ms);
  std::vector<Seeding::Put> puts = puts_of_a_miss(artifact, stored_ms);
  if (!engine_.failure().empty()) return false;
  bool names_page = false;
  for (Seeding::Put& put : puts) {
    const Key key = keys_.key_of(put.name, artifact);
    names_page = names_page || is_page_key(key);
    if (!keep_seeded(std::move(put), entry, key, stored_ms)) return false;
  }
  return names_page || complain_of_no_entry();
}

bool V8Script::complain_of_no_entry() {
  std::string why =
      "the scenario has the page stored before the run, but asked for it at that time "
      "the handler stored nothing under a key that names it";
  if (!lines_.empty()) why += "; it said " + engine_.in_one_line(lines_.back().text);
  engine_.fail(std::move(why));
  return false;
}

/// The models in C++ of vinext's handlers judge a page as long as its first entry lives, and let it
/// live; so do its packages, to be compared with them.
bool V8Script::keep_seeded(Seeding::Put put, const InitialEntry& entry, Key key,
                           std::int64_t stored_ms) {
  InitialPut kept{key, stored_value(key, put.text.value, stored_ms), std::nullopt};
  if (is_page_key(key) && entry.shape != EntryShape::valid) {
    std::string& text = put.text.value;
    text = entry.shape == EntryShape::corrupt_json ? text.substr(0, text.size() / 2)
                                                   : R"({"value":42})";
    kept.value.shape = static_cast<std::uint8_t>(entry.shape);
  }
  const auto number = texts_.number_of(std::move(put.text));
  if (!number) {
    engine_.fail("it stored more than 65,535 different values before the run");
    return false;
  }
  kept.value.text = *number;
  const bool lives_on = std::ranges::any_of(
      program_text_->packages, [](const auto& package) { return package.name == "vinext"; });
  if (put.ttl_ms > 0 && !lives_on) {
    kept.expires_at_us = (stored_ms + put.ttl_ms - epoch_ms) * 1000;
  }
  // Of several puts to one key the last stays; an entry of both artifacts is seeded once.
  std::erase_if(initial_, [key](const InitialPut& other) { return other.key == key; });
  if (!kept.expires_at_us || *kept.expires_at_us > 0) initial_.push_back(kept);
  return true;
}

void V8Script::settle_while_seeding(Waiting waiting, v8::Local<v8::Value> value) {
  take_waiting(waiting)->Resolve(engine_.context(), value).Check();
}

}  // namespace stalemate::model
