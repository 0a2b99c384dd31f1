// What a program calls: the store, waitUntil, the render, and how it answers.

#include <algorithm>
#include <cmath>

#include "model/js/tokens.h"
#include "model/js/v8/forward.h"
#include "model/world_event.h"

namespace stalemate::model {

using sim::OwnerId;
using sim::Promise;

// --- on whose behalf

v8::Local<v8::Value> V8Script::continuation_of(OwnerId owner, v8::Local<v8::Value> own) {
  const double number = owner.slot * 65536.0 + owner.serial;
  std::array<v8::Local<v8::Value>, 2> pair{v8::Number::New(engine_.isolate(), number), own};
  return v8::Array::New(engine_.isolate(), pair.data(), pair.size());
}

OwnerId V8Script::owner_of_code() const {
  const v8::Local<v8::Value> pair = engine_.continuation();
  v8::Local<v8::Value> number;
  if (!pair.IsEmpty() && pair->IsArray() &&
      pair.As<v8::Array>()->Get(engine_.context(), 0).ToLocal(&number) && number->IsNumber()) {
    const auto packed = static_cast<std::uint32_t>(number.As<v8::Number>()->Value());
    return {static_cast<std::uint16_t>(packed >> 16U), static_cast<std::uint16_t>(packed)};
  }
  return kernel_->current_owner();
}

/// 0: of none, or of a dead one.
std::uint32_t V8Script::request_of_code() const {
  return kernel_ == nullptr || seeding_ ? 0 : request_of(owner_of_code());
}

std::uint32_t V8Script::request_of(OwnerId owner) const {
  return owner != sim::nobody && kernel_->alive(owner) ? kernel_->label(owner) : 0;
}

void V8Script::act(std::function<void(Host&)> action) {
  const OwnerId owner = owner_of_code();
  if (!kernel_->alive(owner)) return;
  if (owner == kernel_->current_owner()) return action(*host_);
  deferred_.push_back({owner, std::move(action)});
  kernel_->begin_work(owner);
  kernel_->post(0, script_turn_event, owner, owner.slot);
}

void V8Script::run_deferred(Host& host) {
  const OwnerId owner = host.kernel().current_owner();
  const ScriptEngine::Entry entry(engine_);
  enter(host);
  see(Seen::turn, 0);
  const auto due = std::ranges::find(deferred_, owner, &Deferred::owner);
  SIM_ASSERT(due != deferred_.end());
  const std::function<void(Host&)> action = std::move(due->action);
  deferred_.erase(due);
  engine_.set_continuation(continuation_of(owner, v8::Undefined(engine_.isolate())));
  action(host);
  finish(host);
}

// --- arguments and results

Waiting V8Script::pending(const Arguments& arguments, const char* what) {
  const auto resolver = v8::Promise::Resolver::New(engine_.context()).ToLocalChecked();
  arguments.GetReturnValue().Set(resolver->GetPromise());
  return wait(resolver, what);
}

std::string V8Script::text_argument(const Arguments& arguments, int index) const {
  return arguments.Length() > index ? engine_.text_of(arguments[index]) : std::string();
}

Artifact V8Script::asked_for() const {
  return seeding_ ? seeding_->artifact : host_->asked_artifact();
}

// --- the store

void V8Script::kv_get(const Arguments& arguments) {
  const Waiting waiting = pending(arguments, "kv.get()");
  if (seeding_) {
    const EarlierStore::Put* const put = seeding_->store.find(text_argument(arguments, 0));
    return settle_while_seeding(waiting, put == nullptr
                                             ? v8::Null(engine_.isolate()).As<v8::Value>()
                                             : shown_text(put->text));
  }
  const Key key = keys_.key_of(text_argument(arguments, 0), asked_for());
  act([this, key, waiting](Host& host) { forward(host, host.kv_get(key), this, waiting); });
}

std::int64_t V8Script::ttl_argument(const Arguments& arguments, int index) {
  const double seconds = arguments.Length() > index && arguments[index]->IsNumber()
                             ? arguments[index].As<v8::Number>()->Value()
                             : 0;
  const bool possible = std::isfinite(seconds) && seconds > 0 && seconds < 1e12;
  return possible ? static_cast<std::int64_t>(seconds * 1000) : 0;
}

KvValue V8Script::stored_value(Key key, const std::string& text, std::int64_t at_ms) const {
  const bool marker = key >= first_tag_key && key < first_other_key;
  return marker ? marker_of(text, at_ms) : value_of(text, config_->page, at_ms);
}

void V8Script::kv_put(const Arguments& arguments) {
  const Waiting waiting = pending(arguments, "kv.put()");
  const std::string name = text_argument(arguments, 0);
  StoredText text{text_argument(arguments, 1), std::nullopt};
  if (arguments.Length() > 3 && arguments[3]->IsString())
    text.metadata = text_argument(arguments, 3);
  const std::int64_t ttl_ms = ttl_argument(arguments, 2);
  if (seeding_) {
    seeding_->store.put({name, std::move(text), ttl_ms});
    return settle_while_seeding(waiting, v8::Undefined(engine_.isolate()));
  }
  const Key key = keys_.key_of(name, asked_for());
  const auto now = static_cast<std::int64_t>(clock_ms());
  KvValue value = stored_value(key, text.value, now);
  const auto number = texts_.number_of(std::move(text));
  if (!number) return engine_.fail("it stored more than 65,535 different values in one run");
  value.text = *number;
  act([this, key, value, ttl_ms, waiting](Host& host) {
    forward(host, host.kv_put(key, value, ttl_ms), this, waiting);
  });
}

void V8Script::kv_delete(const Arguments& arguments) {
  const Waiting waiting = pending(arguments, "kv.delete()");
  if (seeding_) {
    seeding_->store.erase(text_argument(arguments, 0));
    return settle_while_seeding(waiting, v8::Undefined(engine_.isolate()));
  }
  const Key key = keys_.key_of(text_argument(arguments, 0), asked_for());
  act([this, key, waiting](Host& host) { forward(host, host.kv_delete(key), this, waiting); });
}

// --- the request

void V8Script::wait_until(const Arguments& arguments) {
  if (seeding_ || arguments.Length() == 0) return;
  // The promise may settle before its owner gets a turn: it is watched from now on.
  watched_.emplace_back();
  const std::size_t id = watched_.size() - 1;
  v8::Global<v8::Value> promise(engine_.isolate(), arguments[0]);
  act([this, id, held = std::make_shared<v8::Global<v8::Value>>(std::move(promise))](Host& host) {
    watched_[id] = host.kernel().pending<sim::Done>();
    host.wait_until(watched_[id]);
    v8::Isolate* const isolate = engine_.isolate();
    engine_.call(watch_.Get(isolate),
                 {held->Get(isolate), v8::Number::New(isolate, static_cast<double>(id))});
  });
}

void V8Script::kept(const Arguments& arguments) {
  const auto id = static_cast<std::size_t>(arguments[0].As<v8::Number>()->Value());
  const Promise<> promise = watched_[id];
  if (promise && kernel_->alive(promise.creator())) promise.fulfil(sim::Done{});
}

void V8Script::render(const Arguments& arguments) {
  const Waiting waiting = pending(arguments, "the render");
  if (seeding_) {
    seeding_->rendered = true;
    return settle_while_seeding(waiting, rendered_object({}, config_->page.revalidate_ms));
  }
  act([this, waiting](Host& host) {
    forward(host, host.render(host.asked()), this, waiting);
    // Which render it is shows in what it gives.
    see(Seen::renders, host.origin().renders);
  });
}

void V8Script::body_read(const Arguments& arguments) {
  const Waiting waiting = pending(arguments, "the reading of the body");
  if (seeding_) return settle_while_seeding(waiting, v8::Undefined(engine_.isolate()));
  act([this, waiting](Host& host) { forward(host, host.kernel().sleep(0), this, waiting); });
}

void V8Script::answered(const Arguments& arguments) {
  if (seeding_) return;
  const auto id = static_cast<std::size_t>(arguments[0].As<v8::Number>()->Value());
  Response response;
  const std::string served = text_argument(arguments, 1);
  if (const auto known = from_name<Served>(served)) response.served = *known;
  if (served == "none") response.served = Served::none;
  last_answer_ = {last_answer_.number + 1, response.served, std::nullopt};
  if (const auto generation = find_token_in_value(text_argument(arguments, 2))) {
    response.generation = *generation;
    last_answer_.render = generation->render;
  }
  act([this, id, response](Host&) { responses_[id].fulfil(response); });
}

void V8Script::failed(const Arguments& arguments) {
  if (seeding_) return engine_.fail(engine_.describe(arguments[1]));
  const auto id = static_cast<std::size_t>(arguments[0].As<v8::Number>()->Value());
  const sim::Rejection rejection = rejection_of(arguments[1]);
  act([this, id, rejection,
       error =
           std::make_shared<v8::Global<v8::Value>>(engine_.isolate(), arguments[1])](Host& host) {
    say_error(host.request(), "failed", error->Get(engine_.isolate()));
    responses_[id].reject(rejection);
  });
}

/// An error of the handler's, which the flow around it has caught.
void V8Script::caught(const Arguments& arguments) {
  if (arguments.Length() < 2) return;
  say_error(request_of_code(), text_argument(arguments, 0), arguments[1]);
}

/// Points of the request flow that show nowhere else.
void V8Script::note(const Arguments& arguments) {
  if (seeding_) return;
  const std::string what = text_argument(arguments, 0);
  const Key key = page_key_in(text_argument(arguments, 1), asked_for());
  act([what, key](Host& host) {
    PendingRegenerations& slots = host.isolate.pending_regenerations;
    if (what == "regeneration-started") {
      host.record(EventKind::regeneration_started, key);
      slots.set(key, host.kernel().pending<sim::Done>());
    } else if (what == "regeneration-leased") {
      host.record(EventKind::regeneration_started, key);
    } else if (what == "regeneration-deduplicated") {
      host.record(EventKind::regeneration_deduplicated, key);
    } else if (what == "regeneration-slot-freed") {
      slots.erase(key);
      host.record(EventKind::regeneration_slot_freed, key);
    } else if (what == "regeneration-failed") {
      host.record(EventKind::regeneration_failed);
    } else if (what == "store-skipped") {
      host.record(EventKind::store_skipped, key);
    }
  });
}

}  // namespace stalemate::model
