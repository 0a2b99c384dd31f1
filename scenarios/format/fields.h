// The keys of one JSON object, each asked for by name; what nobody asked for is an error.
//
// A reader asks for every key it knows and then calls done(). So the list of known keys is written
// once, in the code that reads them.
//
// Invariants:
//  1. After done() without a problem, every key of the object has been read and is right.
//  2. An absent key leaves the output as it was; so does null in a patch.
//
// Cost: linear in the keys, for each key asked for.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/format/node.h"
#include "sim/time.h"

namespace stalemate::scenarios::format {

class Fields {
 public:
  /// A problem is recorded if the node is no object; then there are no keys.
  explicit Fields(const Node& node);
  Fields(const Fields&) = delete;
  Fields& operator=(const Fields&) = delete;

  const Node& node() const { return *node_; }
  bool has(std::string_view key) const;

  std::optional<Node> find(std::string_view key);
  /// Missing is an error where the object must be complete.
  std::optional<Node> require(std::string_view key);
  /// Missing is an error wherever the object stands.
  std::optional<Node> always_require(std::string_view key);
  /// Also where the value is null, whatever that means here.
  std::optional<Node> find_nullable(std::string_view key);

  template <class Integer>
  void integer(std::string_view key, Range range, Integer& out) {
    const std::optional<Node> field = find(key);
    const auto value = field ? integer_of(*field, range) : std::nullopt;
    if (value) out = static_cast<Integer>(*value);
  }
  void milliseconds(std::string_view key, Range range, std::int64_t& out_ms);
  void time(std::string_view key, Range range, sim::Microseconds& out_us);
  void time(std::string_view key, Range range, std::optional<sim::Microseconds>& out_us);
  void boolean(std::string_view key, bool& out);
  template <class Enum>
  void name(std::string_view key, Enum& out) {
    const std::optional<Node> field = find(key);
    const auto value = field ? name_of<Enum>(*field) : std::nullopt;
    if (value) out = *value;
  }

  /// Records a problem for the first unknown key, else for the first missing one.
  void done();

 private:
  const std::string* own_key(std::string_view key) const;

  const Node* node_;
  std::vector<std::string_view> known_;
  std::string_view missing_;
};

}  // namespace stalemate::scenarios::format
