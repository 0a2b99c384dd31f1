#include "reports/html/burst_graph.h"

#include <algorithm>
#include <vector>

#include <fmt/format.h>

#include "reports/html/markup.h"
#include "reports/text.h"

namespace stalemate::reports::html {

namespace {

using scenarios::BurstMap;

constexpr double radius = 9;
constexpr double between_columns = 78;
constexpr double between_rows = 26;
constexpr std::size_t most_in_a_column = 14;
constexpr double margin_of_graph = 26;
constexpr std::size_t many_edges = 80;  // they are drawn fainter

struct NodePlace {
  double x = 0;
  double y = 0;
};

struct Drawn {
  std::size_t nodes = 0;
  std::vector<NodePlace> places;
  std::vector<const BurstMap::Edge*> edges;
  std::size_t edges_among_them = 0;
  double width = 0;
  double height = 0;
};

/// Where there are too many: first one that leads to each state, so that none seems out of reach.
void choose_edges(const BurstMap& map, Drawn& drawn) {
  std::vector<bool> reached(drawn.nodes, false);
  std::vector<const BurstMap::Edge*> others;
  for (const BurstMap::Edge& edge : map.edges) {
    if (edge.from >= drawn.nodes || edge.to >= drawn.nodes) continue;
    ++drawn.edges_among_them;
    const bool leads_on = map.nodes[edge.from].depth < map.nodes[edge.to].depth;
    if (leads_on && !reached[edge.to]) {
      reached[edge.to] = true;
      drawn.edges.push_back(&edge);
    } else {
      others.push_back(&edge);
    }
  }
  for (const BurstMap::Edge* edge : others) {
    if (drawn.edges.size() < most_drawn_edges) drawn.edges.push_back(edge);
  }
}

Drawn placed(const BurstMap& map) {
  Drawn drawn;
  drawn.nodes = std::min(map.nodes.size(), most_drawn_nodes);
  std::size_t rows = 1;
  double column = 0;
  std::uint32_t depth = 0;
  std::size_t row = 0;
  for (std::size_t index = 0; index < drawn.nodes; ++index) {
    const bool deeper = map.nodes[index].depth != depth;
    if (deeper || row == most_in_a_column) {
      column += deeper ? 1 : 0.55;
      depth = map.nodes[index].depth;
      row = 0;
    }
    drawn.places.push_back({margin_of_graph + column * between_columns,
                            margin_of_graph + static_cast<double>(row) * between_rows});
    rows = std::max(rows, ++row);
  }
  drawn.width = 2 * margin_of_graph + column * between_columns;
  drawn.height = 2 * margin_of_graph + static_cast<double>(rows - 1) * between_rows;
  choose_edges(map, drawn);
  return drawn;
}

const char* class_of_node(const BurstMap::Node& node) {
  if (node.doomed) return "doomed";
  return node.rank ? "heals" : "stuck";
}

std::string letter_of(const BurstMap::Node& node) {
  if (node.doomed) return "D";
  return node.rank ? std::to_string(*node.rank) : "S";
}

std::string words_of(const BurstMap::Node& node, std::size_t index) {
  std::string words =
      fmt::format("state {}, {} from the start: ", index, counted(node.depth, "burst"));
  words += !node.stored   ? "no entry"
           : node.expired ? "the entry has expired"
                          : "the entry is fresh";
  if (node.orphaned_slots > 0) {
    words += fmt::format(", {} orphaned", counted(node.orphaned_slots, "dedupe slot"));
  }
  if (node.late_writes > 0) {
    words += fmt::format(", {} in flight", counted(node.late_writes, "late write"));
  }
  if (node.doomed) return words + "; DOOMED: no way out";
  if (!node.rank) return words + "; can go round for ever without a newer generation";
  if (*node.rank == 0) return words + "; the next due burst stores a newer generation";
  return words + fmt::format("; at most {} pass without a newer generation",
                             counted(*node.rank, "due burst"));
}

std::string edge_markup(const BurstMap::Edge& edge, const Drawn& drawn) {
  const NodePlace& from = drawn.places[edge.from];
  const NodePlace& to = drawn.places[edge.to];
  const char* const kind = edge.disturbed ? "fault" : edge.progress ? "progress" : "idle";
  std::string path;
  if (edge.from == edge.to) {
    path =
        fmt::format("M{} {}c-12 -20 12 -20 6 0", pixels(from.x - 3), pixels(from.y - radius + 1));
  } else if (from.x < to.x) {
    path = fmt::format("M{} {}L{} {}", pixels(from.x + radius), pixels(from.y),
                       pixels(to.x - radius - 3), pixels(to.y));
  } else {
    // Back, or along the same distance: round the left side.
    path = fmt::format("M{} {}Q{} {} {} {}", pixels(from.x - radius + 2), pixels(from.y - 4),
                       pixels((from.x + to.x) / 2 - 24), pixels((from.y + to.y) / 2),
                       pixels(to.x + (from.x > to.x ? radius + 2 : -radius - 2)),
                       pixels(to.y + (from.y > to.y ? 5 : -5)));
  }
  return fmt::format("<path class=\"edge {}\" d=\"{}\"/>", kind, path);
}

std::string node_markup(const BurstMap::Node& node, std::size_t index, const NodePlace& at) {
  std::string shape;
  if (node.doomed) {
    shape = fmt::format("<rect x=\"{}\" y=\"{}\" width=\"17\" height=\"17\"/>", pixels(at.x - 8.5),
                        pixels(at.y - 8.5));
  } else if (!node.rank) {
    shape =
        fmt::format("<path d=\"M{} {}l11 11l-11 11l-11 -11z\"/>", pixels(at.x), pixels(at.y - 11));
  } else {
    shape = fmt::format("<circle cx=\"{}\" cy=\"{}\" r=\"{}\"/>", pixels(at.x), pixels(at.y),
                        pixels(radius));
  }
  return fmt::format(
      "<g class=\"node {}{}\"><title>{}</title>{}<text x=\"{}\" y=\"{}\">{}</text></g>\n",
      class_of_node(node), index == 0 ? " start" : "", text(words_of(node, index)), shape,
      pixels(at.x), pixels(at.y + 4), letter_of(node));
}

std::string graph_svg(const BurstMap& map, const Drawn& drawn) {
  std::string body;
  for (const BurstMap::Edge* edge : drawn.edges) body += edge_markup(*edge, drawn);
  body += '\n';
  for (std::size_t index = 0; index < drawn.nodes; ++index) {
    body += node_markup(map.nodes[index], index, drawn.places[index]);
  }
  return fmt::format(
      "<svg class=\"graph{}\" role=\"img\" aria-label=\"Graph of {}, by bursts from the start\" "
      "width=\"{}\" height=\"{}\" viewBox=\"0 0 {} {}\">\n{}</svg>\n",
      drawn.edges.size() > many_edges ? " dense" : "", counted(drawn.nodes, "state"),
      pixels(drawn.width), pixels(drawn.height), pixels(drawn.width), pixels(drawn.height), body);
}

/// A bar for each distance, of those that heal, can be stuck, and are doomed.
std::string depth_svg(const BurstMap& map) {
  constexpr double bar = 26;
  constexpr double tallest = 90;
  std::uint32_t most = 1;
  for (const BurstMap::Level& level : map.levels) most = std::max(most, level.states);
  std::string body;
  std::string told;
  double x = 8;
  for (std::size_t depth = 0; depth < map.levels.size(); ++depth, x += bar + 8) {
    const BurstMap::Level& level = map.levels[depth];
    double y = tallest + 18;
    const auto part = [&](const char* kind, std::uint32_t states) {
      const double height = tallest * states / most;
      y -= height;
      if (states == 0) return;
      body += fmt::format("<rect class=\"{}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"/>", kind,
                          pixels(x), pixels(y), pixels(bar), pixels(height));
    };
    part("doomed", level.doomed);
    part("stuck", level.stuck);
    part("heals", level.states - level.doomed - level.stuck);
    body += fmt::format(
        "<text x=\"{0}\" y=\"{1}\">{2}</text><text class=\"axis\" x=\"{0}\" "
        "y=\"{3}\">{4}</text>\n",
        pixels(x + bar / 2), pixels(y - 4), level.states, pixels(tallest + 32), depth);
    told += fmt::format("{}{} at {}", told.empty() ? "" : ", ", level.states, depth);
  }
  return fmt::format(
      "<svg class=\"depths\" role=\"img\" aria-label=\"States at rest by bursts from the start: "
      "{}\" width=\"{}\" height=\"{}\" viewBox=\"0 0 {} {}\">\n{}</svg>\n",
      told, pixels(x + 8), pixels(tallest + 40), pixels(x + 8), pixels(tallest + 40), body);
}

std::string sentence_of(const BurstMap& map, const Drawn& drawn) {
  std::uint32_t doomed = 0;
  std::uint32_t stuck = 0;
  for (const BurstMap::Level& level : map.levels) {
    doomed += level.doomed;
    stuck += level.stuck;
  }
  std::string words = fmt::format(
      "{} at rest, {} between them: {} doomed, {} that can go round for ever without a "
      "newer generation, {} that heal.",
      counted(map.all_nodes, "state"), counted(map.all_rounds, "round"), doomed, stuck,
      map.all_nodes - doomed - stuck);
  if (drawn.nodes < map.all_nodes) {
    words +=
        fmt::format(" Only the {} nearest to the start are drawn.", counted(drawn.nodes, "state"));
  }
  if (drawn.edges.size() < drawn.edges_among_them) {
    words += fmt::format(" Only {} of {} are drawn between those.", drawn.edges.size(),
                         counted(drawn.edges_among_them, "connection"));
  }
  return words;
}

}  // namespace

std::string burst_figures(const scenarios::ProofOfCell& proof, const std::string& id) {
  const BurstMap& map = proof.map;
  if (map.nodes.empty()) return "";
  const Drawn drawn = placed(map);
  return fmt::format(
      "<div class=\"proof\" id=\"{}--proof\"><figure><figcaption><b>The proof</b>: every state at "
      "rest that any number of bursts can lead to, from left to right. {}<br><span "
      "class=\"how\">D, "
      "a square: doomed. S, a diamond: can be stuck for ever. A number: so many due bursts may "
      "pass "
      "without a newer generation. Dashed: only with a fault.</span></figcaption><div "
      "class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Graph of the proof\">\n{}</div>"
      "</figure><figure><figcaption><b>States over depth</b>: how many at each number of bursts "
      "from "
      "the start</figcaption><div class=\"scroll\" tabindex=\"0\" role=\"region\" "
      "aria-label=\"States over depth\">\n{}</div></figure></div>\n",
      id, text(sentence_of(map, drawn)), graph_svg(map, drawn), depth_svg(map));
}

}  // namespace stalemate::reports::html
