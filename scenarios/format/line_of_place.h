// On which line of a file a value stands, for whoever wants to point there.
//
// Cost: reads the text once.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace stalemate::scenarios::format {

/// The line, from 1, of the key that these keys lead to, from object to object.
/// @return nothing if there is no such place, or the text is no JSON up to there
std::optional<std::size_t> line_of_place(std::string_view text,
                                         const std::vector<std::string>& keys);

}  // namespace stalemate::scenarios::format
