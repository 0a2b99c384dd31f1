#include "scenarios/log/values.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace stalemate::scenarios::log {

namespace {

bool holds(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

/// 0: it has none. A URL within another one's query is not looked at.
std::size_t start_of_host(std::string_view url) {
  const std::size_t scheme = url.find("://");
  const bool has_one = scheme != std::string_view::npos && url.find_first_of("/?#") > scheme;
  return has_one ? scheme + 3 : 0;
}

}  // namespace

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view spaces = " \t\r\n";
  const std::size_t first = text.find_first_not_of(spaces);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(spaces) - first + 1);
}

std::string without_colours(std::string_view text) {
  constexpr std::string_view start = "\x1b[";
  std::string plain;
  while (!text.empty()) {
    const std::size_t at = std::min(text.find(start), text.size());
    plain += text.substr(0, at);
    text.remove_prefix(at);
    if (text.empty()) break;
    // Numbers, and a letter that ends them.
    const std::size_t end = text.find_first_not_of("0123456789;:?", start.size());
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return plain;
}

std::string lowered(std::string_view text) {
  std::string lower(text);
  for (char& letter : lower) {
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
  }
  return lower;
}

std::optional<std::int64_t> number_of(std::string_view text) {
  text = trimmed(text);
  std::int64_t number = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || stop != text.data() + text.size()) return std::nullopt;
  return number;
}

std::optional<std::int64_t> age_of(std::string_view text) {
  constexpr std::int64_t oldest_s = 315'360'000;  // ten years
  const auto age_s = number_of(text);
  return age_s && *age_s >= 0 && *age_s <= oldest_s ? age_s : std::nullopt;
}

std::string page_of(std::string_view url) {
  url = trimmed(url);
  if (const std::size_t host = start_of_host(url); host > 0) {
    const std::size_t path = url.find('/', host);
    url = path == std::string_view::npos ? "/" : url.substr(path);
  }
  url = url.substr(0, url.find_first_of("?#"));
  if (url.size() > 4 && url.substr(url.size() - 4) == ".rsc") url.remove_suffix(4);
  return std::string(url);
}

std::string host_of(std::string_view url) {
  url = trimmed(url);
  const std::size_t start = start_of_host(url);
  if (start == 0) return {};
  const std::string_view rest = url.substr(start);
  std::string_view host = rest.substr(0, rest.find_first_of("/?#"));
  for (const std::string_view usual_port : {":443", ":80"}) {
    if (host.ends_with(usual_port)) host.remove_suffix(usual_port.size());
  }
  return lowered(host);
}

model::Artifact artifact_of(std::string_view url) {
  const std::string_view path = url.substr(0, url.find_first_of("?#"));
  const bool named = path.size() > 4 && path.substr(path.size() - 4) == ".rsc";
  return named || holds(url, "?_rsc") || holds(url, "&_rsc") ? model::Artifact::rsc
                                                             : model::Artifact::html;
}

std::string colo_of_ray(std::string_view ray) {
  ray = trimmed(ray);
  const std::size_t dash = ray.rfind('-');
  return dash == std::string_view::npos ? std::string() : std::string(ray.substr(dash + 1));
}

std::optional<SeenState> state_of(std::string_view text) {
  text = trimmed(text);
  if (!text.empty() && text.front() == '"') text.remove_prefix(1);
  const std::string word = lowered(text.substr(0, text.find_first_of(" \t,;:(\"")));
  if (word == "hit" || word == "revalidated") return SeenState::hit;
  if (word == "miss" || word == "expired") return SeenState::miss;
  if (word == "stale" || word == "updating") return SeenState::stale;
  return std::nullopt;
}

std::optional<std::string_view> value_named(std::string_view text, std::string_view lower_name) {
  if (lower_name.empty()) return std::nullopt;
  const auto is_of_name = [](char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9') || letter == '-' ||
           letter == '_';
  };
  const std::string lower = lowered(text);
  for (std::size_t at = lower.find(lower_name); at != std::string::npos;
       at = lower.find(lower_name, at + 1)) {
    const std::size_t end = at + lower_name.size();
    if (at > 0 && is_of_name(lower[at - 1])) continue;
    const std::size_t value = lower.find_first_not_of(" \t:='\"\\[", end);
    if (value == end || value == std::string::npos) continue;
    const std::string_view rest = text.substr(value);
    return rest.substr(0, rest.find_first_of(" \t,;'\"\\)}]\r\n"));
  }
  return std::nullopt;
}

Signs signs_of_outcome(std::string_view outcome) {
  const std::string word = lowered(trimmed(outcome));
  if (word == "exceededcpu" || word == "exceeded cpu limit") return sign_bit(Sign::cpu_limit);
  if (word == "exceededmemory" || word == "exceeded memory limit")
    return sign_bit(Sign::memory_limit);
  if (word == "canceled" || word == "cancelled" || word == "responsestreamdisconnected") {
    return sign_bit(Sign::cancelled);
  }
  return word == "exception" || word == "exception thrown" ? sign_bit(Sign::exception) : Signs{0};
}

Signs signs_of_error(std::string_view message) {
  struct Text {
    std::string_view part;
    Sign sign;
  };
  constexpr std::array known{Text{"KV PUT failed: 429", Sign::kv_refused},
                             Text{"KV put() limit exceeded", Sign::kv_refused},
                             Text{"KV PUT failed: 5", Sign::kv_failed},
                             Text{"KV GET failed: 5", Sign::kv_failed},
                             Text{"Network connection lost", Sign::connection_lost}};
  // Behind it other messages may stand.
  const Text* first = nullptr;
  std::size_t place = std::string_view::npos;
  for (const Text& text : known) {
    const std::size_t at = message.find(text.part);
    if (at >= place) continue;
    first = &text;
    place = at;
  }
  // What KV, or the platform, says in other words could be any of them.
  const bool unclear = first == nullptr && (holds(message, "KV ") || holds(message, "internal"));
  Signs signs = holds(message, "Error: ") && !unclear ? sign_bit(Sign::failure_told) : Signs{0};
  if (first != nullptr) signs = static_cast<Signs>(signs | sign_bit(first->sign));
  return signs;
}

Signs signs_of_message(std::string_view message) {
  Signs signs = 0;
  const auto add = [&signs](Signs more) { signs = static_cast<Signs>(signs | more); };
  if (holds(message, "waitUntil() tasks did not complete")) add(sign_bit(Sign::wait_until_limit));
  if (holds(message, "code had hung")) add(sign_bit(Sign::hung));
  if (holds(message, "exceeded CPU time limit")) add(sign_bit(Sign::cpu_limit));
  if (holds(message, "exceeded memory limit")) add(sign_bit(Sign::memory_limit));
  // As 0.0.26, 0.0.30, 0.0.55 and 1.4.0 write it, of pages of either router.
  for (const std::string_view failure :
       {"[vinext] ISR background regeneration failed", "[vinext] ISR regen failed for ",
        "[vinext] Pages ISR cache write failed for ",
        "[vinext] ISR cache write error:", "[vinext] ISR RSC cache write error:"}) {
    const std::size_t at = message.find(failure);
    if (at == std::string_view::npos) continue;
    add(sign_bit(Sign::regeneration_failed));
    add(signs_of_error(message.substr(at + failure.size())));
  }
  if (holds(message, "[vinext] ISR cache read error:")) add(sign_bit(Sign::read_failed));
  return signs;
}

}  // namespace stalemate::scenarios::log
