#include "reports/html/markup.h"

#include <fmt/format.h>

#include "reports/text.h"
#include "reports/xml.h"
#include "scenarios/format/utf8.h"

namespace stalemate::reports::html {

std::string text(std::string_view text) { return xml_attribute(printable(text)); }

std::string name_text(std::string_view name) {
  const std::string shown = printable(name);
  std::string_view rest = shown;
  for (std::size_t count = 0; count < longest_name && !rest.empty(); ++count) {
    rest.remove_prefix(scenarios::format::first_character(rest).bytes);
  }
  if (rest.empty()) return xml_attribute(shown);
  return xml_attribute(std::string_view(shown).substr(0, shown.size() - rest.size())) + "...";
}

std::string source_link(std::string_view source) {
  const std::string shown = name_text(source);
  const bool web = source.starts_with("https://") || source.starts_with("http://");
  if (!web) return shown;
  return fmt::format("<a href=\"{}\" rel=\"noreferrer\">{}</a>", text(source), shown);
}

std::string pixels(double value) {
  std::string digits = fmt::format("{:.1f}", value);
  if (digits.ends_with(".0")) digits.resize(digits.size() - 2);
  return digits == "-0" ? "0" : digits;
}

}  // namespace stalemate::reports::html
