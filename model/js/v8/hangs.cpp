// What a request waits for that hangs: no engine tells it, so it is told of what else is open.

#include <algorithm>

#include <fmt/format.h>

#include "model/js/v8/v8_script.h"

namespace stalemate::model {

void V8Script::note_hang(Host& host, sim::OwnerId owner, std::uint32_t request) {
  const auto own = std::ranges::find_if(waiting_, [owner](const Awaited& awaited) {
    return !awaited.promise.IsEmpty() && awaited.owner == owner;
  });
  // A fault has taken its answer away; others may wait for it.
  if (own != waiting_.end()) return say(request, fmt::format("waits for {} in vain", own->what));
  const std::string text =
      fmt::format("waits for a promise that nothing settles{}", awaited_in(host.isolate.realm));
  say(request, text);
  if (remarks_.hang.empty()) remarks_.hang = fmt::format("request {} {}", request, text);
}

/// "; still open: kv.get() of request 1, whose context has ended"; nothing where none is.
std::string V8Script::awaited_in(std::uint32_t realm) {
  constexpr std::size_t shown = 3;
  std::vector<std::string> open;
  for (const Awaited& awaited : waiting_) {
    if (awaited.promise.IsEmpty() || awaited.realm != realm || awaited.request == 0) continue;
    const bool lives = kernel_->alive(awaited.owner);
    std::string text = fmt::format("{} of request {}{}", awaited.what, awaited.request,
                                   lives ? "" : ", whose context has ended");
    if (std::ranges::find(open, text) == open.end()) open.push_back(std::move(text));
  }
  if (open.size() > shown) {
    open.resize(shown);
    open.emplace_back("more");
  }
  return open.empty() ? "" : fmt::format("; still open: {}", fmt::join(open, "; "));
}

}  // namespace stalemate::model
