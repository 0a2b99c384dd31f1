// The store before a run, while the program fills it: what it puts, reads, lists and deletes is
// seen at once, and nothing of it takes time.
//
// Invariants:
//  1. Names stand in the order in which they were put last, each once.
//
// Cost: a scan of the names for each operation; there are a handful.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/js/texts.h"

namespace stalemate::model {

class EarlierStore {
 public:
  struct Put {
    std::string name;
    StoredText text;
    std::int64_t ttl_ms = 0;  // 0: none
  };

  void put(Put put) {
    erase(put.name);
    puts_.push_back(std::move(put));
  }
  void erase(std::string_view name) {
    std::erase_if(puts_, [name](const Put& known) { return known.name == name; });
  }
  const Put* find(std::string_view name) const {
    const auto known = std::ranges::find(puts_, name, &Put::name);
    return known == puts_.end() ? nullptr : &*known;
  }
  /// Those with the prefix that come after `after`, in the order of their bytes.
  std::vector<const Put*> listed(std::string_view prefix, std::string_view after) const {
    std::vector<const Put*> found;
    for (const Put& put : puts_) {
      const bool later = after.empty() || put.name > after;
      if (put.name.starts_with(prefix) && later) found.push_back(&put);
    }
    std::ranges::sort(found, {}, [](const Put* put) -> const std::string& { return put->name; });
    return found;
  }
  std::vector<Put> take() { return std::move(puts_); }

 private:
  std::vector<Put> puts_;
};

}  // namespace stalemate::model
