#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "scenarios/format/read_world.h"

namespace stalemate::scenarios::format {
namespace {

// What a property can say at all: only eventually-fresh knows of pages that are never stored, and
// nobody expects a run to end undecided.
constexpr std::array<std::string_view, 3> verdicts{"holds", "violated", "uncached"};

Names verdicts_of(model::Property property) {
  const bool all = property == model::Property::eventually_fresh;
  return Names(verdicts).first(all ? 3 : 2);
}

void read_expectations(const Node& node, Expectations& expected) {
  Fields fields(node);
  for (std::size_t index = 0; index < model::property_count; ++index) {
    const auto property = static_cast<model::Property>(index);
    const std::optional<Node> field = fields.find(model::name(property));
    const auto found = field ? index_of(*field, verdicts_of(property)) : std::nullopt;
    if (found) expected[index] = model::from_name<model::Verdict>(verdicts[*found]);
  }
  fields.done();
  const bool some = std::any_of(expected.begin(), expected.end(),
                                [](const auto& verdict) { return verdict.has_value(); });
  if (node.complete() && !some) {
    const std::vector<std::string_view> properties = names_of<model::Property>();
    node.fail("nothing is expected", "at least one of " + listed(properties));
  }
}

void read_marks(const Node& node, std::vector<model::EventKind>& marks) {
  if (!node.json().is_array()) {
    return node.fail(shown(node.json()) + " is no list", "a list of names of events");
  }
  for (std::size_t index = 0; index < node.json().size(); ++index) {
    const Node element = node.element(index);
    const auto mark = name_of<model::EventKind>(element);
    if (!mark) return;
    if (std::find(marks.begin(), marks.end(), *mark) != marks.end()) {
      return element.fail(shown(element.json()) + " is named twice", "each name once");
    }
    marks.push_back(*mark);
  }
}

}  // namespace

void read_judgement(Fields& fields, Cell& cell) {
  const std::optional<Node> marks = fields.find("sometimes");
  if (marks) read_marks(*marks, cell.sometimes);
  const std::optional<Node> expected = fields.require("expect");
  if (expected) read_expectations(*expected, cell.expected);
  for (std::size_t index = model::always_judged_count; index < model::property_count; ++index) {
    if (cell.expected[index]) cell.config.entries_judged = true;
  }
}

}  // namespace stalemate::scenarios::format
