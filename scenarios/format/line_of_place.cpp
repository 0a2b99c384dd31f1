#include "scenarios/format/line_of_place.h"

#include <iterator>

#include "scenarios/format/json.h"

namespace stalemate::scenarios::format {

namespace {

/// Reads a text and counts its lines on the way: a key is told as soon as its last character has
/// been read.
class CountingReader {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  CountingReader(const char* at, std::size_t* line) : at_(at), line_(line) {}
  reference operator*() const { return *at_; }
  CountingReader& operator++() {
    if (*at_ == '\n') ++*line_;
    ++at_;
    return *this;
  }
  CountingReader operator++(int) {
    const CountingReader before = *this;
    ++*this;
    return before;
  }
  bool operator==(const CountingReader& other) const { return at_ == other.at_; }
  bool operator!=(const CountingReader& other) const { return at_ != other.at_; }

 private:
  const char* at_;
  std::size_t* line_;
};

/// Follows the keys down, and stops the parser where they end.
class PlaceFinder final : public Json::json_sax_t {
 public:
  PlaceFinder(const std::vector<std::string>& keys, const std::size_t& line)
      : keys_(&keys), line_(&line) {}

  std::optional<std::size_t> found() const { return found_; }

  bool key(string_t& name) override {
    // One more key fits if all above it did, and this is the object that they led to.
    if (depth_ == matched_ + 1 && name == (*keys_)[matched_]) {
      if (++matched_ == keys_->size()) {
        found_ = *line_;
        return false;
      }
    } else if (depth_ <= matched_) {
      return false;  // the object that was to hold the next key is over
    }
    return true;
  }
  bool start_object(std::size_t /*elements*/) override {
    ++depth_;
    return true;
  }
  bool end_object() override {
    --depth_;
    return depth_ > matched_;  // else the object that was to hold the next key is over
  }
  // What is in an array is not reached by keys alone.
  bool start_array(std::size_t /*elements*/) override { return start_object(0); }
  bool end_array() override { return end_object(); }
  bool null() override { return true; }
  bool boolean(bool /*value*/) override { return true; }
  bool number_integer(number_integer_t /*value*/) override { return true; }
  bool number_unsigned(number_unsigned_t /*value*/) override { return true; }
  bool number_float(number_float_t /*value*/, const string_t& /*text*/) override { return true; }
  bool string(string_t& /*value*/) override { return true; }
  bool binary(binary_t& /*value*/) override { return true; }
  bool parse_error(std::size_t /*place*/, const std::string& /*token*/,
                   const nlohmann::detail::exception& /*error*/) override {
    return false;
  }

 private:
  const std::vector<std::string>* keys_;
  const std::size_t* line_;
  std::size_t depth_ = 0;
  std::size_t matched_ = 0;
  std::optional<std::size_t> found_;
};

}  // namespace

std::optional<std::size_t> line_of_place(std::string_view text,
                                         const std::vector<std::string>& keys) {
  if (keys.empty()) return std::nullopt;
  std::size_t line = 1;
  PlaceFinder finder(keys, line);
  static_cast<void>(Json::sax_parse(CountingReader(text.data(), &line),
                                    CountingReader(text.data() + text.size(), &line), &finder));
  return finder.found();
}

}  // namespace stalemate::scenarios::format
