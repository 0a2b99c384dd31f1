// What a program hangs on its global object is its isolate's, by whatever name it does so.
//
// All simulated isolates share one global object of V8's. Each has an object of its own in front of
// it, which the program knows as globalThis, self and global. A name that V8's global object does
// not have (`foo` after `globalThis.foo = 1`, `foo = 1` in sloppy code) leads to that object.
//
// Invariants:
//  1. While the globals of an isolate are shown, no assignment in sloppy code reaches V8's object,
//     but for one to a name that it has.
//
// Cost: nothing for names that V8's object has; some 100 nanoseconds for others.
#pragma once

#include <array>

#include <v8.h>

namespace stalemate::model {

class Globals {
 public:
  /// Within the scopes of the isolate.
  explicit Globals(v8::Isolate* isolate);

  /// What V8's global object is made by; it must not outlive this.
  v8::Local<v8::ObjectTemplate> shared();
  /// A fresh isolate's; shown from now on.
  v8::Local<v8::Object> make(v8::Local<v8::Context> context);
  /// Code that runs from now on is of the isolate with these globals; empty: of none.
  void show(v8::Local<v8::Object> own) { shown_.Reset(isolate_, own); }
  v8::Local<v8::Object> shown() const { return shown_.Get(isolate_); }
  void hide() { shown_.Reset(); }

 private:
  /// The globals that are shown to the code that an interceptor is called by.
  template <class Told>
  static v8::Local<v8::Object> shown_to(const Told& told) {
    const auto* const globals =
        static_cast<Globals*>(told.Data().template As<v8::External>()->Value());
    return globals->shown_.Get(told.GetIsolate());
  }
  static void read(v8::Local<v8::Name> name, const v8::PropertyCallbackInfo<v8::Value>& told);
  static void write(v8::Local<v8::Name> name, v8::Local<v8::Value> value,
                    const v8::PropertyCallbackInfo<v8::Value>& told);
  static void look(v8::Local<v8::Name> name, const v8::PropertyCallbackInfo<v8::Integer>& told);
  static void remove(v8::Local<v8::Name> name, const v8::PropertyCallbackInfo<v8::Boolean>& told);

  v8::Isolate* isolate_;
  std::array<v8::Eternal<v8::String>, 3> names_of_itself_;
  v8::Global<v8::Object> shown_;
};

}  // namespace stalemate::model
