// Files that are no JSON, or no file at all: each has one line with the exact place.
#include <catch2/catch.hpp>
#include <sys/stat.h>
#include <unistd.h>

#include "scenarios/format/limits.h"
#include "scenarios/format/load.h"
#include "tests/scenarios/examples.h"

namespace stalemate::scenarios::tests {
namespace {

using Catch::Contains;
using Catch::StartsWith;

std::string error_of_file(const std::string& path) {
  const Result<Scenario> scenario = load_scenario(path);
  return scenario ? "no error" : scenario.error().message;
}

bool is_one_line(const std::string& message) {
  return message.find_first_of("\r\n") == std::string::npos;
}

struct BadText {
  std::string text;
  std::string place;
  std::string what;
};

TEST_CASE("text that is no JSON is told with line and column", "[scenarios]") {
  const std::string nul("{\"a\": \"\0\"}", 10);
  const BadText rows[] = {
      {"", "1:1", "the file is empty"},
      {" \n\t ", "1:1", "the file is empty"},
      {"\xEF\xBB\xBF{}", "1:1", "a byte order mark"},
      {nul, "1:8", "a NUL byte"},
      {"{\n  \"name\" 5}", "2:10", "unexpected number literal; expected ':'"},
      {"{\n  \"name\": 5,\n}", "3:1", "unexpected '}'; expected string literal"},
      {"{\"name\": 5", "1:11", "unexpected end of input; expected '}'"},
      {"{\"name\": \"x", "1:12", "missing closing quote"},
      {"{\"name\": \"a\nb\"}", "1:12", "control character"},
      {"{} x", "1:4", "invalid literal; expected end of input"},
      {"{\"a\": 1 /* why */}", "1:9", "invalid literal; expected '}'"},
      {"{\"a\": tru}", "1:10", "invalid literal"},
      {"{\"a\": 01}", "1:8", "unexpected number literal"},
      {"{\"a\": NaN}", "1:7", "invalid literal"},
      {"{\"a\": 1e999}", "1:11", "number overflow"},
      {"{\"a\": \"\xff\"}", "1:8", "ill-formed UTF-8"},
      {"{\"\xC3\xA4\": \"\\ud800\"}", "1:14", "surrogate"},
      {"\xFF\xFE{", "1:1", "invalid literal"},
  };
  for (const BadText& row : rows) {
    CAPTURE(row.text);
    const std::string error = error_of(row.text);
    CHECK_THAT(error, StartsWith("test.json:" + row.place + ": not JSON: "));
    CHECK_THAT(error, Contains(row.what));
    CHECK(is_one_line(error));
  }
}

TEST_CASE("a huge token is not repeated in the message", "[scenarios]") {
  const std::string text = "{\"a\": " + std::string(100'000, '1') + "x}";
  CHECK(error_of(text).size() < 300);
  CHECK(error_of("{\"" + std::string(100'000, 'a') + "\": 1}").size() < 500);
}

TEST_CASE("a key that stands twice is an error, wherever it is", "[scenarios]") {
  CHECK(error_of(R"({"name": "a", "name": "b"})") ==
        "test.json: /name: the key \"name\" stands twice in one object; allowed: once");
  CHECK(error_of(R"({"workload": [{"at": 1}, {"at": 2, "isolate": 1, "at": 3}]})") ==
        "test.json: /workload/1/at: the key \"at\" stands twice in one object; allowed: once");
  // Escapes do not hide it.
  CHECK_THAT(error_of(R"({"name": "a", "n\u0061me": "b"})"), Contains("stands twice"));
}

TEST_CASE("nesting bombs are cut short", "[scenarios]") {
  const std::string lists = "{\"a\": " + std::string(1'000'000, '[');
  CHECK_THAT(error_of(lists), StartsWith("test.json: /a/0/0/0/"));
  CHECK_THAT(error_of(lists), Contains("nested too deeply; allowed: at most 32 levels"));
  std::string objects;
  for (int level = 0; level < 100'000; ++level) objects += "{\"a\":";
  CHECK_THAT(error_of(objects), Contains("nested too deeply"));
}

TEST_CASE("an object with very many keys is cut short", "[scenarios]") {
  std::string text = "{";
  for (int key = 0; key < 100'000; ++key) text += "\"k" + std::to_string(key) + "\":0,";
  CHECK(error_of(text) == "test.json: /k400: too many keys in one object; allowed: at most 400");
}

TEST_CASE("what is no file is told by its path", "[scenarios]") {
  const TemporaryFolder folder;
  const std::string missing = folder.file("missing.json");
  CHECK_THAT(error_of_file(missing), StartsWith(missing + ": cannot be opened: No such file"));
  CHECK_THAT(error_of_file(""), StartsWith("\"\": cannot be opened: "));
  CHECK_THAT(error_of_file(folder.path()), StartsWith(folder.path() + ": is a folder"));

  write_text(folder.file("file"), "{}");
  const std::string below = folder.file("file") + "/scenario.json";
  CHECK_THAT(error_of_file(below), StartsWith(below + ": cannot be opened: Not a directory"));

  const std::string pipe = folder.file("pipe");
  REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
  CHECK_THAT(error_of_file(pipe), StartsWith(pipe + ": is not a regular file"));

  const std::string odd = folder.file("a\nb.json");
  CHECK(is_one_line(error_of_file(odd)));
}

TEST_CASE("a file that may not be read is told", "[scenarios]") {
  const TemporaryFolder folder;
  const std::string path = folder.file("secret.json");
  write_text(path, minimal_scenario());
  REQUIRE(::chmod(path.c_str(), 0) == 0);
  if (::access(path.c_str(), R_OK) == 0) return;  // the superuser reads everything
  CHECK_THAT(error_of_file(path), StartsWith(path + ": cannot be opened: Permission denied"));
}

TEST_CASE("a file of 4 MiB is read, a larger one is not", "[scenarios]") {
  const TemporaryFolder folder;
  const std::string path = folder.file("large.json");
  std::string text = minimal_scenario();
  text.resize(format::longest_scenario_bytes, ' ');
  write_text(path, text);
  CHECK(error_of_file(path) == "no error");
  write_text(path, text + " ");
  CHECK(error_of_file(path) ==
        path + ": is too large; allowed: a file that may be read, of at most 4194304 bytes");
}

}  // namespace
}  // namespace stalemate::scenarios::tests
