#include "model/js/v8/engine.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include <fmt/format.h>

namespace stalemate::model {

namespace {

/// Where an isolate keeps its engine.
constexpr unsigned engine_slot = clock_slot + 1;

constexpr const char* why_interrupted = "it was interrupted";

constexpr std::string_view frame_begin = "\n    at ";

/// Neither in the simulator, nor in what stands for a module of the platform.
bool is_users(std::string_view frame) {
  constexpr std::array<std::string_view, 5> others{simulators, "<anonymous>",
                                                   "node:", "partly:", "react:"};
  return frame.find(':') != std::string_view::npos &&
         std::ranges::none_of(others, [&](auto other) { return frame.starts_with(other); });
}

/// The first frame that is in a source of the user's or of a package.
std::string first_place(std::string_view frames) {
  std::size_t at = frames.find(frame_begin);
  while (at != std::string_view::npos) {
    const std::size_t end = std::min(frames.find('\n', at + 1), frames.size());
    std::string_view frame = frames.substr(at, end - at).substr(frame_begin.size());
    if (const std::size_t open = frame.rfind('('); open != std::string_view::npos) {
      frame = frame.substr(open + 1, frame.size() - open - 2);
    }
    if (is_users(frame)) return std::string(frame);
    at = frames.find(frame_begin, end);
  }
  return {};
}

}  // namespace

bool is_ascii(std::string_view text) {
  // Eight bytes at a time: what a schedule stores and reads goes through here.
  std::uint64_t bits = 0;
  while (text.size() >= sizeof(bits)) {
    std::uint64_t word = 0;
    std::memcpy(&word, text.data(), sizeof(word));
    bits |= word;
    text.remove_prefix(sizeof(word));
  }
  for (const char byte : text) bits |= static_cast<unsigned char>(byte);
  return (bits & 0x8080808080808080U) == 0;
}

std::string shortened(std::string_view text, std::size_t longest) {
  if (text.size() <= longest) return std::string(text);
  // Not in the midst of a character.
  while (longest > 0 && (static_cast<unsigned char>(text[longest]) & 0xc0U) == 0x80U) --longest;
  return std::string(text.substr(0, longest)) + "...";
}

ScriptEngine::ScriptEngine(VirtualClock& clock, SourceMap source_map)
    : buffers_([this] {
        // By the time that code can be stopped, an error may have left the place.
        stopped_at_ = place_of_code();
        isolate_->RequestInterrupt(stop_for_memory, this);
      }),
      source_map_(std::move(source_map)) {
  start_v8();
  v8::Isolate::CreateParams parameters;
  parameters.array_buffer_allocator = &buffers_;
  parameters.constraints.ConfigureDefaultsFromHeapSize(0, heap_bytes_limit);
  isolate_ = v8::Isolate::New(parameters);
  isolate_->SetData(clock_slot, &clock);
  isolate_->SetData(engine_slot, this);
  isolate_->SetMicrotasksPolicy(v8::MicrotasksPolicy::kExplicit);
  isolate_->SetPromiseRejectCallback(on_rejection);
  isolate_->AddNearHeapLimitCallback(on_heap_limit, this);
  const v8::Locker locker(isolate_);
  const v8::Isolate::Scope isolate_scope(isolate_);
  const v8::HandleScope handles(isolate_);
  microtasks_ = v8::MicrotaskQueue::New(isolate_, v8::MicrotasksPolicy::kExplicit);
  globals_ = std::make_unique<Globals>(isolate_);
  const v8::Local<v8::Context> context =
      v8::Context::New(isolate_, nullptr, globals_->shared(), {}, {}, microtasks_.get());
  // As on Workers; the program itself is compiled by other ways.
  context->AllowCodeGenerationFromStrings(false);
  context->SetErrorMessageForCodeGenerationFromStrings(
      string("Code generation from strings disallowed for this context"));
  context_.Reset(isolate_, context);
  watchdog_ = std::make_unique<Watchdog>(isolate_, [this] {
    stopped_at_ = place_of_code();
    return !stopped_at_.empty();
  });
}

ScriptEngine::~ScriptEngine() {
  watchdog_.reset();
  {
    const v8::Locker locker(isolate_);
    const v8::Isolate::Scope isolate_scope(isolate_);
    rejected_.clear();
    context_.Reset();
    globals_.reset();
    microtasks_.reset();
  }
  isolate_->Dispose();
}

v8::Local<v8::String> ScriptEngine::string(std::string_view text) const {
  const int length = static_cast<int>(text.size());
  if (is_ascii(text)) {
    const auto* const bytes =
        static_cast<const std::uint8_t*>(static_cast<const void*>(text.data()));
    return v8::String::NewFromOneByte(isolate_, bytes, v8::NewStringType::kNormal, length)
        .ToLocalChecked();
  }
  return v8::String::NewFromUtf8(isolate_, text.data(), v8::NewStringType::kNormal, length)
      .ToLocalChecked();
}

std::string ScriptEngine::text_of(v8::Local<v8::Value> value) const {
  if (value->IsString() && value.As<v8::String>()->IsOneByte()) {
    const auto string = value.As<v8::String>();
    std::string bytes(static_cast<std::size_t>(string->Length()), '\0');
    string->WriteOneByte(isolate_, static_cast<std::uint8_t*>(static_cast<void*>(bytes.data())), 0,
                         string->Length(), v8::String::NO_NULL_TERMINATION);
    if (is_ascii(bytes)) return bytes;
  }
  const v8::String::Utf8Value text(isolate_, value);
  return *text == nullptr ? std::string()
                          : std::string(*text, static_cast<std::size_t>(text.length()));
}

// --- running code

v8::MaybeLocal<v8::Value> ScriptEngine::evaluate(std::string_view code,
                                                 std::string_view script_name) {
  v8::TryCatch caught(isolate_);
  v8::ScriptOrigin origin(isolate_, string(script_name));
  v8::ScriptCompiler::Source source(string(code), origin);
  v8::Local<v8::Script> script;
  v8::Local<v8::Value> value;
  if (!v8::ScriptCompiler::Compile(context(), &source, v8::ScriptCompiler::kNoCompileOptions)
           .ToLocal(&script) ||
      !script->Run(context()).ToLocal(&value)) {
    note_exception(caught);
    return {};
  }
  return value;
}

v8::MaybeLocal<v8::Value> ScriptEngine::call(v8::Local<v8::Function> function,
                                             std::vector<v8::Local<v8::Value>> arguments) {
  v8::TryCatch caught(isolate_);
  v8::Local<v8::Value> value;
  if (!function
           ->Call(context(), v8::Undefined(isolate_), static_cast<int>(arguments.size()),
                  arguments.data())
           .ToLocal(&value)) {
    note_exception(caught);
    return {};
  }
  return value;
}

void ScriptEngine::run_microtasks() {
  if (!failure_.empty()) return;
  v8::TryCatch caught(isolate_);
  if (!watchdog_->is_wanted()) return fail(why_interrupted);
  microtasks_->PerformCheckpoint(isolate_);
  note_stop();
}

// --- what goes wrong

void ScriptEngine::fail(std::string why) {
  if (failure_.empty()) failure_ = std::move(why);
}

/// Code that was stopped has thrown nothing that anybody could catch.
void ScriptEngine::note_stop() {
  const std::string at = stopped_at_.empty() ? "" : fmt::format(" ({})", stopped_at_);
  if (const auto reason = watchdog_->take_stopped()) {
    if (*reason == Watchdog::Reason::not_wanted) fail(why_interrupted);
    const bool endless = *reason == Watchdog::Reason::no_end;
    fail(fmt::format("its code ran for {} s {}{}",
                     (endless ? Watchdog::patience_ms : Watchdog::patience_of_run_ms) / 1000,
                     endless ? "without coming to an end" : "in one schedule", at));
  }
  if (std::exchange(out_of_memory_, false)) {
    fail(fmt::format("it used more than {} MB of memory{}", heap_bytes_limit / (1024 * 1024), at));
  }
  stopped_at_.clear();
  if (!isolate_->IsExecutionTerminating() && failure_.empty()) return;
  isolate_->CancelTerminateExecution();
}

void ScriptEngine::note_exception(const v8::TryCatch& caught) {
  if (caught.HasTerminated()) {
    note_stop();
    return fail("its code was stopped");
  }
  std::string text = describe(caught.Exception());
  const v8::Local<v8::Message> message = caught.Message();
  // A SyntaxError has no stack of its own that leads to the place.
  if (!message.IsEmpty() && place_of(caught.Exception()).empty()) {
    const std::string place = source_map_.locate(
        static_cast<std::uint32_t>(message->GetLineNumber(context()).FromMaybe(0)),
        static_cast<std::uint32_t>(message->GetStartColumn(context()).FromMaybe(-1) + 1));
    if (is_users(place)) text += " (" + place + ")";
  }
  fail(std::move(text));
}

std::string ScriptEngine::describe(v8::Local<v8::Value> error) const {
  constexpr unsigned causes_told = 3;  // one may be its own
  std::string text = described_alone(error);
  for (unsigned told = 0; told < causes_told; ++told) {
    const v8::TryCatch ignored(isolate_);
    error = cause_of(error);
    if (error->IsNullOrUndefined()) break;
    text += "; because of " + described_alone(error);
  }
  return text;
}

std::string ScriptEngine::described_alone(v8::Local<v8::Value> error) const {
  const v8::TryCatch ignored(isolate_);
  if (!error->IsNativeError()) return in_one_line(shown(error));
  std::string head = text_of(error);
  if (head.empty()) head = "an error that cannot be shown";
  const std::string place = place_of(error);
  return in_one_line(head) + (place.empty() ? "" : " (" + place + ")");
}

v8::Local<v8::Value> ScriptEngine::property(v8::Local<v8::Value> of, std::string_view name) const {
  v8::Local<v8::Value> value = v8::Undefined(isolate_);
  if (of->IsObject() && of.As<v8::Object>()->Get(context(), string(name)).ToLocal(&value)) {
    return value;
  }
  return v8::Undefined(isolate_);
}

/// What an error gives as its cause, or the first of those that it holds.
v8::Local<v8::Value> ScriptEngine::cause_of(v8::Local<v8::Value> error) const {
  if (!error->IsNativeError()) return v8::Undefined(isolate_);
  const v8::Local<v8::Value> cause = property(error, "cause");
  return cause->IsNullOrUndefined() ? property(property(error, "errors"), "0") : cause;
}

/// Where it was made, if that can be told of it.
std::string ScriptEngine::place_of(v8::Local<v8::Value> error) const {
  const v8::TryCatch ignored(isolate_);
  if (!error->IsNativeError()) return {};
  const std::string frames = source_map_.translated(text_of(property(error, "stack")));
  return first_place(frames.substr(std::min(frames.find(frame_begin), frames.size())));
}

/// What was thrown, but is no error.
std::string ScriptEngine::shown(v8::Local<v8::Value> value) const {
  if (value->IsString()) return text_of(value);
  std::string text;
  v8::Local<v8::String> json;
  if (value->IsObject() && v8::JSON::Stringify(context(), value).ToLocal(&json)) {
    text = text_of(json);
  } else if (v8::Local<v8::String> detail; value->ToDetailString(context()).ToLocal(&detail)) {
    text = text_of(detail);
  }
  return (text.empty() ? "something that cannot be shown" : text) + ", which is no Error";
}

std::string ScriptEngine::in_one_line(std::string_view text) const {
  constexpr std::size_t longest = 500;
  const std::size_t stack = std::min(text.find(frame_begin), text.size());
  std::string line = shortened(text.substr(0, stack), longest);
  std::ranges::replace(line, '\n', ' ');
  std::ranges::replace(line, '\r', ' ');
  const std::string place = first_place(text.substr(stack));
  return place.empty() ? line : line + " (" + place + ")";
}

/// In the midst of a collection, where nothing can be asked of V8: code is stopped at its next
/// step.
std::size_t ScriptEngine::on_heap_limit(void* data, std::size_t current, std::size_t) {
  auto* const engine = static_cast<ScriptEngine*>(data);
  engine->out_of_memory_ = true;
  engine->isolate_->RequestInterrupt(stop_for_memory, engine);
  return current + heap_bytes_limit;  // room enough to unwind
}

void ScriptEngine::stop_for_memory(v8::Isolate* isolate, void* data) {
  auto* const engine = static_cast<ScriptEngine*>(data);
  if (engine->buffers_.has_refused()) engine->out_of_memory_ = true;
  engine->buffers_.forget_refusal();
  if (!engine->out_of_memory_) return;
  const std::string place = engine->place_of_code();
  if (!place.empty()) engine->stopped_at_ = place;
  isolate->TerminateExecution();
}

std::string ScriptEngine::place_of_code() const {
  constexpr int frames_limit = 50;
  const v8::HandleScope handles(isolate_);
  const v8::Local<v8::StackTrace> stack =
      v8::StackTrace::CurrentStackTrace(isolate_, frames_limit, v8::StackTrace::kOverview);
  std::string frames;
  for (int index = 0; index < stack->GetFrameCount(); ++index) {
    const v8::Local<v8::StackFrame> frame = stack->GetFrame(isolate_, index);
    frames += fmt::format("{}{}:{}:{}", frame_begin, text_of(frame->GetScriptName()),
                          frame->GetLineNumber(), frame->GetColumn());
  }
  return first_place(source_map_.translated(frames));
}

void ScriptEngine::on_rejection(v8::PromiseRejectMessage message) {
  v8::Isolate* const isolate = v8::Isolate::GetCurrent();
  auto* const engine = static_cast<ScriptEngine*>(isolate->GetData(engine_slot));
  const v8::Local<v8::Promise> promise = message.GetPromise();
  if (message.GetEvent() == v8::kPromiseRejectWithNoHandler) {
    engine->rejected_.push_back({v8::Global<v8::Promise>(isolate, promise),
                                 v8::Global<v8::Value>(isolate, message.GetValue())});
  } else if (message.GetEvent() == v8::kPromiseHandlerAddedAfterReject) {
    std::erase_if(engine->rejected_,
                  [&](const Rejected& rejected) { return rejected.promise == promise; });
  }
}

std::vector<v8::Local<v8::Value>> ScriptEngine::take_unhandled_rejections() {
  std::vector<v8::Local<v8::Value>> reasons;
  for (const Rejected& rejected : rejected_) reasons.push_back(rejected.reason.Get(isolate_));
  rejected_.clear();
  return reasons;
}

}  // namespace stalemate::model
