// Which renders a script has served in the calm end of a run, as far as its answers show it.
//
// The basic idea. A script may keep pages under names that nobody expects, or in its isolate. Then
// what it serves is all that tells whether the page becomes newer.
//
// Invariants:
//  1. Only a render that is newer than all before it, at that isolate and of that artifact, counts.
//  2. An answer that does not show its render counts for nothing.
//
// Cost: a few kilobytes; a scan of the isolates for each question.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>

#include "model/js/script.h"
#include "model/kv/value.h"

namespace stalemate::model {

class ServedRenders {
 public:
  /// Bursts come in order, and in each an isolate answers once for each artifact.
  void note(std::uint32_t isolate, Artifact artifact, std::uint32_t burst,
            const ScriptAnswer& answer) {
    if (!answer.render) return;
    const auto index = static_cast<std::size_t>(artifact);
    if (answer.served != Served::miss) cached_[index] = burst;
    auto& newest = newest_[isolate][index];
    if (!newest) {
      newest = Newest{*answer.render, burst, 0};
    } else if (*answer.render > newest->render) {
      const bool in_a_row = newest->since + 1 == burst;
      newest = Newest{*answer.render, burst, in_a_row ? newest->in_a_row + 1 : 1};
    }
  }

  bool shows(Artifact artifact) const {
    return any(artifact, [](const Newest&) { return true; });
  }
  /// Whether some isolate has served nothing newer after this burst.
  bool none_newer_after(std::uint32_t burst, Artifact artifact) const {
    return any(artifact, [burst](const Newest& newest) { return newest.since <= burst; });
  }
  /// Whether each of the last two bursts was served something newer than the one before.
  bool ever_newer(Artifact artifact) const {
    return !any(artifact, [](const Newest& newest) { return newest.in_a_row < 2; });
  }
  /// Whether anything was served since this burst that was not rendered for it.
  bool cached_since(std::uint32_t burst, Artifact artifact) const {
    const auto& cached = cached_[static_cast<std::size_t>(artifact)];
    return cached && *cached >= burst;
  }

 private:
  struct Newest {
    std::uint32_t render = 0;
    std::uint32_t since = 0;
    std::uint32_t in_a_row = 0;  // bursts up to then that were each served something newer
  };

  template <class Is>
  bool any(Artifact artifact, const Is& is) const {
    return std::ranges::any_of(newest_, [&](const auto& of_isolate) {
      const auto& newest = of_isolate[static_cast<std::size_t>(artifact)];
      return newest && is(*newest);
    });
  }

  std::array<std::array<std::optional<Newest>, artifact_count>, 32> newest_;
  std::array<std::optional<std::uint32_t>, artifact_count> cached_;
};

}  // namespace stalemate::model
