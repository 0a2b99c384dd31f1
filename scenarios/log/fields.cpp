#include "scenarios/log/fields.h"

#include <optional>

#include <fmt/format.h>

#include "scenarios/format/file.h"
#include "scenarios/format/limits.h"
#include "scenarios/format/message.h"
#include "scenarios/format/node.h"
#include "scenarios/format/parse_json.h"

namespace stalemate::scenarios::log {

std::string& name_of(ReadOptions& options, Fact fact) {
  return options.names[static_cast<std::size_t>(fact)];
}

const std::string& name_of(const ReadOptions& options, Fact fact) {
  return options.names[static_cast<std::size_t>(fact)];
}

std::optional<InputError> read_names(const std::string& path, ReadOptions& options) {
  const Result<std::string> text = read_file(path, format::longest_scenario_bytes);
  if (!text) return text.error();
  const Result<format::Json> names = format::parse_json(text.value(), path);
  if (!names) return names.error();
  const std::vector<std::string_view> facts = format::names_of<Fact>();
  if (!names.value().is_object()) {
    return InputError{fmt::format("{}: top level: must be an object; allowed keys: {}", path,
                                  format::listed(facts))};
  }
  for (const auto& [key, value] : names.value().items()) {
    const auto fact = model::from_name<Fact>(key);
    if (!fact) {
      return InputError{fmt::format("{}: {}: no such fact{}; allowed: {}", path,
                                    format::in_quotes(key), format::nearest_of(key, facts),
                                    format::listed(facts))};
    }
    if (!value.is_string() || value.get_ref<const std::string&>().empty()) {
      return InputError{fmt::format("{}: {}: must be the name of a field, as text", path,
                                    format::in_quotes(key))};
    }
    name_of(options, *fact) = value.get<std::string>();
  }
  return std::nullopt;
}

}  // namespace stalemate::scenarios::log
