#include "tests/mutation/mutants.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <span>
#include <utility>

#include "sim/hash.h"
#include "tests/support/lines.h"

namespace stalemate::tests::mutation {
namespace {

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t\r");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t\r") - begin + 1);
}

/// What follows `key: `, if the line begins so.
std::optional<std::string> field(std::string_view line, std::string_view key) {
  if (!line.starts_with(key) || !line.substr(key.size()).starts_with(": ")) return std::nullopt;
  return std::string(trimmed(line.substr(key.size() + 2)));
}

class Reader {
 public:
  Reader(const std::string& name, MutantList& into)
      : name_(name), first_own_(into.mutants.size()), into_(&into) {}

  void read(std::string_view text) {
    for (const std::string_view line : lines_of(text)) {
      ++number_;
      if (trimmed(line).empty()) {
        last_ = nullptr;
      } else if (!line.starts_with('#')) {
        read_line(line);
      }
    }
    for (std::size_t at = first_own_; at < into_->mutants.size(); ++at) check(into_->mutants[at]);
  }

 private:
  void read_line(std::string_view line) {
    if (auto file = field(line, "file")) {
      file_ = *file;
      first_.clear();
    } else if (auto first = field(line, "first")) {
      first_ = *first;
    } else if (auto name = field(line, "mutant")) {
      Mutant& mutant = into_->mutants.emplace_back();
      mutant.name = *name;
      mutant.list = name_;
      mutant.file = file_;
      mutant.first = first_;
    } else if (into_->mutants.size() == first_own_) {
      object("a line before the first mutant");
    } else {
      read_line_of(into_->mutants.back(), line);
    }
  }

  void read_line_of(Mutant& mutant, std::string_view line) {
    if (auto breaks = field(line, "breaks")) {
      mutant.breaks = *breaks;
      last_ = &mutant.breaks;
    } else if (auto equivalent = field(line, "equivalent")) {
      mutant.equivalent = *equivalent;
      last_ = &mutant.equivalent;
    } else if (line.starts_with("  ") && last_ != nullptr) {
      *last_ += " " + std::string(trimmed(line));
    } else if (line == "=" || line.starts_with("= ")) {
      add_line(mutant, CodeLine::Fate::stays, line);
    } else if (line.starts_with("- ")) {
      add_line(mutant, CodeLine::Fate::goes, line);
    } else if (line.starts_with("+ ")) {
      add_line(mutant, CodeLine::Fate::comes, line);
    } else {
      object("neither a field nor a line of code: " + std::string(line));
    }
  }

  void add_line(Mutant& mutant, CodeLine::Fate fate, std::string_view line) {
    last_ = nullptr;
    mutant.lines.push_back({fate, std::string(trimmed(line.substr(1)))});
  }

  void check(const Mutant& mutant) {
    if (mutant.file.empty()) object(mutant.name + " names no file");
    if (mutant.breaks.empty()) object(mutant.name + " does not say what it breaks");
    const bool changes = std::any_of(mutant.lines.begin(), mutant.lines.end(),
                                     [](auto& line) { return line.fate != CodeLine::Fate::stays; });
    if (!changes) object(mutant.name + " changes nothing");
  }

  void object(const std::string& sentence) {
    into_->errors.push_back(name_ + ":" + std::to_string(number_) + ": " + sentence);
  }

  std::string name_;
  std::size_t first_own_;
  MutantList* into_;
  std::string file_;
  std::string first_;
  std::string* last_ = nullptr;  // the sentence that the next line may go on with
  std::size_t number_ = 0;
};

std::vector<std::string_view> old_lines(const Mutant& mutant) {
  std::vector<std::string_view> lines;
  for (const CodeLine& line : mutant.lines) {
    if (line.fate != CodeLine::Fate::comes) lines.push_back(line.text);
  }
  return lines;
}

}  // namespace

void read_mutants(const std::string& name, std::string_view text, MutantList& into) {
  Reader(name, into).read(text);
}

MutantList all_mutants(const std::string& root) {
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::directory_iterator(root + "/tests/mutation/mutants")) {
    if (entry.path().extension() == ".txt") paths.push_back(entry.path());
  }
  std::sort(paths.begin(), paths.end());
  MutantList list;
  for (const std::filesystem::path& path : paths) {
    std::ifstream file(path, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    read_mutants(path.stem().string(), text, list);
  }
  return list;
}

std::vector<std::size_t> places_of(const Mutant& mutant, std::string_view source) {
  const std::vector<std::string_view> wanted = old_lines(mutant);
  std::vector<std::string_view> lines = lines_of(source);
  for (std::string_view& line : lines) line = trimmed(line);
  std::vector<std::size_t> places;
  for (auto from = lines.begin(); !wanted.empty(); ++from) {
    from = std::search(from, lines.end(), wanted.begin(), wanted.end());
    if (from == lines.end()) break;
    places.push_back(static_cast<std::size_t>(from - lines.begin()));
  }
  return places;
}

std::optional<std::string> mutated(const Mutant& mutant, std::string_view source) {
  const std::vector<std::size_t> places = places_of(mutant, source);
  if (places.size() != 1) return std::nullopt;
  const std::vector<std::string_view> lines = lines_of(source);
  std::string text;
  const auto add = [&text](std::string_view line) { text.append(line).push_back('\n'); };
  std::size_t at = 0;
  while (at < places.front()) add(lines[at++]);
  for (const CodeLine& line : mutant.lines) {
    if (line.fate == CodeLine::Fate::comes) {
      add(line.text);
    } else {
      if (line.fate == CodeLine::Fate::stays) add(lines[at]);
      ++at;
    }
  }
  while (at < lines.size()) add(lines[at++]);
  return text;
}

std::vector<std::size_t> lines_gone(const Mutant& mutant, std::string_view source) {
  std::vector<std::size_t> gone;
  std::size_t at = places_of(mutant, source).front();
  for (const CodeLine& line : mutant.lines) {
    if (line.fate == CodeLine::Fate::goes) gone.push_back(at);
    if (line.fate != CodeLine::Fate::comes) ++at;
  }
  return gone;
}

std::string version_of(const Mutant& mutant) {
  std::string all = mutant.file;
  for (const CodeLine& line : mutant.lines) {
    all.push_back('\n');
    all.push_back(static_cast<char>('0' + static_cast<int>(line.fate)));
    all += line.text;
  }
  return std::to_string(sim::hash_bytes(0, std::as_bytes(std::span(all))));
}

}  // namespace stalemate::tests::mutation
