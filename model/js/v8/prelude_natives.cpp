// What the prelude calls: timers, chance, the console, and what travels with continuations.

#include <algorithm>
#include <cmath>

#include "model/js/v8/forward.h"

namespace stalemate::model {

void V8Script::get_continuation(const Arguments& arguments) {
  const v8::Local<v8::Value> pair = engine_.continuation();
  v8::Local<v8::Value> own;
  if (!pair.IsEmpty() && pair->IsArray() &&
      pair.As<v8::Array>()->Get(engine_.context(), 1).ToLocal(&own)) {
    arguments.GetReturnValue().Set(own);
  }
}

void V8Script::set_continuation(const Arguments& arguments) {
  v8::Local<v8::Value> own =
      arguments.Length() > 0 ? arguments[0] : v8::Undefined(engine_.isolate()).As<v8::Value>();
  const sim::OwnerId owner = kernel_ != nullptr && !seeding_ ? owner_of_code() : sim::nobody;
  engine_.set_continuation(continuation_of(owner, own));
}

/// Numbers from the gate. The first alternative is calm, and all of them differ from call to call.
std::uint32_t V8Script::drawn(std::uint32_t count) {
  static constexpr sim::Name names[] = {{"a"}, {"b"}, {"c"}, {"d"}, {"e"}, {"f"}, {"g"}, {"h"}};
  if (kernel_ == nullptr || seeding_) return 0;
  const sim::OwnerId owner = kernel_->current_owner();
  const std::uint32_t request = owner == sim::nobody ? 0 : kernel_->label(owner);
  return kernel_->gate().choose({"a random number of request", request}, sim::ChoiceKind::order,
                                {names, std::min<std::size_t>(count, std::size(names))});
}

void V8Script::random(const Arguments& arguments) {
  ++random_words_;
  const double within = std::fmod(random_words_ * 0.6180339887498949, 1.0);
  arguments.GetReturnValue().Set((drawn(8) + within) / 8);
}

void V8Script::random_word(const Arguments& arguments) {
  ++random_words_;
  std::uint32_t word = random_words_ * 0x9e3779b9U + drawn(8) * 0x85ebca6bU;
  word ^= word >> 15U;
  word *= 0x2c1b3c6dU;
  word ^= word >> 13U;
  arguments.GetReturnValue().Set(word);
}

void V8Script::set_timer(const Arguments& arguments) {
  if (arguments.Length() == 0 || !arguments[0]->IsFunction()) return;
  double ms = arguments.Length() > 1 && arguments[1]->IsNumber()
                  ? arguments[1].As<v8::Number>()->Value()
                  : 0;
  if (!std::isfinite(ms) || ms < 0) ms = 0;
  const v8::Local<v8::Function> callback = arguments[0].As<v8::Function>();
  if (seeding_) return engine_.enqueue_microtask(callback);
  v8::Isolate* const isolate = engine_.isolate();
  const auto id = static_cast<std::uint32_t>(timers_.size());
  timers_.push_back({v8::Global<v8::Function>(isolate, callback),
                     v8::Global<v8::Value>(isolate, engine_.continuation()), false});
  const auto delay_us = static_cast<Microseconds>(std::min(ms, 1e12) * 1000);
  act([this, id, delay_us](Host& host) {
    forward_timer(host, host.kernel().sleep(delay_us), this, id);
  });
  arguments.GetReturnValue().Set(id + 1);
}

void V8Script::clear_timer(const Arguments& arguments) {
  if (arguments.Length() == 0 || !arguments[0]->IsNumber()) return;
  const double id = arguments[0].As<v8::Number>()->Value();
  if (id < 1 || id > static_cast<double>(timers_.size())) return;
  timers_[static_cast<std::size_t>(id) - 1].cleared = true;
}

void V8Script::enqueue_microtask(const Arguments& arguments) {
  if (arguments.Length() == 0 || !arguments[0]->IsFunction()) return;
  engine_.enqueue_microtask(arguments[0].As<v8::Function>());
}

void V8Script::log(const Arguments& arguments) {
  const std::string level = text_argument(arguments, 0);
  std::uint32_t request = 0;
  if (kernel_ != nullptr && !seeding_) {
    const sim::OwnerId owner = owner_of_code();
    if (owner != sim::nobody && kernel_->alive(owner)) request = kernel_->label(owner);
  }
  say(request, "console." + level + ": " + text_argument(arguments, 1));
}

void V8Script::now(const Arguments& arguments) { arguments.GetReturnValue().Set(now_ms()); }

}  // namespace stalemate::model
