#include "tests/tidy/snippets.h"

namespace stalemate::tests::tidy {
namespace {

std::string statements(std::size_t count) {
  std::string text;
  for (std::size_t line = 0; line < count; ++line) text += "  step();\n";
  return text;
}

std::vector<Snippet> bad_layout() {
  const std::string long_body = "{\n" + statements(69) + "}\n";
  return {
      {"long_lines", "sim/a.cpp", "int a;\n// " + std::string(98, 'x') + "\n", 2},
      {"long_lines", "tests/run", std::string(101, 'x') + "\n", 1},
      {"long_file", "model/a.h", statements(401), 401},
      {"long_functions", "sim/a.cpp", "namespace a {\nvoid run() " + long_body + "}\n", 2},
      {"long_functions", "sim/a.cpp",
       "class A : public B {\n public:\n  A() : b_{1}, c_{2} " + long_body + "  int b_;\n};\n", 3},
      {"long_functions", "sim/a.cpp", "bool operator==(A a, A b) noexcept " + long_body, 1},
      {"long_functions", "sim/a.cpp",
       "const A table[] = {{1}, {2}};\nvoid run(A a = {}, char c = '{') " + long_body, 2},
      {"long_functions", "sim/a.cpp",
       "#define OPEN {\n// {\nconst char* a = R\"x({)\" {)x\";\ntemplate <typename T>\nA<T> run(T "
       "t)\n"
       "  requires(T::size > 0) " +
           long_body,
       4},
      {"long_functions", "sim/a.cpp",
       "const auto run = [](int a) " + long_body.substr(0, 700) + "};\n", 1},
      {"long_functions", "tests/a.cpp", "TEST_CASE(\"a {\", \"[b]\") " + long_body, 1},
      {"unguarded_header", "sim/a.h", "// About.\nint a();\n// #pragma once\n", 1},
      {"untitled_readme", "tests/oracle/README.md", "#tests / oracle : what\n", 1},
      {"unexplained_header", "sim/a.h", "#pragma once\n// About.\n", 1},
  };
}

std::vector<Snippet> bad_structure() {
  const std::string rule = "includes_against_the_direction";
  return {
      {rule, "sim/a.h", "// A\n#include \"model/origin.h\"\n", 2},
      {rule, "model/a.cpp", "#include <map>\n#include \"scenarios/format/load.h\"\n", 2},
      {rule, "scenarios/a.cpp", "#include \"reports/console.h\"\n", 1},
      {rule, "reports/a.cpp", "#include \"tests/tidy/rules.h\"\n", 1},
      {rule, "reports/console.cpp", "#include \"reports/cli/options.h\"\n", 1},
      {rule, "sim/a.cpp", "#include \"arena.h\"\n", 1},
      {rule, "sim/explore/a.cpp", "#include \"../arena.h\"\n", 1},
      {rule, "model/kv/store.cpp", "#include \"model/workers/isolate.h\"\n", 1},
      {rule, "model/a.cpp", "#include \"stalemate/version.h\"\n", 1},
      {rule, "reports/a.cpp", "#include \"stalemate/html_assets.h\"\n", 1},
      {rule, "scenarios/a.cpp", "#include \"stalemate/javascript_files.h\"\n", 1},
  };
}

std::vector<Snippet> bad_wording() {
  std::vector<Snippet> snippets{
      {"paths_of_one_machine", "README.md",
       "see\n`/wo"
       "rk/docs`\n",
       2},
      {"paths_of_one_machine", ".ci/run",
       "cd /ro"
       "ot/x\n",
       1},
      {"paths_of_one_machine", "sim/a.h",
       "// (/fa"
       "rm/x)\n",
       1},
      {"paths_of_one_machine", "sim/a.h",
       "// sha"
       "red/design.md\n",
       1},
      {"paths_of_one_machine", "reports/README.md",
       "[design](../sha"
       "red/design.md)\n",
       1},
      {"unfinished_work", "sim/a.cpp", "int a;  // TODO later\n", 1},
      {"unfinished_work", "reports/a.cpp", "\n// FIXME: here\n", 2},
      {"unfinished_work", "model/a.h", "// XXX\n", 1},
  };
  for (const char* text : {"ctx.waitUntil(x)", "wait_until", "// An isolate.", "KVStore", "kv_put",
                           "readCache", "// caches", "colo_count", "Worker", "STALE", "isr",
                           "// staleness", "\"cached\"", "kKVSize", "ISRHandler"}) {
    snippets.push_back({"words_the_kernel_must_not_know", "sim/a.h", std::string("\n") + text, 2});
  }
  return snippets;
}

std::vector<Snippet> bad_determinism() {
  std::vector<Snippet> snippets;
  for (const char* text :
       {"std::unordered_map<int, int> a;", "#include <unordered_set>", "std::random_device device;",
        "std::mt19937 engine;", "thread_local int a = 0;", "std::chrono::system_clock::now();",
        "gettimeofday(&a, 0);", "using namespace std;", "std::mt19937_64 engine{1};"}) {
    snippets.push_back({"banned_words", "model/a.cpp", std::string("\n") + text, 2});
  }
  for (const char* text : {"int a = rand();", "return std::rand() % 2;", "a = time(nullptr);",
                           "a = time(0);", "time(&a);", "std::time(0);", "x = ::time(a);",
                           "std::shuffle(a, b, c);", "std::hash<int>{}(1);"}) {
    snippets.push_back({"banned_calls", "scenarios/a.cpp", std::string("\n") + text, 2});
  }
  for (const char* text : {"int counter = 0;", "std::map<int, int> known{};", "static int last;",
                           "inline Table table;", "namespace a {\nextern bool flag;\n}",
                           "const char* const* b();\nstd::string name = f();",
                           "void f() {\n  static std::vector<int> seen = start();\n}", "A* a;"}) {
    const std::string code(text);
    const std::size_t line = code.find('\n') == std::string::npos ? 1 : 2;
    snippets.push_back({"mutable_globals", "reports/a.cpp", code, line});
  }
  const std::vector<Snippet> others{
      {"banned_words", "reports/cli/a.cpp", "std::chrono::system_clock::now();", 1},
      {"clocks_outside_their_place", "model/a.cpp", "std::chrono::steady_clock::now();", 1},
      {"clocks_outside_their_place", "reports/a.cpp", "\nhigh_resolution_clock::now();", 2},
      {"casts_outside_the_arena", "sim/gate.cpp", "reinterpret_cast<char*>(a);", 1},
      {"standard_distributions", "sim/a.cpp", "std::uniform_int_distribution<int> a;", 1},
      {"pointers_as_keys", "sim/a.h", "std::map<Frame*, int> a;", 1},
      {"pointers_as_keys", "sim/a.h", "std::set<const std::pair<int, int> *> a;", 1},
  };
  snippets.insert(snippets.end(), others.begin(), others.end());
  return snippets;
}

}  // namespace

std::vector<Snippet> bad_snippets() {
  std::vector<Snippet> all = bad_layout();
  for (const auto& group : {bad_structure(), bad_wording(), bad_determinism()}) {
    all.insert(all.end(), group.begin(), group.end());
  }
  return all;
}

}  // namespace stalemate::tests::tidy
