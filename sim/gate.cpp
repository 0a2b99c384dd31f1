#include "sim/gate.h"

#include <fmt/format.h>

namespace stalemate::sim {

std::string Name::str() const {
  return number == no_number ? std::string(text) : fmt::format("{} {}", text, number);
}

std::int64_t ChoicePoint::amount(std::uint32_t index) const {
  SIM_ASSERT(names == nullptr);
  if (index == 0) return typical;
  const std::int64_t plain = low + (static_cast<std::int64_t>(index) - 1) * step;
  // The typical amount was moved to the front; those above it keep their place.
  return plain < typical ? plain : plain + step;
}

std::string ChoicePoint::alternative(std::uint32_t index) const {
  SIM_ASSERT(index < count);
  if (names != nullptr) return names[index].str();
  return fmt::format("{} {}", amount(index), unit);
}

}  // namespace stalemate::sim
