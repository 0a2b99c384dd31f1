// What lay in the store before a run, and what the program calls the page.

#include <algorithm>
#include <ranges>

#include "model/js/tokens.h"
#include "model/js/v8/v8_script.h"

namespace stalemate::model {

/// The program answers a MISS at an earlier time, and what it stores then is taken down.
V8Script::Seeding V8Script::answer_miss_before_run(Artifact artifact, std::int64_t at_ms) {
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
  return seeding;
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
    if (!entry.present) {
      learn_names(artifact);
    } else if (!seed(artifact, entry)) {
      return false;
    }
  }
  return true;
}

bool V8Script::seed(Artifact artifact, const InitialEntry& entry) {
  const std::int64_t revalidate_at_ms = epoch_ms - sim::to_milliseconds(entry.expired_for_us);
  const std::int64_t stored_ms = std::min(revalidate_at_ms - config_->page.revalidate_ms, epoch_ms);
  Seeding seeding = answer_miss_before_run(artifact, stored_ms);
  if (!engine_.failure().empty()) return false;
  std::vector<EarlierStore::Put> puts = seeding.store.take();
  const bool shows_render = hold_pages(puts, artifact);
  const bool names_page = std::ranges::any_of(puts, [&](const EarlierStore::Put& put) {
    return is_page_key(keys_.key_of(put.name, artifact));
  });
  if (seeding.rendered ? !shows_render : !names_page) {
    return complain_of_no_entry(puts, seeding.rendered);
  }
  for (EarlierStore::Put& put : puts) {
    const Key key = keys_.key_of(put.name, artifact);
    if (!keep_seeded(std::move(put), entry, key, stored_ms)) return false;
  }
  return true;
}

/// Where nothing lies at first, the program shows all the same what it calls the page.
void V8Script::learn_names(Artifact artifact) {
  if (stands_beside_models() || !config_->asks_for(artifact)) return;
  hold_pages(answer_miss_before_run(artifact, epoch_ms).store.take(), artifact);
  // It may fail: that shows in the run, in the request that it happens to.
  engine_.forget_failure();
  lines_.clear();
}

/// @return whether a page was stored
bool V8Script::hold_pages(const std::vector<EarlierStore::Put>& puts, Artifact artifact) {
  bool any = false;
  for (const EarlierStore::Put& put : puts) {
    if (!find_token_in_value(put.text.value)) continue;
    keys_.hold_page(put.name, artifact);
    any = true;
  }
  return any;
}

bool V8Script::complain_of_no_entry(const std::vector<EarlierStore::Put>& puts, bool rendered) {
  std::string why =
      "the scenario has the page stored before the run, but asked for it at that time "
      "the handler stored ";
  constexpr std::size_t shown = 5;
  std::string names;
  for (const EarlierStore::Put& put : puts | std::views::take(shown)) {
    if (!names.empty()) names += ", ";
    names += engine_.in_one_line(put.name);
  }
  if (puts.size() > shown) names += ", ...";
  if (puts.empty()) {
    why += "nothing (without page.entries a scenario begins with an empty store)";
  } else if (!rendered) {
    why += names + " and asked for no render";
  } else {
    why += "what does not show which render it is (" + names +
           "): the rendered text is looked for as it is, and in base64, hexadecimal digits and "
           "percent-encoding";
  }
  if (!lines_.empty()) why += "; it said " + engine_.in_one_line(lines_.back().text);
  engine_.fail(std::move(why));
  return false;
}

/// The models in C++ are of vinext's handlers.
bool V8Script::stands_beside_models() const {
  return std::ranges::any_of(program_text_->packages,
                             [](const auto& package) { return package.name == "vinext"; });
}

/// The models in C++ of vinext's handlers judge a page as long as its first entry lives, and let it
/// live; so do its packages, to be compared with them.
bool V8Script::keep_seeded(EarlierStore::Put put, const InitialEntry& entry, Key key,
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
  if (put.ttl_ms > 0 && !stands_beside_models()) {
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
