// A JSON value together with where it stands and how strictly it is read.
//
// Invariants:
//  1. The first problem of a reading wins; later ones are not recorded. Reading goes on with
//     defaults, so that readers need no branches for it.
//  2. A node refers to its parent: it must not outlive it, nor may the parent move.
//
// Cost: no allocation until there is a problem.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/names.h"
#include "scenarios/format/json.h"
#include "scenarios/format/limits.h"
#include "scenarios/format/message.h"

namespace stalemate::scenarios::format {

/// How much of a world a document must hold.
enum class Mode : std::uint8_t {
  base,   // anything may be missing: a matrix may add it
  patch,  // as the base, and null takes a key away
  whole,  // a merged world: everything is there, and fits together
};

struct Problem {
  std::vector<std::string> tokens;  // of the JSON pointer to the place
  std::string what;
  std::string allowed;  // may be empty

  std::string sentence() const { return allowed.empty() ? what : what + "; allowed: " + allowed; }
};

class Reading {
 public:
  explicit Reading(Mode mode) : mode_(mode) {}

  Mode mode() const { return mode_; }
  bool whole() const { return mode_ == Mode::whole; }
  const std::optional<Problem>& problem() const { return problem_; }
  void fail(Problem problem) {
    if (!problem_) problem_ = std::move(problem);
  }

 private:
  Mode mode_;
  std::optional<Problem> problem_;
};

class Node {
 public:
  Node(const Json& json, Reading& reading)
      : json_(&json), reading_(&reading), complete_(reading.whole()) {}

  /// Requires an array with such an element. A patch replaces arrays as a whole, so what they hold
  /// is complete in itself.
  Node element(std::size_t index) const;
  /// Requires an object with this key; `key` must be the object's own.
  Node member(const std::string& key) const;

  const Json& json() const { return *json_; }
  Reading& reading() const { return *reading_; }
  /// Whether all that is required must be in here.
  bool complete() const { return complete_; }

  void fail(std::string what, std::string allowed) const;
  /// About a key that this object has or should have.
  void fail_at(std::string_view key, std::string what, std::string allowed) const;

 private:
  Node(const Json& json, const Node& parent, const std::string* key, std::size_t index,
       bool complete)
      : json_(&json),
        reading_(parent.reading_),
        parent_(&parent),
        key_(key),
        index_(index),
        complete_(complete) {}
  std::vector<std::string> tokens() const;

  const Json* json_;
  Reading* reading_;
  const Node* parent_ = nullptr;
  const std::string* key_ = nullptr;  // nullptr: an array's element
  std::size_t index_ = 0;
  bool complete_;
};

// --- single values: each is nothing, and a problem recorded, if the node holds something else

std::optional<std::int64_t> integer_of(const Node& node, Range range);
/// A time in milliseconds.
std::optional<std::int64_t> milliseconds_of(const Node& node, Range range);
std::optional<bool> boolean_of(const Node& node);
/// Text without control characters, not empty.
std::optional<std::string> line_of(const Node& node, std::size_t longest_bytes);
std::optional<std::size_t> index_of(const Node& node, Names names);

/// The names of an enumeration as the functions above want them.
template <class Enum>
std::vector<std::string_view> names_of() {
  const auto& table = model::NamesOf<Enum>::table;
  return {table.begin(), table.end()};
}

template <class Enum>
std::optional<Enum> name_of(const Node& node) {
  if (node.json().is_string()) {
    const auto value = model::from_name<Enum>(node.json().template get_ref<const std::string&>());
    if (value) return value;
  }
  static_cast<void>(index_of(node, names_of<Enum>()));  // records the problem
  return std::nullopt;
}

/// What kind of thing it is, or its value if that is short: for messages.
std::string shown(const Json& json);

}  // namespace stalemate::scenarios::format
