#include "tests/model/plain_store.h"

#include <algorithm>

namespace stalemate::model {

PackedGeneration PlainStore::read(Key key, sim::Microseconds at_us) const {
  const auto found = history_.find(key);
  if (found == history_.end()) return nothing_found;
  PackedGeneration value = nothing_found;
  for (const Write& write : found->second) {
    if (write.at_us <= at_us) value = at_us < write.expires_at_us ? write.value : nothing_found;
  }
  return value;
}

bool PlainStore::readable_within(Key key, PackedGeneration value, sim::Microseconds from_us,
                                 sim::Microseconds to_us) const {
  // Of what happens in one instant the read may come first.
  if (read(key, from_us - 1) == value || read(key, from_us) == value) return true;
  const auto found = history_.find(key);
  if (found == history_.end()) return false;
  // What is read changes at a write and at an expiry. Several writes may fall into one instant:
  // a read between them finds each.
  return std::any_of(found->second.begin(), found->second.end(), [&](const Write& write) {
    const bool written = from_us <= write.at_us && write.at_us <= to_us;
    const bool expired = from_us <= write.expires_at_us && write.expires_at_us <= to_us;
    return (written && write.value == value) ||
           (expired && read(key, write.expires_at_us) == value);
  });
}

bool PlainStore::ever_held(Key key, PackedGeneration value) const {
  const auto found = history_.find(key);
  if (found == history_.end()) return false;
  return std::any_of(found->second.begin(), found->second.end(),
                     [value](const Write& write) { return write.value == value; });
}

}  // namespace stalemate::model
