#include "model/rest_state.h"

#include <algorithm>
#include <span>

#include "model/world.h"
#include "sim/hash.h"

namespace stalemate::model {

namespace {

/// Deadlines further away than this are "never" for the purposes of a run: one day.
constexpr std::int64_t far_ms = std::int64_t{24} * 3600 * 1000;

/// More values than a world of the largest allowed topology can hold.
constexpr std::size_t rank_limit = 128;

/// Collects words; instants and renders are entered first and then replaced by what counts of them.
class Canon {
 public:
  explicit Canon(std::int64_t now_ms) : now_ms_(now_ms) {}

  void word(std::uint64_t value) { hash_ = sim::mix(hash_, value); }

  /// A deadline: how long it still is, saturated at both ends. None at all is not one in the past.
  void deadline(std::int64_t instant_ms) {
    if (instant_ms == null_instant) return word(0);
    const std::int64_t left = std::clamp<std::int64_t>(instant_ms - now_ms_, -1, far_ms);
    word(static_cast<std::uint64_t>(left) + 2);
  }

  /// When something is removed by its age.
  void removal(std::int64_t instant_ms) {
    const bool never = instant_ms == null_instant;
    const std::int64_t left = never ? far_ms : std::clamp(instant_ms - now_ms_, -far_ms, far_ms);
    removals_ = sim::mix(removals_, static_cast<std::uint64_t>(left));
  }

  /// Things of which only the order counts.
  void ordered(std::span<const std::int64_t> values) {
    // Mostly two or three: they are sorted in as they come.
    std::int64_t sorted[rank_limit];
    std::size_t count = 0;
    for (const std::int64_t value : values) {
      std::size_t place = count;
      while (place > 0 && sorted[place - 1] > value) --place;
      if (place > 0 && sorted[place - 1] == value) continue;
      for (std::size_t moved = count; moved > place; --moved) sorted[moved] = sorted[moved - 1];
      sorted[place] = value;
      ++count;
    }
    for (const std::int64_t value : values) {
      std::uint64_t rank = 0;
      while (sorted[rank] != value) ++rank;
      word(rank);
    }
  }

  RestHashes hashes() const { return {hash_, sim::mix(hash_, removals_)}; }

 private:
  std::int64_t now_ms_;
  std::uint64_t hash_ = 0;
  std::uint64_t removals_ = 0;
};

/// Values of which only the order counts, gathered from all over the world.
class Ranked {
 public:
  void add(std::int64_t value) {
    SIM_ASSERT(count_ < rank_limit);
    values_[count_++] = value;
  }
  std::span<const std::int64_t> values() const { return {values_, count_}; }

 private:
  std::int64_t values_[rank_limit];
  std::size_t count_ = 0;
};

struct Gathered {
  Ranked instants;  // past instants
  Ranked renders;
  Ranked versions;
};

void add_value(Canon& canon, Gathered& gathered, const KvValue& value) {
  canon.word(value.shape);
  canon.word(value.tags);
  canon.deadline(value.revalidate_at_ms);
  canon.removal(value.expire_at_ms);
  gathered.instants.add(value.last_modified_ms);
  gathered.renders.add(static_cast<std::int64_t>(value.generation.render));
  gathered.versions.add(value.generation.data_version);
}

void add_store(Canon& canon, Gathered& gathered, const World& world) {
  const Microseconds now_us = world.kernel().now_us();
  const Key keys = first_tag_key + world.config().page.tags;
  for (Key key = 0; key < keys; ++key) {
    const CentralStore::Stored& stored = world.kv().store().at(key);
    const bool present = world.kv().store().read(key, now_us).found != 0;
    canon.word(present ? 1 : 0);
    if (present) {
      add_value(canon, gathered, stored.value);
      canon.removal(wall_clock_ms(stored.expires_at_us));
    }
    const Microseconds interval_us = world.config().kv.write_interval_us;
    const bool recent = world.kv().store().written_within(key, interval_us, now_us);
    canon.word(recent ? static_cast<std::uint64_t>(now_us - stored.written_at_us) + 1 : 0);
  }
}

void add_read_cache(Canon& canon, Gathered& gathered, const World& world, std::uint32_t colo) {
  const Microseconds now_us = world.kernel().now_us();
  const ReadCache& cache = world.kv().cache(colo);
  const Key keys = first_tag_key + world.config().page.tags;
  for (Key key = 0; key < keys; ++key) {
    const bool held = cache.holds(key, now_us);
    canon.word(held ? 1 : 0);
    if (!held) continue;
    canon.deadline(wall_clock_ms(cache.copy(key).valid_until_us));
    canon.word(cache.at(key).found);
    if (cache.at(key).found != 0) add_value(canon, gathered, cache.at(key).value);
  }
}

void add_isolate(Canon& canon, Gathered& gathered, const World& world, const Isolate& isolate) {
  canon.word(isolate.started ? 1 : 0);
  canon.word(isolate.live_contexts);
  canon.word(isolate.pending_regenerations.slots().size());
  for (const PendingRegenerations::Slot& slot : isolate.pending_regenerations.slots()) {
    canon.word(slot.key);
    canon.deadline(slot.until_ms);
    canon.word(static_cast<std::uint64_t>(slot.promise.core()->state));
    canon.word(world.kernel().alive(slot.promise.creator()) ? 1 : 0);
  }
  for (std::uint32_t tag = 0; tag < world.config().page.tags; ++tag) {
    const TagCache::Entry& entry = isolate.tag_cache.at(tag);
    canon.word(entry.present ? 1 : 0);
    if (!entry.present) continue;
    canon.deadline(entry.fetched_at_ms + 5'000);
    gathered.instants.add(entry.timestamp_ms);
  }
}

}  // namespace

RestHashes canonical_hashes(const World& world) {
  SIM_ASSERT(world.kernel().events().empty());
  Canon canon(wall_clock_ms(world.kernel().now_us()));
  Gathered gathered;
  add_store(canon, gathered, world);
  if (world.config().kv.read_cache) {
    const auto colos = static_cast<std::uint32_t>(world.config().isolates_per_colo.size());
    for (std::uint32_t colo = 0; colo < colos; ++colo) {
      add_read_cache(canon, gathered, world, colo);
    }
  }
  for (std::uint32_t number = 0; number < world.runtime().place_count(); ++number) {
    add_isolate(canon, gathered, world, world.runtime().isolate(number));
  }
  gathered.versions.add(world.origin().data_version);
  canon.ordered(gathered.instants.values());
  canon.ordered(gathered.renders.values());
  canon.ordered(gathered.versions.values());
  return canon.hashes();
}

}  // namespace stalemate::model
