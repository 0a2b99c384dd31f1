#include "scenarios/format/matrix.h"

#include <algorithm>
#include <cstddef>

#include "scenarios/format/message.h"

namespace stalemate::scenarios::format {
namespace {

constexpr std::string_view separator = " / ";

bool is_plain_name(const std::string& name) {
  return !name.empty() && name.size() <= longest_name && !has_control_character(name) &&
         name.find('/') == std::string::npos && name.front() != ' ' && name.back() != ' ';
}

void check_name(const Node& parent, const std::string& name, const std::string& what) {
  if (is_plain_name(name)) return;
  parent.fail_at(name, in_quotes(name) + " is no name for " + what,
                 "1 to " + std::to_string(longest_name) +
                     " bytes, no \"/\", no control character, no space at the ends");
}

Axis read_axis(const Node& node, const std::string& name) {
  Axis axis{name, {}};
  if (!node.json().is_object() || node.json().empty()) {
    node.fail(node.json().is_object() ? "the axis has no values"
                                      : shown(node.json()) + " is not an object",
              "an object with a patch for each value");
    return axis;
  }
  for (const auto& member : node.json().get_ref<const Json::object_t&>()) {
    check_name(node, member.first, "a value");
    axis.values.push_back(member.first);
  }
  return axis;
}

// Which value of each axis the cell has: the digits of its number, the last axis counting fastest.
std::vector<std::size_t> digits_of(std::size_t number, const std::vector<Axis>& axes) {
  std::vector<std::size_t> digits(axes.size());
  for (std::size_t index = axes.size(); index-- > 0;) {
    digits[index] = number % axes[index].values.size();
    number /= axes[index].values.size();
  }
  return digits;
}

}  // namespace

std::vector<Axis> read_axes(const Node& matrix) {
  std::vector<Axis> axes;
  const std::string allowed = "an object of 1 to " + std::to_string(most_axes) + " axes";
  if (!matrix.json().is_object()) {
    matrix.fail(shown(matrix.json()) + " is not an object", allowed);
    return axes;
  }
  const std::size_t count = matrix.json().size();
  if (count == 0 || count > most_axes) {
    matrix.fail("it has " + std::to_string(count) + " axes", allowed);
    return axes;
  }
  std::size_t cells = 1;
  for (const auto& member : matrix.json().get_ref<const Json::object_t&>()) {
    check_name(matrix, member.first, "an axis");
    axes.push_back(read_axis(matrix.member(member.first), member.first));
    cells *= axes.back().values.size();
    if (cells > most_cells) {
      matrix.fail("it has too many cells", "at most " + std::to_string(most_cells));
      break;
    }
  }
  return axes;
}

std::vector<PlannedCell> plan_cells(const Json& document, const Json& world,
                                    const std::vector<Axis>& axes) {
  if (axes.empty()) return {{only_cell_name, {}, {{{}, &world}}}};
  std::size_t count = 1;
  for (const Axis& axis : axes) count *= axis.values.size();
  std::vector<PlannedCell> cells;
  for (std::size_t number = 0; number < count; ++number) {
    PlannedCell cell{"", {}, {{{}, &world}}};
    const std::vector<std::size_t> digits = digits_of(number, axes);
    for (std::size_t index = 0; index < axes.size(); ++index) {
      const std::string& axis = axes[index].name;
      const std::string& value = axes[index].values[digits[index]];
      if (index > 0) cell.name += separator;
      cell.name += value;
      cell.position.emplace_back(axis, value);
      cell.layers.push_back({{"matrix", axis, value}, &document["matrix"][axis][value]});
    }
    cells.push_back(std::move(cell));
  }
  return cells;
}

void add_cell_patches(const Node& patches, std::vector<PlannedCell>& cells) {
  if (!patches.json().is_object()) {
    return patches.fail(shown(patches.json()) + " is not an object",
                        "an object with patches for cells by name");
  }
  for (const auto& member : patches.json().get_ref<const Json::object_t&>()) {
    const std::string& name = member.first;
    const auto cell = std::find_if(cells.begin(), cells.end(), [&name](const PlannedCell& known) {
      return known.name == name;
    });
    if (cell == cells.end()) {
      std::vector<std::string_view> names;
      for (const PlannedCell& known : cells) names.emplace_back(known.name);
      return patches.fail_at(name, "unknown cell " + in_quotes(name) + nearest_of(name, names),
                             listed(names));
    }
    cell->layers.push_back({{"cells", name}, &*patches.json().find(name)});
  }
}

}  // namespace stalemate::scenarios::format
