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

/// What takes a request that it is done for. The words are workerd's
/// (src/workerd/io/io-context.c++).
template <V8Script::Native native>
void V8Script::call_in_request(const Arguments& arguments) {
  v8::Isolate* const isolate = arguments.GetIsolate();
  auto* const clock = static_cast<VirtualClock*>(isolate->GetData(clock_slot));
  const auto* const script = static_cast<V8Script*>(clock);
  if (!script->in_global_scope_) return call_native<native>(arguments);
  isolate->ThrowException(v8::Exception::Error(script->engine_.string(
      "Disallowed operation called within global scope. Asynchronous I/O (ex: fetch() or "
      "connect()), setting a timeout, and generating random values are not allowed within global "
      "scope. To fix this error, perform this operation within a handler.")));
}

void V8Script::install(v8::Local<v8::Object> object, const char* name,
                       v8::FunctionCallback callback) {
  const v8::Local<v8::Context> context = engine_.context();
  const v8::Local<v8::Function> function =
      v8::Function::New(context, callback, {}, 0, v8::ConstructorBehavior::kThrow).ToLocalChecked();
  object->Set(context, engine_.string(name), function).Check();
}

void V8Script::install_natives() {
  v8::Isolate* const isolate = engine_.isolate();
  const v8::Local<v8::Object> natives = v8::Object::New(isolate);
  install(natives, "getContinuation", call_native<&V8Script::get_continuation>);
  install(natives, "setContinuation", call_native<&V8Script::set_continuation>);
  install(natives, "random", call_native<&V8Script::random>);
  install(natives, "randomWord", call_in_request<&V8Script::random_word>);
  install(natives, "setTimer", call_in_request<&V8Script::set_timer>);
  install(natives, "clearTimer", call_native<&V8Script::clear_timer>);
  install(natives, "enqueueMicrotask", call_native<&V8Script::enqueue_microtask>);
  install(natives, "log", call_native<&V8Script::log>);
  install(natives, "nowMs", call_native<&V8Script::now>);
  install(natives, "textOfAscii", call_native<&V8Script::text_of_ascii>);
  install(natives, "detach", call_native<&V8Script::detach>);
  const v8::Local<v8::Object> bridge_natives = v8::Object::New(isolate);
  install(bridge_natives, "answered", call_native<&V8Script::answered>);
  install(bridge_natives, "failed", call_native<&V8Script::failed>);
  install(bridge_natives, "kept", call_native<&V8Script::kept>);
  const v8::Local<v8::Object> host = v8::Object::New(isolate);
  install(host, "kvGet", call_in_request<&V8Script::kv_get>);
  install(host, "kvPut", call_in_request<&V8Script::kv_put>);
  install(host, "kvDelete", call_in_request<&V8Script::kv_delete>);
  install(host, "kvList", call_in_request<&V8Script::kv_list>);
  install(host, "waitUntil", call_in_request<&V8Script::wait_until>);
  install(host, "render", call_in_request<&V8Script::render>);
  install(host, "bodyRead", call_in_request<&V8Script::body_read>);
  install(host, "note", call_native<&V8Script::note>);
  install(host, "caught", call_native<&V8Script::caught>);
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
  page["invalidated"] = std::ranges::any_of(config.workload, [](const Arrival& arrival) {
    return arrival.kind == ArrivalKind::revalidate_tag;
  });
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
  v8::Local<v8::Value> world;
  if (!engine_.evaluate(bridge_code, "stalemate:bridge").ToLocal(&maker)) return false;
  // As an expression: V8 10.2 makes wide strings of the short ones that JSON.parse() meets first,
  // and wide is then all that is made of them, keys of the store too.
  if (!engine_.evaluate("(" + world_of(*config_) + ")", "stalemate:world").ToLocal(&world)) {
    return false;
  }
  if (!engine_.call(maker.As<v8::Function>(), {bridge_natives_.Get(isolate), world})
           .ToLocal(&made)) {
    return false;
  }
  const auto function = [&](const char* name) {
    return made.As<v8::Object>()
        ->Get(context, engine_.string(name))
        .ToLocalChecked()
        .As<v8::Function>();
  };
  run_.Reset(isolate, function("run"));
  watch_.Reset(isolate, function("watch"));
  rendered_.Reset(isolate, function("rendered"));
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
    const v8::Local<v8::Object> natives = natives_.Get(engine_.isolate());
    if (engine_.call(function.As<v8::Function>(), {natives}).IsEmpty()) return false;
    v8::Local<v8::Value> equip;
    if (natives->Get(engine_.context(), engine_.string("equip")).ToLocal(&equip) &&
        equip->IsFunction()) {
      equip_.Reset(engine_.isolate(), equip.As<v8::Function>());
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

}  // namespace stalemate::model
