// The texts that a script stores: the world's store holds a number for each, and what the
// properties need to know of it.
//
// Invariants:
//  1. Equal texts with equal metadata have one number; number 0 is no text.
//  2. What was there before the runs stays: forget_run() drops the rest.
//
// Cost: a text is kept once and looked up by its bytes.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/config.h"
#include "model/kv/value.h"

namespace stalemate::model {

struct StoredText {
  std::string value;
  std::optional<std::string> metadata;  // JSON
  auto operator<=>(const StoredText&) const = default;
};

class Texts {
 public:
  static constexpr std::size_t limit = 0xffff;

  /// @return its number; nothing if there are too many
  std::optional<std::uint16_t> number_of(StoredText text);
  const StoredText& at(std::uint16_t number) const { return *texts_[number - 1U]; }

  /// Those there are now belong to every run.
  void keep() { kept_ = texts_.size(); }
  void forget_run();

 private:
  std::map<StoredText, std::uint16_t> numbers_;
  std::vector<const StoredText*> texts_;  // keys of numbers_
  std::size_t kept_ = 0;
};

/// What the properties go by: which render a stored text comes from, and the instants that it
/// tells. Of a text that tells none, as another handler's format: stored now, and expired when the
/// page's time is over.
KvValue value_of(std::string_view text, const PageConfig& page, std::int64_t now_ms);
/// Of the marker of a tag: an instant in decimal digits; else now.
KvValue marker_of(std::string_view text, std::int64_t now_ms);

}  // namespace stalemate::model
