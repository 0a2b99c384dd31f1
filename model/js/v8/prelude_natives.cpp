// What the prelude calls: timers, chance, the console, and what travels with continuations.

#include <algorithm>
#include <bit>
#include <cmath>

#include "model/js/v8/forward.h"
#include "model/world_event.h"

namespace stalemate::model {

void V8Script::get_continuation(const Arguments& arguments) {
  const v8::Local<v8::Value> pair = engine_.continuation();
  v8::Local<v8::Value> own;
  if (!pair.IsEmpty() && pair->IsArray() &&
      pair.As<v8::Array>()->Get(engine_.context(), 1).ToLocal(&own)) {
    arguments.GetReturnValue().Set(own);
  }
}

/// Gives the one before.
void V8Script::set_continuation(const Arguments& arguments) {
  get_continuation(arguments);
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
  return kernel_->gate().choose({random_number_label, request}, sim::ChoiceKind::order,
                                {names, std::min<std::size_t>(count, std::size(names))});
}

/// Calm numbers go over all of [0, 1), evenly; what the gate draws moves them by eighths.
void V8Script::random(const Arguments& arguments) {
  ++random_words_;
  const double number = std::fmod(random_words_ * 0.6180339887498949 + drawn(8) / 8.0, 1.0);
  see(Seen::random_number, std::bit_cast<std::uint64_t>(number));
  arguments.GetReturnValue().Set(number);
}

void V8Script::random_word(const Arguments& arguments) {
  ++random_words_;
  std::uint32_t word = random_words_ * 0x9e3779b9U + drawn(8) * 0x85ebca6bU;
  word ^= word >> 15U;
  word *= 0x2c1b3c6dU;
  word ^= word >> 13U;
  see(Seen::random_number, word);
  arguments.GetReturnValue().Set(word);
}

/// setTimer(callback, ms[, id]): with the number of a timer, that one goes off once more.
void V8Script::set_timer(const Arguments& arguments) {
  if (arguments.Length() == 0 || !arguments[0]->IsFunction()) return;
  double ms = arguments.Length() > 1 && arguments[1]->IsNumber()
                  ? arguments[1].As<v8::Number>()->Value()
                  : 0;
  if (!std::isfinite(ms) || ms < 0) ms = 0;
  v8::Isolate* const isolate = engine_.isolate();
  std::uint32_t id = 0;
  if (Timer* const again = timer_argument(arguments, 2)) {
    id = static_cast<std::uint32_t>(again - timers_.data());
  } else {
    id = static_cast<std::uint32_t>(timers_.size());
    timers_.emplace_back();
  }
  timers_[id].callback.Reset(isolate, arguments[0].As<v8::Function>());
  timers_[id].continuation.Reset(isolate, engine_.continuation());
  see(Seen::timer_number, id);
  arguments.GetReturnValue().Set(id + 1);
  if (seeding_) return seeding_->timers.push_back({seeding_->clock_ms + ms, id});
  const auto delay_us = static_cast<Microseconds>(std::min(ms, 1e12) * 1000);
  act([this, id, delay_us](Host& host) {
    forward_timer(host, host.kernel().sleep(delay_us, keeps_time), this, id);
  });
}

/// The timer whose number that argument is, or nullptr.
V8Script::Timer* V8Script::timer_argument(const Arguments& arguments, int index) {
  if (arguments.Length() <= index || !arguments[index]->IsUint32()) return nullptr;
  const std::uint32_t id = arguments[index].As<v8::Uint32>()->Value();
  return id >= 1 && id <= timers_.size() ? &timers_[id - 1] : nullptr;
}

void V8Script::clear_timer(const Arguments& arguments) {
  if (Timer* const timer = timer_argument(arguments, 0)) timer->cleared = true;
}

void V8Script::enqueue_microtask(const Arguments& arguments) {
  if (arguments.Length() == 0 || !arguments[0]->IsFunction()) return;
  engine_.enqueue_microtask(arguments[0].As<v8::Function>());
}

void V8Script::log(const Arguments& arguments) {
  const std::string level = text_argument(arguments, 0);
  const std::uint32_t request = request_of_code();
  const std::string text = text_argument(arguments, 1);
  if (level != "refusal") return say(request, "console." + level + ": " + engine_.translated(text));
  // One is enough: a handler that goes on without may ask for it in each request.
  if (!remarks_.refusal.empty()) return;
  const std::string place = engine_.place_of_code();
  remarks_.refusal = engine_.in_one_line(text) + (place.empty() ? "" : " (" + place + ")");
  say(request, remarks_.refusal);
}

void V8Script::now(const Arguments& arguments) { arguments.GetReturnValue().Set(now_ms()); }

/// The text of the bytes of a typed array, a DataView or an ArrayBuffer; undefined where one of
/// them is not ASCII.
void V8Script::text_of_ascii(const Arguments& arguments) {
  if (arguments.Length() == 0) return;
  std::string copied;
  std::string_view bytes;
  if (arguments[0]->IsArrayBufferView()) {
    const auto view = arguments[0].As<v8::ArrayBufferView>();
    copied.resize(view->ByteLength());
    copied.resize(view->CopyContents(copied.data(), copied.size()));
    bytes = copied;
  } else if (arguments[0]->IsArrayBuffer()) {
    const auto store = arguments[0].As<v8::ArrayBuffer>()->GetBackingStore();
    bytes = {static_cast<const char*>(store->Data()), store->ByteLength()};
  } else {
    return;
  }
  if (is_ascii(bytes)) arguments.GetReturnValue().Set(engine_.string(bytes));
}

/// The buffer has no bytes any more.
void V8Script::detach(const Arguments& arguments) {
  if (arguments.Length() == 0 || !arguments[0]->IsArrayBuffer()) return;
  const auto buffer = arguments[0].As<v8::ArrayBuffer>();
  if (buffer->IsDetachable()) buffer->Detach();
}

}  // namespace stalemate::model
