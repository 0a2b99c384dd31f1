#include "model/js/tokens.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>

#include <fmt/format.h>

namespace stalemate::model {

namespace {

constexpr std::string_view opening = "[[generation ";

template <class T>
bool read_number(std::string_view& text, char end, T& number) {
  const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || rest == text.data() + text.size() || *rest != end) return false;
  text.remove_prefix(static_cast<std::size_t>(rest - text.data()) + 1);
  return true;
}

/// 0 to 63, or 64 for a character that base64 does not have.
constexpr std::array<std::uint8_t, 256> make_sextets() {
  std::array<std::uint8_t, 256> sextets{};
  sextets.fill(64);
  constexpr std::string_view alphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  for (std::size_t index = 0; index < alphabet.size(); ++index) {
    sextets[static_cast<unsigned char>(alphabet[index])] = static_cast<std::uint8_t>(index);
  }
  sextets['-'] = 62;
  sextets['_'] = 63;
  return sextets;
}
constexpr std::array<std::uint8_t, 256> sextets = make_sextets();

std::uint8_t sextet(char character) { return sextets[static_cast<unsigned char>(character)]; }

/// What this run of base64 characters stands for; bits that fill no byte are left out.
std::string decoded(std::string_view run) {
  std::string bytes;
  std::uint32_t bits = 0;
  int count = 0;
  for (const char character : run) {
    bits = bits << 6 | sextet(character);
    count += 6;
    if (count < 8) continue;
    count -= 8;
    bytes.push_back(static_cast<char>(bits >> count & 0xff));
  }
  return bytes;
}

bool is_hexadecimal(char character) {
  constexpr std::string_view digits = "0123456789abcdefABCDEF";
  return digits.find(character) != std::string_view::npos;
}

/// Of two digits.
char byte_of(std::string_view digits) {
  unsigned byte = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), byte, 16);
  return static_cast<char>(byte);
}

std::string decoded_hexadecimal(std::string_view run) {
  std::string bytes;
  for (std::size_t at = 0; at + 2 <= run.size(); at += 2)
    bytes.push_back(byte_of(run.substr(at, 2)));
  return bytes;
}

/// As encodeURIComponent() writes it.
std::string decoded_percents(std::string_view text) {
  std::string bytes;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const bool encoded = text[at] == '%' && at + 2 < text.size() && is_hexadecimal(text[at + 1]) &&
                         is_hexadecimal(text[at + 2]);
    bytes.push_back(encoded ? byte_of(text.substr(at + 1, 2)) : text[at]);
    if (encoded) at += 2;
  }
  return bytes;
}

}  // namespace

std::string token_of(const RenderId& id) {
  return fmt::format("{}{}.{}.{}.{}]]", opening, id.render, id.of_isolate, id.isolate,
                     id.data_version);
}

std::optional<RenderId> find_token(std::string_view text) {
  std::optional<RenderId> newest;
  for (std::size_t at = text.find(opening); at != std::string_view::npos;
       at = text.find(opening, at + 1)) {
    std::string_view rest = text.substr(at + opening.size());
    RenderId id;
    if (read_number(rest, '.', id.render) && read_number(rest, '.', id.of_isolate) &&
        read_number(rest, '.', id.isolate) && read_number(rest, ']', id.data_version)) {
      if (!newest || id.render > newest->render) newest = id;
    }
  }
  return newest;
}

namespace {

/// Encodings inside each other: a body in base64 in a text in base64.
constexpr int deepest = 2;

std::optional<RenderId> find_token_within(std::string_view text, int depth);

/// Whatever the format is: a long run of base64's characters may be something encoded.
std::optional<RenderId> find_token_in_run(std::string_view run, int depth) {
  if (const auto inside = find_token_within(decoded(run), depth)) return inside;
  if (!std::ranges::all_of(run, is_hexadecimal)) return std::nullopt;
  return find_token_within(decoded_hexadecimal(run), depth);
}

std::optional<RenderId> find_token_within(std::string_view text, int depth) {
  if (const auto plain = find_token(text)) return plain;
  if (depth == deepest) return std::nullopt;
  if (text.find("%5B%5B") != std::string_view::npos) {
    if (const auto inside = find_token_within(decoded_percents(text), depth + 1)) return inside;
  }
  constexpr std::size_t shortest = 20;
  std::size_t begin = 0;
  while (begin < text.size()) {
    std::size_t end = begin;
    while (end < text.size() && sextet(text[end]) < 64) ++end;
    if (end - begin >= shortest) {
      const std::string_view run = text.substr(begin, end - begin);
      if (const auto inside = find_token_in_run(run, depth + 1)) return inside;
    }
    begin = end + 1;
  }
  return std::nullopt;
}

}  // namespace

std::optional<RenderId> find_token_in_value(std::string_view text) {
  return find_token_within(text, 0);
}

}  // namespace stalemate::model
