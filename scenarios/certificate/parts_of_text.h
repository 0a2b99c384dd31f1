// The text of a certificate in its three parts: what stands before the states, the states, one to a
// line, and what comes after. So one can be read whose states together would not fit as JSON.
//
// Invariants:
//  1. certificate_text() is the first part, the lines of the states with commas between, and the
//     last part.
//
// Cost: that of writing it.
#pragma once

#include <string>

#include "scenarios/certificate/certificate.h"

namespace stalemate::scenarios {

inline constexpr const char* certificate_format = "stalemate-certificate-3";

std::string text_before_states(const Certificate& certificate);
/// Without the comma and the line break.
std::string text_of_state(const CertifiedState& state);
std::string text_after_states(const Certificate& certificate);

}  // namespace stalemate::scenarios
