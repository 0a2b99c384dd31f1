// What a world is made of: a plain value, validated by whoever builds it (scenarios/format).
//
// Nothing here changes during a run. Times are microseconds; the scenario files say milliseconds.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <numeric>
#include <optional>
#include <vector>

#include "model/fault.h"
#include "model/js/program.h"
#include "model/names.h"
#include "sim/kernel.h"
#include "sim/state/account.h"
#include "sim/time.h"

namespace stalemate::model {

using sim::Microseconds;

/// How long something takes: `typical` when all is calm, else any step of [low, high].
struct Latency {
  Microseconds typical_us = 0;
  Microseconds low_us = 0;
  Microseconds high_us = 0;
  Microseconds step_us = sim::microseconds_per_millisecond;
};

/// The published shapes of the cache handler, oldest first.
enum class Generation : std::uint8_t {
  vinext_0_0_26,  // set() awaits its put; the regeneration is not registered
  before_425,     // pull 391 to 425: set() resolves at once, its put in the background
  pull_425,       // set() returns its put; the regeneration registers with a passed context
  vinext_0_0_30,  // pull 429: the regeneration registers with the visible context
  vinext_0_0_55,
  vinext_1_4_0,  // with the handler of @vinext/cloudflare 1.0.0-beta.7
};
template <>
struct NamesOf<Generation> {
  static constexpr auto table =
      std::to_array<const char*>({"vinext-0.0.26", "before-425", "pull-425", "vinext-0.0.30",
                                  "vinext-0.0.55", "vinext-1.4.0"});
};

enum class Router : std::uint8_t { pages, app };
template <>
struct NamesOf<Router> {
  static constexpr auto table = std::to_array<const char*>({"pages", "app"});
};

/// What of a page a request asks for. The Pages Router knows only html.
enum class Artifact : std::uint8_t { html, rsc };
template <>
struct NamesOf<Artifact> {
  static constexpr auto table = std::to_array<const char*>({"html", "rsc"});
};
inline constexpr std::size_t artifact_count = 2;

struct HandlerConfig {
  Generation generation = Generation::vinext_0_0_55;
  Router router = Router::pages;
  bool put_registered = true;           // put in waitUntil
  bool regeneration_registered = true;  // regeneration in waitUntil
  /// Pages Router: a MISS is stored behind the response in any generation, as an entry of one's own
  /// may do, instead of only from 0.0.55 on.
  bool miss_stored_behind_response = false;
  /// One tag cache for each handler object: made per request (documented usage up to 0.0.55) or
  /// once per isolate.
  bool handler_per_request = false;
  /// A fix that no published version has: a slot of the dedupe map counts for so long only, and is
  /// freed by the regeneration alone that took it. 0: it counts until it is freed, by whomever.
  std::int64_t regeneration_lease_ms = 0;
  /// What is cached of a tag is over after tag_cache_ttl_ms; else the gate says whether it is.
  bool cached_tags_age = true;
  /// JavaScript that answers requests in place of the models in C++; `generation` is then the one
  /// that it comes nearest to.
  std::shared_ptr<const Program> program;
};

enum class BodyKind : std::uint8_t { buffered, js_stream, proxied };
template <>
struct NamesOf<BodyKind> {
  static constexpr auto table = std::to_array<const char*>({"buffered", "js-stream", "proxied"});
};

enum class EntryShape : std::uint8_t { valid, corrupt_json, invalid_shape, invalid_base64 };
template <>
struct NamesOf<EntryShape> {
  static constexpr auto table =
      std::to_array<const char*>({"valid", "corrupt-json", "invalid-shape", "invalid-base64"});
};

/// What the page's key is: a name like any other, or one that the runtime lets nobody use.
enum class KeyName : std::uint8_t { named, empty, dot, dot_dot };
template <>
struct NamesOf<KeyName> {
  static constexpr auto table = std::to_array<const char*>({"named", "", ".", ".."});
};

/// An entry that the store holds when the run begins. Its age may exceed the run's start.
struct InitialEntry {
  bool present = false;
  EntryShape shape = EntryShape::valid;
  Microseconds expired_for_us = 0;  // how long ago it became stale; negative: still fresh
};

struct PageConfig {
  std::int64_t revalidate_ms = 1000;
  std::optional<std::int64_t> expire_ms;  // honoured from 0.0.55 on
  std::uint32_t tags = 0;                 // how many tags the page carries
  /// Renders of the run read the search parameters; that of what the store holds at its start did
  /// not. From 1.4.0 on the App Router stores only what is proved to have left them unread.
  bool reads_search_params = false;
  std::array<InitialEntry, artifact_count> initial{};
  BodyKind body = BodyKind::buffered;
  KeyName key = KeyName::named;
  std::int64_t key_bytes = 32;  // of a named one
  std::int64_t value_bytes = 4096;
  /// Metadata put with each of the page's entries, as JSON; 0: none. vinext attaches the tags of an
  /// entry only if they fit (0.0.55) or not at all; more than fits is for entries of one's own.
  std::int64_t metadata_bytes = 0;
  std::int64_t kv_ttl_ms = std::int64_t{30} * 24 * 3600 * 1000;
};

struct Latencies {
  Latency kv_get{1000, 1000, 1000};
  Latency kv_put{10000, 10000, 10000};
  Latency kv_delete{10000, 10000, 10000};
  Latency kv_upload;  // from the first to the last byte of a put's body
  Latency kv_reply;   // from the commit to the acknowledgement
  Latency kv_late_commit{50000, 50000, 50000};
  Latency render{10000, 10000, 10000};
  Latency origin_read;  // from the start of a render until it reads the data
  Latency body;         // of a streamed or proxied response
  Latency teardown;     // from "may end" until the context is gone
};

/// What becomes of a put that was issued but not yet sent when its context dies.
enum class UnsentPut : std::uint8_t { not_sent, complete, any };
template <>
struct NamesOf<UnsentPut> {
  static constexpr auto table = std::to_array<const char*>({"not-sent", "complete", "any"});
};
/// What becomes of a put whose body is complete when its context dies.
enum class CutPut : std::uint8_t { lost, late, any };
template <>
struct NamesOf<CutPut> {
  static constexpr auto table = std::to_array<const char*>({"lost", "late", "any"});
};

/// When a context ends whose work is done: after the scenario's time of a teardown (for a proof: at
/// any moment from then on), or always at once, before anything else happens.
enum class Teardown : std::uint8_t { any, immediate };
template <>
struct NamesOf<Teardown> {
  static constexpr auto table = std::to_array<const char*>({"any", "immediate"});
};

struct RuntimeProfile {
  sim::OrphanPolicy orphan_policy = sim::OrphanPolicy::reject;
  UnsentPut unsent_put = UnsentPut::any;
  CutPut cut_put = CutPut::any;
  Teardown teardown = Teardown::any;
  std::optional<Microseconds> wait_until_limit_us = 30'000'000;
  /// How many operations of one context may be under way at once; others wait for their turn. 0:
  /// any number. What other code of the request holds is not modelled: a scenario lowers the limit.
  std::uint32_t connections = 6;
  /// How many operations of the store one context may begin in all; others fail. 0: any number.
  std::uint32_t kv_operations = 1000;
  /// How long the contexts of isolates that a deploy has replaced may go on; nothing: to their end.
  std::optional<Microseconds> deploy_grace_us = 30'000'000;
};

struct KvConfig {
  Microseconds write_interval_us = 1'000'000;  // 0: no limit
  bool read_cache = false;
  Microseconds cache_ttl_us = 60'000'000;
  bool entries_age = true;  // expirationTtl removes entries
};

enum class ArrivalKind : std::uint8_t {
  request,
  revalidate_tag,
  data_change,
  module_promise,
  eviction,  // of an isolate that has no live context at that instant; else nothing happens
  deploy,    // of a new version: every isolate is replaced
};
template <>
struct NamesOf<ArrivalKind> {
  static constexpr auto table = std::to_array<const char*>(
      {"request", "revalidate-tag", "data-change", "module-promise", "eviction", "deploy"});
};

/// What a scenario prescribes for a render instead of leaving it to the gate.
enum class RenderScript : std::uint8_t {
  normal,
  throws,
  hangs,
  never_settles,
  awaits_module_promise,
  revalidate_zero,
};
template <>
struct NamesOf<RenderScript> {
  static constexpr auto table = std::to_array<const char*>(
      {"normal", "throws", "hangs", "never-settles", "awaits-module-promise", "revalidate-zero"});
};

enum class VisibleContext : std::uint8_t { own, none, foreign };
template <>
struct NamesOf<VisibleContext> {
  static constexpr auto table = std::to_array<const char*>({"own", "none", "foreign"});
};

struct Arrival {
  ArrivalKind kind = ArrivalKind::request;
  /// Counted from the start of the run, or from the end of the previous arrival's response.
  bool after_previous = false;
  Latency delay;
  Artifact artifact = Artifact::html;
  std::optional<std::uint32_t> isolate;  // from 0; else routing is a choice
  // What the scenario prescribes for this request.
  std::optional<Microseconds> cut_after_us;
  std::optional<Microseconds> client_gone_after_us;
  Microseconds hold_response_us = 0;
  Microseconds wait_until_us = 0;  // user code registers a timer of its own with waitUntil
  VisibleContext visible_context = VisibleContext::own;
  RenderScript render = RenderScript::normal;
  Microseconds module_promise_us = 0;  // how long the module promise's own input takes
};

enum class PutScriptKind : std::uint8_t { never_answered, too_many_requests, connection_reset };
template <>
struct NamesOf<PutScriptKind> {
  static constexpr auto table =
      std::to_array<const char*>({"never-answered", "429", "connection-reset"});
};
/// What counts of an arrival when states are matched. The rest is prescribed times.
inline void digest(sim::Account& account, const Arrival& arrival) {
  account.word(static_cast<std::uint64_t>(arrival.kind) |
               static_cast<std::uint64_t>(arrival.artifact) << 8 |
               static_cast<std::uint64_t>(arrival.visible_context) << 16 |
               static_cast<std::uint64_t>(arrival.render) << 24);
}

/// What a scenario prescribes for one put of the run, counted from 1 in the order of issue.
struct PutScript {
  std::uint32_t ordinal = 0;
  PutScriptKind kind = PutScriptKind::never_answered;
  Microseconds after_us = 0;                    // reset: after the body
  std::optional<Microseconds> commit_after_us;  // reset: committed all the same, after the body
};

enum class Routing : std::uint8_t { any, fair };
template <>
struct NamesOf<Routing> {
  static constexpr auto table = std::to_array<const char*>({"any", "fair"});
};

struct WorldConfig {
  std::vector<std::uint32_t> isolates_per_colo{1};
  HandlerConfig handler;
  PageConfig page;
  Latencies latencies;
  RuntimeProfile runtime;
  KvConfig kv;
  FaultBudget faults;
  std::vector<Arrival> workload;
  std::vector<PutScript> puts;
  Routing routing = Routing::any;
  /// Whether runs are judged by what entries they serve and delete, which has to be watched for.
  bool entries_judged = false;
  /// Between two bursts of the calm end of a run; by default just more than the page's life.
  std::optional<Microseconds> calm_gap_us;

  std::uint32_t isolate_count() const {
    return std::accumulate(isolates_per_colo.begin(), isolates_per_colo.end(), 0U);
  }
  /// Whether requests for it are part of the traffic, and so of the calm traffic in the end: those
  /// of the workload, or html if it holds no request at all.
  bool asks_for(Artifact artifact) const {
    if (!asks_for_anything()) return artifact == Artifact::html;
    return std::any_of(workload.begin(), workload.end(), [artifact](const Arrival& arrival) {
      return arrival.kind == ArrivalKind::request && arrival.artifact == artifact;
    });
  }
  bool asks_for_anything() const {
    return std::any_of(workload.begin(), workload.end(),
                       [](const Arrival& arrival) { return arrival.kind == ArrivalKind::request; });
  }
};

}  // namespace stalemate::model
