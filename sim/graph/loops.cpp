#include "sim/graph/loops.h"

namespace stalemate::sim {

Loops::Loops(const Graph& graph, const Progress& progress, Violation violation)
    : graph_(&graph), progress_(&progress), violation_(violation) {
  const bool fair = violation == Violation::stuck_fair || violation == Violation::absent_fair;
  places_needed_ = fair ? progress.all_places : 0;
}

Loops::Walk Loops::after(Walk walk, EdgeIndex edge) const {
  const RoundLabel round = round_of(*graph_, edge);
  const bool stuck = violation_ == Violation::stuck_any || violation_ == Violation::stuck_fair;
  walk.node = graph_->to(edge);
  walk.places |= round.places() & places_needed_;
  walk.due = walk.due || (stuck ? round.due : round.absent) != 0;
  walk.throttled |= round.throttled;
  walk.renewed |= round.renewed;
  return walk;
}

bool Loops::violates(const Walk& walk) const {
  const unsigned lifted = walk.throttled & ~unsigned{walk.renewed};
  return walk.due && walk.places == places_needed_ && lifted == 0;
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
