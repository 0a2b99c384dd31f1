#include "model/js/v8/globals.h"

namespace stalemate::model {

namespace {

bool has(v8::Isolate* isolate, v8::Local<v8::Object> own, v8::Local<v8::Name> name) {
  return !own.IsEmpty() && own->HasOwnProperty(isolate->GetCurrentContext(), name).FromMaybe(false);
}

}  // namespace

Globals::Globals(v8::Isolate* isolate) : isolate_(isolate) {
  constexpr std::array names{"globalThis", "self", "global"};
  for (std::size_t index = 0; index < names.size(); ++index) {
    const v8::Local<v8::String> name =
        v8::String::NewFromUtf8(isolate, names[index], v8::NewStringType::kInternalized)
            .ToLocalChecked();
    names_of_itself_[index].Set(isolate, name);
  }
}

v8::Local<v8::ObjectTemplate> Globals::shared() {
  const v8::Local<v8::ObjectTemplate> shared = v8::ObjectTemplate::New(isolate_);
  const auto flags = static_cast<v8::PropertyHandlerFlags>(
      static_cast<int>(v8::PropertyHandlerFlags::kNonMasking) |
      static_cast<int>(v8::PropertyHandlerFlags::kOnlyInterceptStrings));
  shared->SetHandler(v8::NamedPropertyHandlerConfiguration(
      read, write, look, remove, nullptr, v8::External::New(isolate_, this), flags));
  return shared;
}

v8::Local<v8::Object> Globals::make(v8::Local<v8::Context> context) {
  const v8::Local<v8::Object> own =
      v8::Object::New(isolate_, context->Global(), nullptr, nullptr, 0);
  for (const v8::Eternal<v8::String>& name : names_of_itself_) {
    own->DefineOwnProperty(context, name.Get(isolate_), own, v8::DontEnum).Check();
  }
  show(own);
  return own;
}

void Globals::read(v8::Local<v8::Name> name, const v8::PropertyCallbackInfo<v8::Value>& told) {
  const v8::Local<v8::Object> own = shown_to(told);
  if (!has(told.GetIsolate(), own, name)) return;
  v8::Local<v8::Value> value;
  if (own->Get(told.GetIsolate()->GetCurrentContext(), name).ToLocal(&value)) {
    told.GetReturnValue().Set(value);
  }
}

void Globals::write(v8::Local<v8::Name> name, v8::Local<v8::Value> value,
                    const v8::PropertyCallbackInfo<v8::Value>& told) {
  const v8::Local<v8::Object> own = shown_to(told);
  if (own.IsEmpty()) return;
  const v8::Local<v8::Context> context = told.GetIsolate()->GetCurrentContext();
  if (has(told.GetIsolate(), own, name)) {
    if (own->Set(context, name, value).IsNothing()) return;
  } else {
    // In strict code an assignment to a name that nobody has declared is an error.
    if (told.ShouldThrowOnError()) return;
    if (own->CreateDataProperty(context, name, value).IsNothing()) return;
  }
  told.GetReturnValue().Set(value);
}

void Globals::look(v8::Local<v8::Name> name, const v8::PropertyCallbackInfo<v8::Integer>& told) {
  const v8::Local<v8::Object> own = shown_to(told);
  if (has(told.GetIsolate(), own, name)) told.GetReturnValue().Set(v8::None);
}

void Globals::remove(v8::Local<v8::Name> name, const v8::PropertyCallbackInfo<v8::Boolean>& told) {
  const v8::Local<v8::Object> own = shown_to(told);
  if (!has(told.GetIsolate(), own, name)) return;
  const auto removed = own->Delete(told.GetIsolate()->GetCurrentContext(), name);
  told.GetReturnValue().Set(removed.FromMaybe(false));
}

}  // namespace stalemate::model
