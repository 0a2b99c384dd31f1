// Reading of certificates without complaints: what is missing or of another kind becomes nothing,
// and shows when the certificate is written again and compared.
//
// Cost: that of a look into the JSON.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

#include "model/names.h"
#include "scenarios/format/json.h"

namespace stalemate::scenarios {

inline std::uint64_t number(const format::Json& json) {
  return json.is_number_unsigned() ? json.get<std::uint64_t>() : 0;
}
inline std::uint32_t small(const format::Json& json) {
  const std::uint64_t value = number(json);
  return value > std::numeric_limits<std::uint32_t>::max() ? 0 : static_cast<std::uint32_t>(value);
}
inline std::string text(const format::Json& json) {
  return json.is_string() ? json.get<std::string>() : "";
}
template <class Enum>
Enum named(const format::Json& json) {
  return model::from_name<Enum>(text(json)).value_or(Enum{});
}

/// The first line in which two texts differ, from 1.
inline std::size_t first_difference(std::string_view left, std::string_view right) {
  std::size_t line = 1;
  for (std::size_t at = 0; at < left.size() && at < right.size(); ++at) {
    if (left[at] != right[at]) return line;
    if (left[at] == '\n') ++line;
  }
  return line;
}

}  // namespace stalemate::scenarios
