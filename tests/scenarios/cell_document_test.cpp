// One cell of a scenario as a document of its own: the same cell, with the same world.
#include "scenarios/format/cell_document.h"

#include <algorithm>
#include <filesystem>
#include <string>

#include <catch2/catch.hpp>

#include "scenarios/format/load.h"
#include "scenarios/format/load_document.h"

namespace stalemate::scenarios::tests {
namespace {

TEST_CASE("every cell of the shipped scenarios is a document of its own", "[format]") {
  std::size_t cells = 0;
  for (const auto& file :
       std::filesystem::directory_iterator(std::string(STALEMATE_SOURCE_DIR) + "/scenarios")) {
    if (file.path().extension() != ".json") continue;
    const Result<Scenario> scenario = load_scenario(file.path().string());
    REQUIRE(scenario.ok());
    for (const Cell& cell : scenario.value().cells) {
      INFO(file.path() << ", " << cell.name);
      const format::Json world = format::world_of_cell(scenario.value(), cell.name);
      const auto alone = format::load_document(
          format::document_of_cell(scenario.value(), cell, world), "alone", {});
      REQUIRE(alone.ok());
      REQUIRE(alone.value().cells.size() == 1);
      const Cell& same = alone.value().cells.front();
      CHECK(alone.value().name == scenario.value().name);
      CHECK(same.name == cell.name);
      CHECK(same.position == cell.position);
      CHECK(same.expected == cell.expected);
      CHECK(same.sometimes == cell.sometimes);
      CHECK(same.config.handler.generation == cell.config.handler.generation);
      CHECK(same.config.faults == cell.config.faults);
      CHECK(same.config.workload.size() == cell.config.workload.size());
      CHECK(format::world_of_cell(alone.value(), cell.name) == world);
      ++cells;
    }
  }
  CHECK(cells > 100);
}

}  // namespace
}  // namespace stalemate::scenarios::tests
