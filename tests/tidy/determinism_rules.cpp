#include <algorithm>
#include <array>
#include <string>

#include "tests/tidy/rules.h"
#include "tests/tidy/scopes.h"

namespace stalemate::tests::tidy {
namespace {

struct Ban {
  std::string_view word;
  std::string_view reason;
};

constexpr std::string_view order_reason = "its order differs between runs and libraries";
constexpr std::string_view random_reason = "random choices go through the one gate";
constexpr std::string_view clock_reason = "time is virtual";
/// What day it is, for schedules that are added to a corpus.
constexpr Ban calendar{"system_clock", "only reports/cli/today.cpp asks what day it is"};

/// How long code of others has run that does not come to an end.
constexpr Ban patience{"clock_gettime", "only model/js/v8/watchdog.cpp asks how long code has run"};

constexpr std::array banned{
    Ban{"unordered_map", order_reason},
    Ban{"unordered_set", order_reason},
    Ban{"unordered_multimap", order_reason},
    Ban{"unordered_multiset", order_reason},
    Ban{"random_device", random_reason},
    Ban{"mt19937", random_reason},
    Ban{"mt19937_64", random_reason},
    Ban{"minstd_rand", random_reason},
    Ban{"default_random_engine", random_reason},
    Ban{"random_shuffle", random_reason},
    Ban{"thread_local", "a run must not depend on the thread it is on"},
    Ban{"gettimeofday", clock_reason},
};

// Standard functions whose results the standard leaves open.
constexpr std::array banned_functions{
    Ban{"rand", random_reason},
    Ban{"srand", random_reason},
    Ban{"shuffle", random_reason},
    Ban{"sample", random_reason},
    Ban{"time", clock_reason},
    Ban{"clock", clock_reason},
    Ban{"hash", "its values differ between libraries"},
};

bool follows(std::string_view code, std::size_t at, std::string_view before) {
  return code.substr(0, at).ends_with(before);
}

// `std::name`, `::name`, and `name(nullptr)` and the like; not a member or a name of our own.
bool is_standard_function(std::string_view code, std::size_t at, std::string_view name) {
  if (follows(code, at, "std::")) return true;
  if (follows(code, at, ".") || follows(code, at, "->")) return false;
  const std::size_t open = at + name.size();
  if (open >= code.size() || code[open] != '(') return false;
  if (follows(code, at, "::")) {
    return at < 3 || (!is_identifier_character(code[at - 3]) && code[at - 3] != '>');
  }
  if (name == "rand" || name == "srand") return true;
  const std::size_t argument = skip_spaces(code, open + 1);
  const std::string_view word = first_word(code.substr(argument));
  const bool address = argument < code.size() && code[argument] == '&';
  return name == "time" && (address || word == "nullptr" || word == "NULL" || word == "0");
}

void report(Findings& findings, const SourceText& source, std::size_t at, std::string sentence) {
  findings.push_back({source.path, line_at(source.code, at), std::move(sentence)});
}

std::string sentence_of(const Ban& ban) {
  return "`" + std::string(ban.word) + "` is banned: " + std::string(ban.reason);
}

bool declares_variable(std::string_view head) {
  for (const std::string_view word : {"const", "constexpr", "using", "template", "operator"}) {
    if (has_word(head, word)) return false;
  }
  const std::string_view plain = without_decoration(head);
  for (const std::string_view word : {"class", "struct", "union", "enum", "friend", "concept",
                                      "namespace", "static_assert", "typedef"}) {
    if (first_word(plain) == word) return false;
  }
  const std::string_view declared = plain.substr(0, plain.find_first_of("={"));
  const bool type_and_name = declared.find_first_of(" >*&") != std::string_view::npos;
  return type_and_name && declared.find('(') == std::string_view::npos;
}

}  // namespace

Findings banned_words(const SourceText& source) {
  Findings findings;
  if (!is_product_code(source)) return findings;
  const bool may_ask_the_day = source.path == "reports/cli/today.cpp";
  for (const std::size_t at : word_positions(source.code, calendar.word)) {
    if (!may_ask_the_day) report(findings, source, at, sentence_of(calendar));
  }
  const bool may_lose_patience = source.path == "model/js/v8/watchdog.cpp";
  for (const std::size_t at : word_positions(source.code, patience.word)) {
    if (!may_lose_patience) report(findings, source, at, sentence_of(patience));
  }
  for (const Ban& ban : banned) {
    for (const std::size_t at : word_positions(source.code, ban.word)) {
      report(findings, source, at, sentence_of(ban));
    }
  }
  for (const std::size_t at : word_positions(source.code, "using")) {
    const std::string_view next = first_word(std::string_view(source.code).substr(at + 5));
    if (next == "namespace") report(findings, source, at, "`using namespace` is banned: name it");
  }
  return findings;
}

Findings banned_calls(const SourceText& source) {
  Findings findings;
  if (!is_product_code(source)) return findings;
  for (const Ban& ban : banned_functions) {
    for (const std::size_t at : word_positions(source.code, ban.word)) {
      if (!is_standard_function(source.code, at, ban.word)) continue;
      report(findings, source, at, sentence_of(ban));
    }
  }
  return findings;
}

Findings clocks_outside_their_place(const SourceText& source) {
  Findings findings;
  if (!is_product_code(source)) return findings;
  if (is_below(source, "scenarios/campaign/") || is_below(source, "reports/cli/")) return findings;
  for (const std::string_view clock : {"steady_clock", "high_resolution_clock"}) {
    for (const std::size_t at : word_positions(source.code, clock)) {
      report(findings, source, at,
             "a real clock is read in scenarios/campaign/ and reports/cli/ only");
    }
  }
  return findings;
}

Findings casts_outside_the_arena(const SourceText& source) {
  Findings findings;
  if (!is_product_code(source) || is_below(source, "sim/arena")) return findings;
  for (const std::size_t at : word_positions(source.code, "reinterpret_cast")) {
    report(findings, source, at, "reinterpret_cast is for sim/arena only");
  }
  return findings;
}

Findings standard_distributions(const SourceText& source) {
  Findings findings;
  if (!is_product_code(source)) return findings;
  const std::string_view code = source.code;
  for (std::size_t at = code.find("std::"); at != std::string_view::npos;
       at = code.find("std::", at + 1)) {
    if (!first_word(code.substr(at + 5)).ends_with("_distribution")) continue;
    report(findings, source, at, "standard distributions differ between libraries");
  }
  return findings;
}

Findings pointers_as_keys(const SourceText& source) {
  Findings findings;
  if (!is_product_code(source)) return findings;
  const std::string_view code = source.code;
  for (const std::string_view container : {"map", "set", "multimap", "multiset"}) {
    for (const std::size_t at : word_positions(code, container)) {
      const std::size_t open = at + container.size();
      if (open >= code.size() || code[open] != '<') continue;
      // The first argument ends at the first comma or closing bracket outside its own brackets.
      std::size_t end = open + 1;
      while (end < code.size() && code[end] != ',' && code[end] != '>') {
        end = code[end] == '<' ? matching_bracket(code, end) + 1 : end + 1;
      }
      const std::size_t last = code.find_last_not_of(" \n", std::min(end, code.size()) - 1);
      if (code[last] == '*') report(findings, source, at, "a pointer as a key orders by address");
    }
  }
  return findings;
}

Findings mutable_globals(const SourceText& source) {
  Findings findings;
  if (!is_product_code(source)) return findings;
  const std::string_view code = source.code;
  const std::string sentence = "a mutable global outlives the run that changed it";
  for (const Span& declaration : scopes_of(code).declarations) {
    const std::string_view head =
        code.substr(declaration.begin, declaration.end - declaration.begin);
    if (declares_variable(head) && !has_word(head, "static")) {
      report(findings, source, declaration.begin, sentence);
    }
  }
  // Members and locals that are static live as long.
  for (const std::size_t at : word_positions(code, "static")) {
    const std::string_view rest = code.substr(at);
    const std::string_view head = rest.substr(0, rest.find_first_of(";={("));
    const bool function = head.size() < rest.size() && rest[head.size()] == '(';
    if (!function && declares_variable(head)) report(findings, source, at, sentence);
  }
  return findings;
}

}  // namespace stalemate::tests::tidy
