// kv.list(): a read of a key where nothing lies, which is answered, and cached by colos, as reads
// are; the page is made of what was there at that instant.
//
// Source: developers.cloudflare.com/kv/api/list-keys (names in the order of their UTF-8 bytes, at
// most 1000, expiration in seconds since 1970; changes may take as long to show as in reads).

#include "model/js/v8/forward.h"

namespace stalemate::model {

void V8Script::kv_list(const Arguments& arguments) {
  const Waiting waiting = pending(arguments, "kv.list()");
  KvListing listing{text_argument(arguments, 0), text_argument(arguments, 2), 0};
  if (arguments.Length() > 1 && arguments[1]->IsUint32()) {
    listing.limit = arguments[1].As<v8::Uint32>()->Value();
  }
  if (seeding_) return settle_while_seeding(waiting, earlier_list_page(listing));
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

v8::Local<v8::Object> V8Script::listed_key(std::string_view name, std::optional<double> expiration,
                                           const std::optional<std::string>& metadata) {
  v8::Isolate* const isolate = engine_.isolate();
  const v8::Local<v8::Object> listed = v8::Object::New(isolate);
  const auto set = [&](const char* member, v8::Local<v8::Value> value) {
    listed->Set(engine_.context(), engine_.string(member), value).Check();
  };
  set("name", engine_.string(name));
  if (expiration) set("expiration", v8::Number::New(isolate, *expiration));
  if (metadata) set("metadata", engine_.string(*metadata));
  return listed;
}

/// Of what the program has stored before the run.
v8::Local<v8::Object> V8Script::earlier_list_page(const KvListing& listing) {
  std::vector<v8::Local<v8::Value>> keys;
  const auto found = seeding_->store.listed(listing.prefix, listing.after);
  for (const EarlierStore::Put* const put : found) {
    if (keys.size() == listing.limit) break;
    std::optional<double> expiration;
    if (put->ttl_ms > 0) expiration = static_cast<double>((seeding_->now_ms + put->ttl_ms) / 1000);
    keys.push_back(listed_key(put->name, expiration, put->text.metadata));
  }
  const bool complete = keys.size() == found.size();
  return page_of(std::move(keys), complete);
}

/// {keys: [{name, expiration, metadata}], complete}
v8::Local<v8::Object> V8Script::list_page(Host& host, const KvListing& listing,
                                          std::int64_t as_of_ms) {
  const CentralStore& store = host.kv_store();
  std::vector<v8::Local<v8::Value>> keys;
  bool complete = true;
  for (const auto& [name, key] : keys_.names_with(listing.prefix, listing.after)) {
    if (!store.listed(key, as_of_ms, host.kernel().now_us())) continue;
    if (keys.size() == listing.limit) {
      complete = false;
      break;
    }
    const CentralStore::Stored& stored = store.at(key);
    see(Seen::answer, hash_of_text(name));
    see(Seen::answer, static_cast<std::uint64_t>(stored.expires_at_us));
    std::optional<double> expiration;
    if (stored.expires_at_us != CentralStore::never) {
      expiration = static_cast<double>(wall_clock_ms(stored.expires_at_us) / 1000);
    }
    std::optional<std::string> metadata;
    if (stored.value.text != 0) metadata = texts_.at(stored.value.text).metadata;
    if (metadata) see(Seen::answer, hash_of_text(*metadata));
    keys.push_back(listed_key(name, expiration, metadata));
  }
  see(Seen::answer, complete ? 1 : 0);
  return page_of(keys, complete);
}

}  // namespace stalemate::model
