#include "tests/tidy/snippets.h"

namespace stalemate::tests::tidy {
namespace {

std::string table_rows(std::size_t count) {
  std::string text;
  for (std::size_t line = 0; line < count; ++line) text += "  {1, 2},\n";
  return text;
}

std::vector<Snippet> good_layout() {
  return {
      {"long_lines", "sim/a.cpp", std::string(100, 'x') + "\n"},
      {"long_lines", "sim/a.cpp", "// \xE2\x80\x93" + std::string(96, 'x') + "\n"},
      {"long_lines", "sim/README.md", std::string(300, 'x') + "\n"},
      {"untitled_readme", "sim/README.md", "# sim: the kernel\n"},
      {"untitled_readme", "tests/peers/measured.md", "What it printed.\n"},
      {"long_file", "sim/a.cpp", table_rows(400)},
      {"long_file", "scenarios/a.json", table_rows(500)},
      // Neither a namespace, a class nor a table is a function, however long.
      {"long_functions", "sim/a.cpp", "namespace a {\n" + table_rows(90) + "}\n"},
      {"long_functions", "sim/a.h", "struct alignas(16) A final {\n" + table_rows(90) + "};\n"},
      {"long_functions", "sim/a.h", "enum class A : int {\n" + table_rows(90) + "};\n"},
      {"long_functions", "sim/a.cpp", "constexpr A table[] = {\n" + table_rows(90) + "};\n"},
      {"long_functions", "sim/a.cpp", "inline constexpr std::array b{\n" + table_rows(90) + "};\n"},
      {"long_functions", "sim/a.cpp", "const A a = make({\n" + table_rows(90) + "});\n"},
      {"long_functions", "sim/a.cpp", "void f() {\n" + table_rows(68) + "}\nvoid g() {}\n"},
      {"long_functions", "sim/a.cpp", "// void f() {\n" + table_rows(90) + "// }\n"},
      {"unguarded_header", "sim/a.cpp", "int a();\n"},
      {"unguarded_header", "sim/a.h", "// About.\n#pragma once\n"},
      {"unexplained_header", "sim/a.h", "// About.\n#pragma once\n"},
  };
}

std::vector<Snippet> good_structure() {
  const std::string rule = "includes_against_the_direction";
  return {
      {rule, "sim/a.cpp", "#include <map>\n#include \"sim/arena.h\"\n#include <xxhash.h>\n"},
      {rule, "reports/a.cpp", "#include \"sim/arena.h\"\n#include \"scenarios/a.h\"\n"},
      {rule, "reports/cli/a.cpp", "#include \"reports/cli/b.h\"\n#include \"stalemate/version.h\""},
      {rule, "tests/a.cpp", "#include \"reports/a.h\"\n#include \"model/workers/a.h\"\n"},
      {rule, "sim/a.cpp", "// #include \"model/a.h\"\nauto a = R\"(\n#include \"model/a.h\")\";\n"},
  };
}

std::vector<Snippet> good_wording() {
  return {
      {"words_the_kernel_must_not_know", "sim/a.h", "namespace stalemate::sim { // is real, kvass"},
      {"words_the_kernel_must_not_know", "sim/a.h", "#ifdef STALEMATE_SEPARATE_FRAMES // isolated"},
      {"words_the_kernel_must_not_know", "sim/a.h", "// wait until the colour of a colon; worked"},
      {"words_the_kernel_must_not_know", "model/a.h", "KVStore cache; ctx.waitUntil(worker);"},
      {"words_the_kernel_must_not_know", "sim/README.md", "no word of caches"},
      {"paths_of_one_machine", "README.md",
       "a/home/runner/wo"
       "rk/a, network/, ${x}/ro"
       "ot/y"},
      {"paths_of_one_machine", "README.md",
       "src/sha"
       "red/a.ts, unsha"
       "red/b"},
      {"unfinished_work", "sim/a.cpp", "int TODOS; // a todo list, XXXL\n"},
      {"unfinished_work", "tests/a.cpp", "// TODO\n"},
  };
}

std::vector<Snippet> good_determinism() {
  return {
      {"banned_words", "sim/a.cpp", "// no unordered_map\nconst char* a = \"mt19937\";"},
      {"banned_words", "sim/a.cpp", "using Map = std::map<int, int>; namespace a = b;"},
      {"banned_words", "reports/cli/today.cpp", "std::chrono::system_clock::now();"},
      {"banned_words", "tests/a.cpp", "std::unordered_map<int, int> a;"},
      {"banned_calls", "sim/a.cpp",
       "operand(1); a.time(0); b->rand(); Virtual::time(1); Time time(3);"},
      {"banned_calls", "sim/a.cpp",
       "int lifetime(int); hash(1); sim::hash(a); clock(2); sample(x);"},
      {"clocks_outside_their_place", "scenarios/campaign/a.cpp", "steady_clock::now();"},
      {"clocks_outside_their_place", "reports/cli/a.cpp", "steady_clock::now();"},
      {"casts_outside_the_arena", "sim/arena.cpp", "reinterpret_cast<char*>(a);"},
      {"casts_outside_the_arena", "sim/arena/frames.h", "reinterpret_cast<char*>(a);"},
      {"standard_distributions", "sim/a.cpp",
       "model::latency_distribution a; // std::b_distribution"},
      {"pointers_as_keys", "sim/a.h", "std::map<int, Frame*> a; std::set<std::pair<int, A*>> b;"},
      {"mutable_globals", "sim/a.h", "constexpr int a = 1;\ninline constexpr A b{2};\nconst C c;"},
      {"mutable_globals", "sim/a.h", "int f();\nstatic int g(int a = 1);\ninline A h() { A a; }"},
      {"mutable_globals", "sim/a.h", "class A;\nstruct B {\n  int a = 0;\n  static B make();\n};"},
      {"mutable_globals", "sim/a.h", "using A = int;\ntemplate <typename T>\nusing B = T;"},
      {"mutable_globals", "sim/a.h", "bool operator==(A, A) = default;\nA::A(B) = delete;"},
      {"mutable_globals", "sim/a.h", "enum class A : int { a, b };\nstatic_assert(true);"},
      {"mutable_globals", "sim/a.h", "namespace a = b::c;\nextern \"C\" {\nvoid f();\n}"},
      {"mutable_globals", "sim/a.cpp", "void f() {\n  int a = 0;\n  static const A b = c();\n}"},
  };
}

}  // namespace

std::vector<Snippet> good_snippets() {
  std::vector<Snippet> all = good_layout();
  for (const auto& group : {good_structure(), good_wording(), good_determinism()}) {
    all.insert(all.end(), group.begin(), group.end());
  }
  return all;
}

}  // namespace stalemate::tests::tidy
