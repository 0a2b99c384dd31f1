// kv.list(): a read of a key where nothing lies, which is answered, and cached by colos, as reads
// are; the page is made of what was there at that instant.
//
// Source: developers.cloudflare.com/kv/api/list-keys (names in the order of their UTF-8 bytes, at
// most 1000, expiration in seconds since 1970; changes may take as long to show as in reads).

#include "model/js/v8/forward.h"

namespace stalemate::model {

void V8Script::kv_list(const Arguments& arguments) {
  const Waiting waiting = pending(arguments);
  KvListing listing{text_argument(arguments, 0), text_argument(arguments, 2), 0};
  if (arguments.Length() > 1 && arguments[1]->IsUint32()) {
    listing.limit = arguments[1].As<v8::Uint32>()->Value();
  }
  if (seeding_) return settle_while_seeding(waiting, page_of({}, true));
  const Key key = keys_.key_of_list(listing.prefix);
  listings_[waiting.place] = std::move(listing);
  act([this, key, waiting](Host& host) { forward(host, host.kv_get(key), this, waiting); });
}

v8::Local<v8::Object> V8Script::page_of(std::vector<v8::Local<v8::Value>> keys, bool complete) {
  v8::Isolate* const isolate = engine_.isolate();
  const v8::Local<v8::Context> context = engine_.context();
  const v8::Local<v8::Object> page = v8::Object::New(isolate);
  page->Set(context, engine_.string("keys"), v8::Array::New(isolate, keys.data(), keys.size()))
      .Check();
  page->Set(context, engine_.string("complete"), v8::Boolean::New(isolate, complete)).Check();
  return page;
}

/// {keys: [{name, expiration, metadata}], complete}
v8::Local<v8::Object> V8Script::list_page(Host& host, const KvListing& listing,
                                          std::int64_t as_of_ms) {
  const v8::Local<v8::Context> context = engine_.context();
  v8::Isolate* const isolate = engine_.isolate();
  const CentralStore& store = host.kv_store();
  const auto set = [&](v8::Local<v8::Object> object, const char* name, v8::Local<v8::Value> value) {
    object->Set(context, engine_.string(name), value).Check();
  };
  std::vector<v8::Local<v8::Value>> keys;
  bool complete = true;
  for (const auto& [name, key] : keys_.names_with(listing.prefix, listing.after)) {
    if (!store.listed(key, as_of_ms, host.kernel().now_us())) continue;
    if (keys.size() == listing.limit) {
      complete = false;
      break;
    }
    const CentralStore::Stored& stored = store.at(key);
    const v8::Local<v8::Object> listed = v8::Object::New(isolate);
    see(Seen::answer, hash_of_text(name));
    see(Seen::answer, static_cast<std::uint64_t>(stored.expires_at_us));
    set(listed, "name", engine_.string(name));
    if (stored.expires_at_us != CentralStore::never) {
      const auto seconds = static_cast<double>(wall_clock_ms(stored.expires_at_us) / 1000);
      set(listed, "expiration", v8::Number::New(isolate, seconds));
    }
    if (stored.value.text != 0 && texts_.at(stored.value.text).metadata) {
      const std::string& metadata = *texts_.at(stored.value.text).metadata;
      see(Seen::answer, hash_of_text(metadata));
      set(listed, "metadata", engine_.string(metadata));
    }
    keys.push_back(listed);
  }
  see(Seen::answer, complete ? 1 : 0);
  return page_of(keys, complete);
}

}  // namespace stalemate::model
