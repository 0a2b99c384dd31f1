#include <array>
#include <charconv>
#include <limits>
#include <utility>

#include "scenarios/campaign/samples.h"
#include "scenarios/format/fields.h"
#include "scenarios/format/file.h"
#include "scenarios/format/load_document.h"
#include "scenarios/format/parse_json.h"
#include "scenarios/format/provenance.h"
#include "scenarios/javascript/programs.h"
#include "scenarios/shard/complete_result.h"
#include "scenarios/shard/result_fields.h"
#include "scenarios/shard/shard_file.h"
#include "scenarios/shard/shard_format.h"

namespace stalemate::scenarios {

namespace {

using format::Fields;
using format::Json;
using format::Node;
using format::Range;
using shards::HashRef;
using shards::PlaceRef;

constexpr std::size_t longest_shard = std::size_t{256} << 20;
constexpr std::size_t longest_text_of_shard = std::size_t{1} << 16;

/// Below the folder of reports, one folder deep, under a name that check gives.
bool is_place(std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) return false;
  const std::string_view folder = text.substr(0, slash);
  return (folder == "schedules" || folder == "certificates") && text.ends_with(".json") &&
         text.size() <= longest_provenance_name + 100 && text[slash + 1] != '.' &&
         text.find('/', slash + 1) == std::string_view::npos &&
         text.find('\0') == std::string_view::npos;
}

/// Reads one structure from a JSON object.
class FieldReader {
 public:
  FieldReader(Fields& fields, const std::string& folder) : fields_(&fields), folder_(&folder) {}

  template <class T>
  void operator()(const char* key, T&& out) {
    const std::optional<Node> field = fields_->always_require(key);
    if (field) read(*field, out);
  }
  /// What is not there has no key.
  template <class T>
  void operator()(const char* key, std::optional<T>& out) {
    const std::optional<Node> field = fields_->find(key);
    if (field) read(*field, out.emplace());
  }

 private:
  template <class T>
  void read(const Node& node, T& out) const {
    if constexpr (std::is_enum_v<T>) {
      out = format::name_of<T>(node).value_or(out);
    } else if constexpr (std::is_same_v<T, bool>) {
      out = format::boolean_of(node).value_or(out);
    } else if constexpr (std::is_integral_v<T>) {
      constexpr std::uint64_t most = std::numeric_limits<std::int64_t>::max();
      constexpr auto high =
          static_cast<std::int64_t>(std::min<std::uint64_t>(most, std::numeric_limits<T>::max()));
      out = static_cast<T>(format::integer_of(node, Range{0, high}).value_or(0));
    } else if constexpr (std::is_same_v<T, double>) {
      const bool number = node.json().is_number();
      if (number) out = node.json().template get<double>();
      if (!number || !(out >= 0)) {
        node.fail(format::shown(node.json()) + " is no such number", "a number, 0 or more");
      }
    } else {
      Fields fields(node);
      FieldReader reader(fields, *folder_);
      shards::visit_fields(reader, out);
      fields.done();
    }
  }
  // Sentences and paths may hold whatever there is; reports show it with care.
  void read(const Node& node, std::string& out) const {
    const bool text = node.json().is_string();
    if (text) out = node.json().get<std::string>();
    if (!text || out.size() > longest_text_of_shard) {
      node.fail(format::shown(node.json()) + " is not text, or too long",
                "at most " + std::to_string(longest_text_of_shard) + " bytes");
    }
  }
  template <class T>
  void read(const Node& node, std::vector<T>& out) const {
    if (!is_list(node)) return;
    for (std::size_t index = 0; index < node.json().size(); ++index) {
      if (node.reading().problem()) return;
      const Node element = node.element(index);
      read(element, out.emplace_back());
    }
  }
  template <class T, std::size_t Size>
  void read(const Node& node, std::array<T, Size>& out) const {
    if (!is_list(node)) return;
    if (node.json().size() != Size) {
      node.fail("a list of " + std::to_string(node.json().size()), std::to_string(Size));
      return;
    }
    for (std::size_t index = 0; index < Size; ++index) read(node.element(index), out[index]);
  }
  template <class T>
  void read(const Node& node, HashRef<T>& out) const {
    const std::string text = node.json().is_string() ? node.json().get<std::string>() : "";
    const auto [end, error] =
        std::from_chars(text.data(), text.data() + text.size(), out.number, 16);
    const bool digits =
        text.size() == 16 && text.find_first_not_of("0123456789abcdef") == std::string::npos;
    if (digits && error == std::errc()) return;
    node.fail(format::shown(node.json()) + " is no hash", "16 digits of 0-9 and a-f");
  }
  template <class T>
  void read(const Node& node, PlaceRef<T>& out) const {
    std::string text;
    read(node, text);
    if (text.empty()) return;
    out.path = *folder_ + "/" + text;
    if (is_place(text)) return;
    node.fail(format::shown(node.json()) + " is no file of reports",
              "schedules/NAME.json, certificates/NAME.json, or nothing");
  }
  static bool is_list(const Node& node) {
    if (node.json().is_array()) return true;
    node.fail(format::shown(node.json()) + " is no list", "a list");
    return false;
  }

