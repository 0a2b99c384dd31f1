#include "tests/tidy/scopes.h"

#include <algorithm>
#include <string>

#include "tests/tidy/blanking.h"
#include "tests/tidy/source_text.h"

namespace stalemate::tests::tidy {
namespace {

enum class Brace { namespace_scope, type_scope, function, initialiser };

Brace meaning_of_brace(std::string_view head) {
  const std::string_view plain = without_decoration(head);
  const std::string_view word = first_word(plain);
  if (word == "namespace") return Brace::namespace_scope;
  if (word == "extern" && plain.find('(') == std::string_view::npos) return Brace::namespace_scope;
  for (const std::string_view type : {"class", "struct", "union", "enum"}) {
    if (word == type) return Brace::type_scope;
  }
  const std::size_t assignment = find_assignment(plain);
  if (assignment != std::string_view::npos) {
    const std::size_t value = skip_spaces(plain, assignment + 1);
    const bool lambda = value < plain.size() && plain[value] == '[';
    return lambda ? Brace::function : Brace::initialiser;
  }
  return plain.find('(') == std::string_view::npos ? Brace::initialiser : Brace::function;
}

bool is_access_specifier(std::string_view head) {
  return head == "public" || head == "protected" || head == "private";
}

// Walks the namespaces and types of a file; bodies and initialisers are stepped over.
class ScopeScanner {
 public:
  explicit ScopeScanner(std::string_view code) : code_(code) {}

  Scopes scan() {
    for (at_ = 0; at_ < code_.size(); ++at_) step();
    return std::move(found_);
  }

 private:
  void step() {
    const char character = code_[at_];
    if (character == ' ' || character == '\n' || character == '\t') return;
    if (!in_head_) {
      in_head_ = true;
      head_ = at_;
    }
    if (character == '(' || character == '[') {
      at_ = matching_bracket(code_, at_);
    } else if (character == '{') {
      open_brace();
    } else if (character == '}') {
      if (!scopes_.empty()) scopes_.pop_back();
      in_head_ = false;
    } else if (character == ';') {
      if (in_namespace() && at_ > head_) found_.declarations.push_back({head_, at_});
      in_head_ = false;
    } else if (character == ':' && is_access_specifier(head())) {
      in_head_ = false;
    }
  }

  void open_brace() {
    const Brace meaning = meaning_of_brace(head());
    if (meaning == Brace::namespace_scope || meaning == Brace::type_scope) {
      scopes_.push_back(meaning);
      in_head_ = false;
      return;
    }
    at_ = matching_bracket(code_, at_);
    if (meaning == Brace::function && !is_member_initialiser()) {
      found_.functions.push_back({head_, std::min(at_, code_.size() - 1)});
      in_head_ = false;
    }
  }

  // In `Frame::Frame() : owner_{nobody}, size_{0} {` only the last brace opens the body.
  bool is_member_initialiser() const {
    const std::size_t next = skip_spaces(code_, std::min(at_ + 1, code_.size()));
    return next < code_.size() && (code_[next] == ',' || code_[next] == '{');
  }

  bool in_namespace() const { return scopes_.empty() || scopes_.back() == Brace::namespace_scope; }
  std::string_view head() const { return code_.substr(head_, at_ - head_); }

  std::string_view code_;
  std::size_t at_ = 0;
  std::size_t head_ = 0;
  bool in_head_ = false;
  std::vector<Brace> scopes_;
  Scopes found_;
};

}  // namespace

Scopes scopes_of(std::string_view code) {
  const std::string plain = without_directives(std::string(code));
  return ScopeScanner(plain).scan();
}

std::size_t find_assignment(std::string_view head) {
  const std::vector<std::size_t> operators = word_positions(head, "operator");
  for (std::size_t at = 0; at < head.size(); ++at) {
    if (head[at] == '(' || head[at] == '[') {
      at = matching_bracket(head, at);
      continue;
    }
    if (head[at] != '=') continue;
    const bool compares =
        (at + 1 < head.size() && head[at + 1] == '=') ||
        (at > 0 && std::string_view("=!<>+-*/%&|^").find(head[at - 1]) != std::string_view::npos);
    const bool names_operator = !operators.empty() && operators.front() < at;
    if (!compares && !names_operator) return at;
  }
  return std::string_view::npos;
}

std::string_view without_decoration(std::string_view head) {
  while (true) {
    head.remove_prefix(skip_spaces(head, 0));
    const std::string_view word = first_word(head);
    std::size_t length = 0;
    if (word == "template") {
      const std::size_t open = head.find('<');
      length = open == std::string_view::npos ? head.size() : matching_bracket(head, open) + 1;
    } else if (head.starts_with("[[")) {
      length = matching_bracket(head, 0) + 1;
    } else if (word == "inline" || word == "export" || word == "static" || word == "typedef") {
      length = word.size();
    }
    if (length == 0) return head;
    head.remove_prefix(std::min(length, head.size()));
  }
}

}  // namespace stalemate::tests::tidy
