#include "scenarios/format/load_document.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>
#include <utility>

#include "scenarios/format/matrix.h"
#include "scenarios/format/parse_json.h"
#include "scenarios/format/provenance.h"
#include "scenarios/format/read_world.h"

namespace stalemate::scenarios::format {
namespace {

// Keys of the file that are no part of a world, and so of no patch.
constexpr std::array<std::string_view, 5> keys_of_the_file{"$schema", "name", "source", "matrix",
                                                           "cells"};

bool is_kebab_case(std::string_view name) {
  const auto plain = [](char byte) {
    return (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9') || byte == '-';
  };
  return std::all_of(name.begin(), name.end(), plain) && name.front() != '-' &&
         name.back() != '-' && name.find("--") == std::string_view::npos;
}

void read_name(Fields& fields, Scenario& scenario) {
  const std::optional<Node> field = fields.always_require("name");
  const auto name = field ? line_of(*field, longest_name) : std::nullopt;
  if (!name) return;
  scenario.name = *name;
  if (is_kebab_case(*name)) return;
  field->fail(in_quotes(*name) + " is not in kebab case", "small letters, digits, single hyphens");
}

void read_source(Fields& fields, Scenario& scenario) {
  const std::optional<Node> field = fields.always_require("source");
  const auto source = field ? line_of(*field, longest_sentence) : std::nullopt;
  if (!source) return;
  scenario.source = *source;
  if (is_public_address(*source)) return;
  field->fail(in_quotes(*source) + " is not a public address", "https://...");
}

// Problems that one patch has by itself, with the exact place.
void check_patch(const Node& patch, const std::vector<std::string>& tokens, Reading& reading) {
  Reading own(Mode::patch);
  Cell ignored;
  {
    const Node root(patch.json(), own);
    Fields fields(root);
    read_world(fields, ignored);
    fields.done();
  }
  if (!own.problem()) return;
  Problem problem = *own.problem();
  problem.tokens.insert(problem.tokens.begin(), tokens.begin(), tokens.end());
  reading.fail(std::move(problem));
}

void check_patches(const Json& document, const std::vector<Axis>& axes,
                   const std::vector<PlannedCell>& cells, Reading& reading) {
  for (const Axis& axis : axes) {
    for (const std::string& value : axis.values) {
      const Node patch(document["matrix"][axis.name][value], reading);
      check_patch(patch, {"matrix", axis.name, value}, reading);
    }
  }
  for (const PlannedCell& cell : cells) {
    const Layer& last = cell.layers.back();
    if (last.tokens.empty() || last.tokens.front() != "cells") continue;
    check_patch(Node(*last.json, reading), last.tokens, reading);
  }
}

// Reads everything that needs no merging: the file's own keys, the base, each patch by itself.
std::vector<PlannedCell> read_layers(const Json& document, const Json& world, Scenario& scenario,
                                     Reading& reading) {
  const Node root(document, reading);
  Fields fields(root);
  const std::optional<Node> schema = fields.find("$schema");
  if (schema) static_cast<void>(line_of(*schema, longest_sentence));
  read_name(fields, scenario);
  Cell base;
  read_world(fields, base);
  static_cast<void>(fields.always_require("about"));
  scenario.about = base.about;
  read_source(fields, scenario);
  const std::optional<Node> matrix = fields.find("matrix");
  if (matrix) scenario.axes = read_axes(*matrix);
  const std::optional<Node> patches = fields.find("cells");
  fields.done();
  if (reading.problem()) return {};
  std::vector<PlannedCell> cells = plan_cells(document, world, scenario.axes);
  if (patches) add_cell_patches(*patches, cells);
  if (!reading.problem()) check_patches(document, scenario.axes, cells, reading);
  return cells;
}

std::optional<Problem> read_cell(const PlannedCell& plan, Cell& cell) {
  cell.name = plan.name;
  cell.position = plan.position;
  const Json world = merged(plan.layers);
  Reading reading(Mode::whole);
  const Node root(world, reading);
  Fields fields(root);
  read_world(fields, cell);
  fields.done();
  if (!reading.problem()) return std::nullopt;
  Problem problem = *reading.problem();
  problem.tokens = place(plan.layers, problem.tokens);
  if (!plan.position.empty()) problem.what += " (in the cell " + in_quotes(plan.name) + ")";
  return problem;
}

}  // namespace

InputError error_of(const std::string& path, std::vector<std::string> prefix,
                    const Problem& problem) {
  prefix.insert(prefix.end(), problem.tokens.begin(), problem.tokens.end());
  return {one_line(path + ": " + pointer_of(prefix) + ": " + problem.sentence())};
}

Json without_keys_of_the_file(const Json& document) {
  Json world = document;
  if (world.is_object()) {
    for (const std::string_view key : keys_of_the_file) world.erase(std::string(key));
  }
  return world;
}

Result<Scenario> load_document(const Json& document, const std::string& path,
                               const std::vector<std::string>& prefix) {
  Scenario scenario;
  scenario.path = path;
  const Json world = without_keys_of_the_file(document);
  Reading reading(Mode::base);
  const std::vector<PlannedCell> plans = read_layers(document, world, scenario, reading);
  if (reading.problem()) return error_of(path, prefix, *reading.problem());
  for (const PlannedCell& plan : plans) {
    const std::optional<Problem> problem = read_cell(plan, scenario.cells.emplace_back());
    if (problem) return error_of(path, prefix, *problem);
  }
  Json content = document;
  content.erase("$schema");
  scenario.hash = canonical_hash(content);
  scenario.document = compact_text(document);
  return scenario;
}

}  // namespace stalemate::scenarios::format