  Fields* fields_;
  const std::string* folder_;
};

/// Another version may have any other fields, so this comes before them.
void read_head(Fields& fields, const Versions& versions, Versions& out) {
  const auto must_be = [&fields](const char* key, const Json& wanted) {
    const std::optional<Node> field = fields.always_require(key);
    if (!field || field->json() == wanted) return;
    field->fail(format::shown(field->json()) + " is not of this program", format::shown(wanted));
  };
  must_be("format", shards::shard_format);
  must_be("format_version", shards::shard_format_version);
  must_be("version", versions.stalemate);
  must_be("model_hash", versions.model_hash);
  out = versions;
}

void check_options(const Options& options, const Node& root) {
  const auto fail = [&root](const char* what, const std::string& allowed) {
    root.fail_at("options", what, allowed);
  };
  const Shard& shard = options.shard;
  if (shard.count < 1 || shard.count > most_shards || shard.number < 1 ||
      shard.number > shard.count) {
    fail("no such part", "one of at most " + std::to_string(most_shards));
  }
  if (options.seeds > seed_limit || options.base_seed > seed_limit - options.seeds) {
    fail("seeds beyond what can be told exactly", "up to " + std::to_string(seed_limit));
  }
  if (options.samples > most_samples) {
    fail("more samples of a cell than there may be", "up to " + std::to_string(most_samples));
  }
}

std::optional<InputError> read_scenarios(const Json& root, const std::string& path,
                                         ShardFile& file) {
  const Json& documents = root["documents"];
  if (!documents.is_array()) return InputError{path + ": /documents: is no list; allowed: a list"};
  for (std::size_t index = 0; index < documents.size(); ++index) {
    Result<Scenario> scenario =
        format::load_document(documents[index], path, {"documents", std::to_string(index)});
    if (!scenario) return scenario.error();
    if (index < file.result.scenarios.size()) {
      scenario.value().path = file.result.scenarios[index].path;
    }
    load_programs(scenario.value());
    file.scenarios.push_back(std::move(scenario).value());
  }
  return std::nullopt;
}

}  // namespace

Result<ShardFile> load_shard(const std::string& folder, const Versions& versions) {
  const std::string path = folder + "/" + shard_file_name;
  const Result<std::string> text = read_file(path, longest_shard);
  if (!text) return text.error();
  const Result<Json> document = format::parse_json(text.value(), path);
  if (!document) return document.error();

  ShardFile file;
  file.folder = folder;
  format::Reading reading(format::Mode::whole);
  const Node root(document.value(), reading);
  Fields fields(root);
  read_head(fields, versions, file.versions);
  static_cast<void>(fields.always_require("documents"));
  FieldReader reader(fields, folder);
  if (!reading.problem()) shards::visit_fields(reader, file.result);
  if (!reading.problem()) fields.done();
  if (!reading.problem()) check_options(file.result.options, root);
  if (reading.problem()) return format::error_of(path, {}, *reading.problem());
  if (const auto error = read_scenarios(document.value(), path, file)) return *error;
  if (const auto problem = shards::complete(file)) return format::error_of(path, {}, *problem);
  return file;
}

}  // namespace stalemate::scenarios
