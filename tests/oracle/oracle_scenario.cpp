#include "tests/oracle/oracle_scenario.h"

#include <catch2/catch.hpp>

#include "scenarios/format/load.h"

namespace stalemate::tests {

scenarios::Scenario oracle_scenario(const std::string& name) {
  const std::string path = std::string(STALEMATE_SOURCE_DIR) + "/scenarios/oracle/" + name;
  const auto loaded = scenarios::load_scenario(path + ".json");
  if (!loaded.ok()) FAIL(loaded.error().message);
  return loaded.value();
}

}  // namespace stalemate::tests
