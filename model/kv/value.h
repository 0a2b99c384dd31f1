// What the store holds under a key, and what a read returns.
//
// The bytes of a page are not modelled; what matters about them is which render made them
// (`generation`, and the version of the data it had read) and whether they can be decoded. A value
// that a script stored has its text beside the world (model/js/texts.h).
// Instants inside a value are milliseconds of the writer's clock, as JSON stores them.
#pragma once

#include <cstdint>
#include <limits>

#include "model/config.h"
#include "sim/state/account.h"

namespace stalemate::model {

/// Date.now() at the start of a run. Any instant will do that is far from 0, which handlers take
/// for "never".
inline constexpr std::int64_t epoch_ms = 1'700'000'000'000;

/// Date.now() at a virtual instant.
constexpr std::int64_t wall_clock_ms(sim::Microseconds now_us) {
  return epoch_ms + sim::to_milliseconds(now_us);
}

/// A field that is `null` in JSON.
inline constexpr std::int64_t null_instant = std::numeric_limits<std::int64_t>::min();

/// Which key: the page's artifacts first, then one marker for each tag, then whatever else a script
/// uses, in the order of its first use.
using Key = std::uint32_t;
inline constexpr Key html_key = 0;
inline constexpr Key rsc_key = 1;
inline constexpr Key first_tag_key = 2;
inline constexpr std::uint32_t tag_limit = 4;
inline constexpr std::uint32_t key_limit = first_tag_key + tag_limit;
inline constexpr Key first_other_key = key_limit;

/// Also of what an event tells as a key, which may be none.
constexpr bool is_page_key(std::int64_t key) {
  return key >= 0 && key < std::int64_t{first_tag_key};
}
constexpr Key page_key(Artifact artifact) { return static_cast<Key>(artifact); }

/// In place of a render: a marker comes from none.
inline constexpr std::uint32_t no_render = 0xffff'ffff;

/// One render of the page.
struct RenderId {
  std::uint32_t render = 0;      // counts renders of the whole world; 0: before the run
  std::uint32_t of_isolate = 0;  // counts the renders of that isolate
  std::uint16_t isolate = 0;     // from 1; 0: before the run
  std::uint16_t data_version = 0;

  bool operator==(const RenderId&) const = default;
};

struct KvValue {
  RenderId generation;
  std::uint8_t tags = 0;              // how many tags the entry carries
  std::uint8_t shape = 0;             // EntryShape
  std::uint16_t text = 0;             // what a script stored; 0: no script did
  std::int64_t last_modified_ms = 0;  // of a marker: when the tag was invalidated
  std::int64_t revalidate_at_ms = null_instant;
  std::int64_t expire_at_ms = null_instant;
};

/// A render in one word, as events tell it: the isolate and the count of its renders.
constexpr std::int64_t packed(std::int64_t isolate, std::int64_t of_isolate) {
  return (isolate << 32) | of_isolate;
}
/// Which render a value comes from.
constexpr std::int64_t packed(const KvValue& value) {
  return packed(value.generation.isolate, value.generation.of_isolate);
}

struct KvRead {
  KvValue value;
  std::uint64_t found = 0;
};

// What counts of these values when states are matched: renders and versions by rank, instants as
// seen from now. Which isolate rendered is only a name.
inline constexpr std::size_t render_rank = 0;

inline void digest(sim::Account& account, const RenderId& id) {
  if (id.render == no_render) return account.word(0);
  account.rank(render_rank, static_cast<std::int64_t>(id.render));
}
inline void digest_deadline(sim::Account& account, std::int64_t at_ms) {
  if (at_ms == null_instant) {
    account.word(0);
  } else {
    account.deadline(at_ms);
  }
}
inline void digest(sim::Account& account, const KvValue& value) {
  digest(account, value.generation);
  account.stamp(value.last_modified_ms);
  digest_deadline(account, value.revalidate_at_ms);
  digest_deadline(account, value.expire_at_ms);
  account.word(static_cast<std::uint64_t>(value.tags) << 32 | value.shape);
}
/// What is read is judged by its instants and shown: which render it is counts only where somebody
/// looks at what is shown, or it may be stored again (ProofConfig::renders_count_as_read).
inline void digest_as_read(sim::Account& account, const KvValue& value) {
  if (value.generation.render != no_render) {
    account.shown_rank(render_rank, static_cast<std::int64_t>(value.generation.render));
  }
  account.stamp(value.last_modified_ms);
  digest_deadline(account, value.revalidate_at_ms);
  digest_deadline(account, value.expire_at_ms);
  account.word(static_cast<std::uint64_t>(value.tags) << 32 | value.shape);
}
inline void digest(sim::Account& account, const KvRead& read) {
  account.word(read.found);
  if (read.found != 0) digest_as_read(account, read.value);
}

/// An instant that a program read from the clock.
struct ClockReading {
  std::int64_t at_ms = 0;
};
inline void digest(sim::Account& account, const ClockReading& reading) {
  account.stamp(reading.at_ms);
}
/// An instant at which something will be over that a program has yet to write down.
struct ClockDeadline {
  std::int64_t at_ms = 0;
};
inline void digest(sim::Account& account, const ClockDeadline& deadline) {
  account.deadline(deadline.at_ms);
}

}  // namespace stalemate::model
