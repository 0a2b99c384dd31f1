// All states at rest that can be reached from the start, and the rounds between them.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "model/proof/burst_explorer.h"

namespace stalemate::model {

using RestGraph = std::map<RestState, std::vector<RoundEdge>>;

/// Nothing if there are more transitions than that.
std::optional<RestGraph> rest_graph(const ProofConfig& config, std::uint64_t transition_limit,
                                    const Engine& engine = {});

/// What of one graph is not in the other, in words; empty if they are equal.
std::string difference(const RestGraph& left, const RestGraph& right);

bool same_edge(const RoundEdge& left, const RoundEdge& right);

}  // namespace stalemate::model
