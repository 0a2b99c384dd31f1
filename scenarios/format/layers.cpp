#include "scenarios/format/layers.h"

#include <algorithm>

namespace stalemate::scenarios::format {
namespace {

// Whether the patch decides what stands at the tokens: it holds them, or replaces what holds them.
bool decides(const Json& patch, const std::vector<std::string>& tokens) {
  const Json* value = &patch;
  for (const std::string& token : tokens) {
    if (!value->is_object()) return true;
    const auto found = value->find(token);
    if (found == value->end()) return false;
    value = &*found;
  }
  return true;
}

}  // namespace

Json merged(const Layers& layers) {
  Json world = *layers.front().json;
  for (std::size_t index = 1; index < layers.size(); ++index) {
    world.merge_patch(*layers[index].json);
  }
  return world;
}

std::vector<std::string> place(const Layers& layers, const std::vector<std::string>& tokens) {
  // The whole world is no one layer's.
  if (tokens.empty()) return {};
  const auto found = std::find_if(layers.rbegin(), layers.rend(), [&tokens](const Layer& layer) {
    return decides(*layer.json, tokens);
  });
  if (found == layers.rend()) return tokens;
  std::vector<std::string> result = found->tokens;
  result.insert(result.end(), tokens.begin(), tokens.end());
  return result;
}

}  // namespace stalemate::scenarios::format
