#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include "tests/tidy/rules.h"

namespace stalemate::tests::tidy {
namespace {

// Each folder may include itself and those before it.
constexpr std::array<std::string_view, 5> direction{"sim", "model", "scenarios", "reports",
                                                    "tests"};

std::optional<std::size_t> place(std::string_view folder) {
  const auto found = std::find(direction.begin(), direction.end(), folder);
  if (found == direction.end()) return std::nullopt;
  return static_cast<std::size_t>(found - direction.begin());
}

// Inside one folder: a store knows owners, not the world they come from; a graph knows integers.
struct Stranger {
  std::string_view from;
  std::string_view to;
};
constexpr std::array strangers{Stranger{"model/kv/", "model/workers/"},
                               Stranger{"sim/graph/", "sim/explore/"},
                               Stranger{"reports/", "reports/cli/"}};

std::string objection(const SourceText& source, std::string_view included) {
  const std::string_view folder = top_folder(included);
  const std::string name(folder);
  if (included == "stalemate/version.h") {
    const bool early = is_below(source, "sim/") || is_below(source, "model/");
    return early ? "what the header hashes must not depend on the hash" : "";
  }
  if (included == "stalemate/html_assets.h") {
    return is_below(source, "reports/html/") ? "" : "only pages carry a style sheet and a script";
  }
  if (included == "stalemate/javascript_files.h") {
    const bool own = is_below(source, "scenarios/javascript/");
    return own ? "" : "only scenarios/javascript/ carries the JavaScript around handlers";
  }
  const std::optional<std::size_t> to = place(folder);
  if (!to) return "an include names its file from the root of the tree, not " + name;
  const std::string own(top_folder(source.path));
  const std::optional<std::size_t> from = place(own);
  if (from && *from < *to) return own + " must not include " + name;
  for (const Stranger& stranger : strangers) {
    if (is_below(source, stranger.from) && !is_below(source, stranger.to) &&
        included.starts_with(stranger.to)) {
      return std::string(stranger.from) + " must not include " + std::string(stranger.to);
    }
  }
  return "";
}

}  // namespace

Findings includes_against_the_direction(const SourceText& source) {
  Findings findings;
  if (!is_cpp(source)) return findings;
  const std::string_view text = source.text;
  for (const std::size_t at : word_positions(source.code, "include")) {
    if (at == 0 || source.code[at - 1] != '#') continue;
    const std::size_t quote = skip_spaces(text, at + std::string_view("include").size());
    if (quote >= text.size() || text[quote] != '"') continue;
    const std::size_t end = std::min(text.find('"', quote + 1), text.size());
    const std::string sentence = objection(source, text.substr(quote + 1, end - quote - 1));
    if (!sentence.empty()) findings.push_back({source.path, line_at(text, at), sentence});
  }
  return findings;
}

}  // namespace stalemate::tests::tidy
