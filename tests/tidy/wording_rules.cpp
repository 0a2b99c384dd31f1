#include <algorithm>
#include <array>
#include <string>

#include "tests/tidy/rules.h"

namespace stalemate::tests::tidy {
namespace {

// What is simulated, in words the kernel must do without; each stands for its inflections too.
constexpr std::array<std::string_view, 8> domain_words{"isolate", "kv",    "cache", "colo",
                                                       "worker",  "stale", "isr",   "waituntil"};

bool is_upper(char character) { return character >= 'A' && character <= 'Z'; }
bool is_lower(char character) { return character >= 'a' && character <= 'z'; }

char lowered(char character) {
  return is_upper(character) ? static_cast<char>(character - 'A' + 'a') : character;
}

struct Part {
  std::size_t offset = 0;
  std::string word;     // in lower case
  bool joined = false;  // to the part before: `wait` and `until` of waitUntil and wait_until
};

bool starts_part(std::string_view text, std::size_t at) {
  if (at == 0 || !is_identifier_character(text[at - 1]) || text[at - 1] == '_') return true;
  if (!is_upper(text[at])) return false;
  const bool next_is_lower = at + 1 < text.size() && is_lower(text[at + 1]);
  return !is_upper(text[at - 1]) || next_is_lower;
}

// The parts of all identifiers and plain words: `kvStore`, `KVStore` and `kv_store` hold `kv`.
std::vector<Part> parts_of(std::string_view text) {
  std::vector<Part> parts;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (!is_identifier_character(text[at]) || text[at] == '_') continue;
    if (starts_part(text, at)) {
      const bool joined = at > 0 && is_identifier_character(text[at - 1]);
      parts.push_back({at, "", joined});
    }
    parts.back().word += lowered(text[at]);
  }
  return parts;
}

bool is_domain_word(std::string_view word) {
  return std::any_of(domain_words.begin(), domain_words.end(), [word](std::string_view known) {
    if (!word.starts_with(known)) return false;
    const std::string_view ending = word.substr(known.size());
    if (known == "cache" && ending == "d") return true;  // but `isolated` is plain English
    return ending.empty() || ending == "s" || ending == "ness";
  });
}

// A path starts here, and not in the middle of a longer one.
bool starts_path(std::string_view text, std::size_t at) {
  if (at == 0) return true;
  if (text.substr(0, at).ends_with("../")) return true;
  const char before = text[at - 1];
  return !is_identifier_character(before) &&
         std::string_view("/.-}").find(before) == std::string_view::npos;
}

}  // namespace

Findings words_the_kernel_must_not_know(const SourceText& source) {
  Findings findings;
  if (!is_cpp(source) || !is_below(source, "sim/")) return findings;
  std::string previous;
  for (const Part& part : parts_of(source.text)) {
    const bool pair = part.joined && previous == "wait" && part.word == "until";
    if (pair || is_domain_word(part.word)) {
      const std::string word = pair ? "wait_until" : part.word;
      findings.push_back({source.path, line_at(source.text, part.offset),
                          "the kernel knows no `" + word + "`: that is the model's business"});
    }
    previous = part.word;
  }
  return findings;
}

Findings paths_of_one_machine(const SourceText& source) {
  // Written in two halves, so that this file keeps its own rule.
  const std::array<std::string, 4> places{std::string("/wo") + "rk/", std::string("/ro") + "ot/",
                                          std::string("/fa") + "rm/", std::string("sha") + "red/"};
  Findings findings;
  const std::string_view text = source.text;
  for (const std::string& place : places) {
    for (std::size_t at = text.find(place); at != std::string_view::npos;
         at = text.find(place, at + 1)) {
      if (!starts_path(text, at)) continue;
      findings.push_back(
          {source.path, line_at(text, at), "`" + place + "` is on one machine only"});
    }
  }
  return findings;
}

Findings unfinished_work(const SourceText& source) {
  Findings findings;
  if (!is_product_code(source)) return findings;
  for (const std::string_view mark : {"TODO", "FIXME", "XXX"}) {
    for (const std::size_t at : word_positions(source.text, mark)) {
      findings.push_back({source.path, line_at(source.text, at),
                          std::string(mark) + ": finish it, or say it as a limit"});
    }
  }
  return findings;
}

}  // namespace stalemate::tests::tidy
