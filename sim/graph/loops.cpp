#include "sim/graph/loops.h"

#include <algorithm>
#include <bit>

#include "sim/assert.h"

namespace stalemate::sim {

namespace {

class LoopSearch {
 public:
  LoopSearch(const Graph& graph, const Progress& progress, Violation violation)
      : graph_(graph), progress_(progress), violation_(violation) {}

  EdgePath stem(NodeIndex from) const {
    if (has_key(from)) return {};
    return shortest_path(
        graph_, from, [this](EdgeIndex edge) { return !round_of(graph_, edge).disturbed; },
        [this](EdgeIndex edge) { return has_key(graph_.to(edge)); });
  }

  EdgePath loop(NodeIndex home) const {
    EdgePath found = places_needed() == 0 ? short_loop(home) : long_loop(home, false);
    // Whether a renewal is needed is known only once it is known what the loop goes through.
    return can_repeat(found) ? found : long_loop(home, true);
  }

 private:
  std::uint32_t places_needed() const {
    const bool fair = violation_ == Violation::stuck_fair || violation_ == Violation::absent_fair;
    return fair ? progress_.all_places : 0;
  }

  // An edge that can begin the loop: of a knot that is this violation, and due (or absent) in it.
  bool is_key(EdgeIndex edge) const {
    const std::uint32_t knot = progress_.knots.of_node[graph_.from(edge)];
    if ((progress_.violations_of_knot[knot] & bit(violation_)) == 0) return false;
    if (!progress_.in_knot(graph_, edge)) return false;
    const RoundLabel round = round_of(graph_, edge);
    const bool stuck = violation_ == Violation::stuck_any || violation_ == Violation::stuck_fair;
    return (stuck ? round.due : round.absent) != 0;
  }

  bool has_key(NodeIndex node) const {
    return std::ranges::any_of(graph_.out(node), [this](EdgeIndex edge) { return is_key(edge); });
  }

  bool can_repeat(const EdgePath& path) const {
    bool throttled = false;
    bool renewed = false;
    for (const EdgeIndex edge : path) {
      const RoundLabel round = round_of(graph_, edge);
      throttled |= round.throttled;
      renewed |= round.renewed;
    }
    return renewed || !throttled;
  }

  // Home again from a key edge out of it. A search leaves its start only once, with its first edge.
  EdgePath short_loop(NodeIndex home) const {
    return shortest_path(
        graph_, home,
        [this, home](EdgeIndex edge) {
          return graph_.from(edge) == home ? is_key(edge) : progress_.in_knot(graph_, edge);
        },
        [this, home](EdgeIndex edge) { return graph_.to(edge) == home; });
  }

  // From one thing that is needed to the nearest next one, and home.
  EdgePath long_loop(NodeIndex home, bool renewal) const {
    std::uint32_t places = places_needed();
    EdgePath path;
    const auto append = [&](const EdgePath& piece) {
      SIM_ASSERT(!piece.empty());
      path.insert(path.end(), piece.begin(), piece.end());
      for (const EdgeIndex edge : piece) {
        const RoundLabel round = round_of(graph_, edge);
        places &= ~round.places();
        if (round.renewed) renewal = false;
      }
    };
    append({best_key(home)});
    while (places != 0 || renewal) {
      append(inside(graph_.to(path.back()), [&](EdgeIndex edge) {
        const RoundLabel round = round_of(graph_, edge);
        return (round.places() & places) != 0 || (round.renewed && renewal);
      }));
    }
    if (graph_.to(path.back()) != home) {
      append(inside(graph_.to(path.back()),
                    [this, home](EdgeIndex edge) { return graph_.to(edge) == home; }));
    }
    return path;
  }

  // The key edge that asks at the most places.
  EdgeIndex best_key(NodeIndex home) const {
    EdgeIndex best = graph_.out_end(home);
    int most = -1;
    for (const EdgeIndex edge : graph_.out(home)) {
      const int places = std::popcount(round_of(graph_, edge).places() & places_needed());
      if (!is_key(edge) || places <= most) continue;
      best = edge;
      most = places;
    }
    SIM_ASSERT(best != graph_.out_end(home));
    return best;
  }

  EdgePath inside(NodeIndex from, const EdgePredicate& last) const {
    const auto follow = [this](EdgeIndex edge) { return progress_.in_knot(graph_, edge); };
    return shortest_path(graph_, from, follow, last);
  }

  const Graph& graph_;
  const Progress& progress_;
  Violation violation_;
};

}  // namespace

std::optional<Lasso> find_loop(const Graph& graph, const Progress& progress, NodeIndex from,
                               Violation violation) {
  SIM_ASSERT(from < graph.node_count());
  if (!progress.holds(from, violation)) return std::nullopt;
  const LoopSearch search(graph, progress, violation);
  Lasso lasso;
  lasso.stem = search.stem(from);
  lasso.loop = search.loop(lasso.stem.empty() ? from : graph.to(lasso.stem.back()));
  return lasso;
}

std::optional<std::size_t> first_fatal(const Graph& graph, const Progress& progress, NodeIndex root,
                                       std::span<const EdgeIndex> path) {
  for (std::size_t place = path.size(); place > 0; --place) {
    if (!progress.doomed(graph.to(path[place - 1]))) return place;
  }
  if (progress.doomed(root)) return std::nullopt;
  return 0;
}

}  // namespace stalemate::sim
