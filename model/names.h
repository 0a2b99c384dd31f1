// Names of enumerations as scenarios, reports and traces show them.
//
// One table an enumeration, in the order of its values, is the only place where a name is written.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

namespace stalemate::model {

/// The table of names of an enumeration; specialised beside each.
template <class Enum>
struct NamesOf;

template <class Enum>
constexpr const char* name(Enum value) {
  return NamesOf<Enum>::table[static_cast<std::size_t>(value)];
}

template <class Enum>
constexpr std::size_t count_of() {
  return NamesOf<Enum>::table.size();
}

/// The value with this name, if there is one.
template <class Enum>
constexpr std::optional<Enum> from_name(std::string_view text) {
  for (std::size_t index = 0; index < count_of<Enum>(); ++index) {
    if (text == NamesOf<Enum>::table[index]) return static_cast<Enum>(index);
  }
  return std::nullopt;
}

}  // namespace stalemate::model
