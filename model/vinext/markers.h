// Promise.all(tags.map((tag) => this.kv.get(TAG_PREFIX + tag))): reading tag markers in parallel.
#pragma once

#include <array>

#include "model/kv/value.h"
#include "model/workers/host.h"

namespace stalemate::model {

/// The gets of some tags' markers. Lives in the frame of the function that awaits all().
class MarkerReads {
 public:
  void add(Host& host, std::uint32_t tag) {
    tags_[count_] = tag;
    reads_[count_] = host.kv_get(first_tag_key + tag);
    ++count_;
  }
  sim::Promise<> all(Host& host) const { return host.kernel().all({reads_.data(), count_}); }

  std::uint32_t count() const { return count_; }
  std::uint32_t tag(std::uint32_t index) const { return tags_[index]; }
  const KvRead& result(std::uint32_t index) const {
    SIM_ASSERT(index < count_);
    SIM_ASSERT(reads_[index].fulfilled());
    return *static_cast<const KvRead*>(reads_[index].core()->payload());
  }

 private:
  std::array<sim::AnyPromise, tag_limit> reads_;
  std::array<std::uint32_t, tag_limit> tags_{};
  std::uint32_t count_ = 0;
};

}  // namespace stalemate::model
