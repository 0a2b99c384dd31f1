#include <array>
#include <string_view>

#include <fmt/format.h>

#include "scenarios/format/json.h"
#include "scenarios/format/parse_json.h"
#include "scenarios/shard/result_fields.h"
#include "scenarios/shard/shard_file.h"
#include "scenarios/shard/shard_format.h"

namespace stalemate::scenarios {

namespace {

using format::Json;
using shards::HashRef;
using shards::PlaceRef;

/// Writes one structure as a JSON object.
class FieldWriter {
 public:
  explicit FieldWriter(std::string_view folder) : folder_(folder), json_(Json::object()) {}

  template <class T>
  void operator()(const char* key, const T& value) {
    json_[key] = json_of(value);
  }
  /// What is not there has no key.
  template <class T>
  void operator()(const char* key, const std::optional<T>& value) {
    if (value) json_[key] = json_of(*value);
  }

  Json take() { return std::move(json_); }

 private:
  template <class T>
  Json json_of(const T& value) const {
    if constexpr (std::is_enum_v<T>) {
      return model::name(value);
    } else if constexpr (std::is_arithmetic_v<T> || std::is_same_v<T, std::string>) {
      return value;
    } else {
      FieldWriter writer(folder_);
      shards::visit_fields(writer, value);
      return writer.take();
    }
  }
  template <class T>
  Json json_of(const std::vector<T>& list) const {
    Json json = Json::array();
    for (const T& value : list) json.push_back(json_of(value));
    return json;
  }
  template <class T, std::size_t Size>
  Json json_of(const std::array<T, Size>& list) const {
    Json json = Json::array();
    for (const T& value : list) json.push_back(json_of(value));
    return json;
  }
  template <class T>
  Json json_of(const HashRef<T>& hash) const {
    return fmt::format("{:016x}", hash.number);
  }
  template <class T>
  Json json_of(const PlaceRef<T>& place) const {
    std::string_view path = place.path;
    if (path.starts_with(folder_)) path.remove_prefix(folder_.size());
    while (path.starts_with('/')) path.remove_prefix(1);
    return std::string(path);
  }

  std::string_view folder_;
  Json json_;
};

}  // namespace

std::string shard_text(const CampaignResult& result, const std::vector<Scenario>& scenarios,
                       const Versions& versions, const std::string& folder) {
  FieldWriter fields(folder);
  shards::visit_fields(fields, result);
  Json json;
  json["format"] = shards::shard_format;
  json["format_version"] = shards::shard_format_version;
  json["version"] = versions.stalemate;
  json["model_hash"] = versions.model_hash;
  json["documents"] = Json::array();
  for (const Scenario& scenario : scenarios) {
    json["documents"].push_back(Json::parse(scenario.document, nullptr, false));
  }
  json.update(fields.take());
  return format::compact_text(json) + "\n";
}

}  // namespace stalemate::scenarios
