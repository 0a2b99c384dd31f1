// How a render is named in the texts that scripts handle: "[[generation 3.1.2.1]]", the number of
// the render, its number in its isolate, the isolate, the version of the data.
//
// Invariants:
//  1. find_token(token_of(id)) gives id back.
//  2. A token is found in the midst of any text, and where such a text is encoded in base64, in
//     hexadecimal digits or as part of an address, also twice.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "model/kv/value.h"

namespace stalemate::model {

std::string token_of(const RenderId& id);
/// The newest render that the text names, as a regeneration may put its body into an older page;
/// nothing if it names none.
std::optional<RenderId> find_token(std::string_view text);
/// Likewise, also inside strings of a JSON text that are encoded.
std::optional<RenderId> find_token_in_value(std::string_view text);

}  // namespace stalemate::model
