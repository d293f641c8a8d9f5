#include "file/locate.hpp"

#include <algorithm>
#include <iterator>
#include <vector>

#include <nlohmann/json.hpp>

namespace bouton {

namespace {

// The positions come from the same parser that reads the document: it is run once more, over an iterator that counts
// what it has consumed, and reports each token right after its last character (numbers: one character later).
class CountingIterator {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  CountingIterator(const char* at, const char** consumed) : at_(at), consumed_(consumed) {}
  reference operator*() const { return *at_; }
  CountingIterator& operator++() {
    *consumed_ = ++at_;
    return *this;
  }
  CountingIterator operator++(int) {
    auto before = *this;
    ++*this;
    return before;
  }
  bool operator==(const CountingIterator& other) const { return at_ == other.at_; }
  bool operator!=(const CountingIterator& other) const { return at_ != other.at_; }

 private:
  const char* at_;
  const char** consumed_;
};

/// Where the string begins whose closing quote is the last character consumed.
std::size_t start_of_string(std::string_view text, std::size_t consumed) {
  std::size_t quote = text.rfind('"', consumed - 1) - 1;
  for (;; --quote) {
    quote = text.rfind('"', quote);
    std::size_t backslashes = 0;
    while (backslashes < quote && text[quote - 1 - backslashes] == '\\') ++backslashes;
    if (backslashes % 2 == 0) return quote;
  }
}

/// Runs the parser over the text; `consumed` moves with it.
template <class Handler>
void parse(std::string_view text, const char*& consumed, Handler& handler) {
  nlohmann::json::sax_parse(CountingIterator(text.data(), &consumed),
                            CountingIterator(text.data() + text.size(), &consumed), &handler,
                            nlohmann::json::input_format_t::json, true, true);
}

class Locator {
 public:
  Locator(std::string_view text, const char** consumed, const std::set<std::string>& wanted)
      : text_(text), consumed_(consumed), wanted_(wanted) {}

  std::map<std::string, TextPlace> found;

  bool null() { return scalar(); }
  bool boolean(bool) { return scalar(); }
  bool number_integer(nlohmann::json::number_integer_t) { return scalar(); }
  bool number_unsigned(nlohmann::json::number_unsigned_t) { return scalar(); }
  bool number_float(nlohmann::json::number_float_t, const std::string&) { return scalar(); }
  bool string(std::string&) { return value(start_of_string(text_, consumed())); }
  bool binary(nlohmann::json::binary_t&) { return true; }
  bool start_object(std::size_t) { return open(false); }
  bool start_array(std::size_t) { return open(true); }
  bool end_object() { return close(); }
  bool end_array() { return close(); }
  bool key(std::string& name) {
    levels_.back().key = name;
    levels_.back().key_start = start_of_string(text_, consumed());
    return true;
  }
  bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception&) { return false; }

 private:
  struct Level {
    std::string pointer;
    bool is_wanted;
    bool is_array;
    std::size_t next_index = 0;
    std::string key;
    std::size_t key_start = 0;
  };

  std::size_t consumed() const { return static_cast<std::size_t>(*consumed_ - text_.data()); }

  bool scalar() {
    auto is_part = [](char c) {
      return std::isalnum(static_cast<unsigned char>(c)) || c == '+' || c == '-' || c == '.';
    };
    std::size_t at = consumed() - 1;
    if (!is_part(text_[at])) --at;
    while (at > 0 && is_part(text_[at - 1])) --at;
    return value(at);
  }

  /// Notes where a value stands if its pointer is wanted, and returns whether it is. What no wanted value lies in is
  /// passed over without a pointer being made: a text can be nested a million levels deep.
  bool note(std::size_t start) {
    std::string pointer;
    if (!levels_.empty()) {
      auto& level = levels_.back();
      const std::size_t index = level.next_index++;
      if (!level.is_wanted) return false;
      pointer = level.is_array ? level.pointer + "/" + std::to_string(index) : pointer_to(level.pointer, level.key);
      if (!level.is_array) start = level.key_start;
    }
    if (!wanted_.contains(pointer)) return false;
    found[pointer] = place_of_offset(text_, start);
    last_ = std::move(pointer);
    return true;
  }

  bool value(std::size_t start) {
    note(start);
    return true;
  }

  bool open(bool is_array) {
    const bool is_wanted = note(consumed() - 1);
    levels_.push_back({is_wanted ? last_ : "", is_wanted, is_array, 0, "", 0});
    return true;
  }

  bool close() {
    levels_.pop_back();
    return true;
  }

  std::string_view text_;
  const char** consumed_;
  const std::set<std::string>& wanted_;
  std::vector<Level> levels_;
  std::string last_;
};

/// Finds keys that stand twice in one object. Pointers are made for those only.
class DuplicateFinder {
 public:
  DuplicateFinder(std::string_view text, const char** consumed) : text_(text), consumed_(consumed) {}

  std::vector<std::pair<std::string, TextPlace>> found;

  bool null() { return value(); }
  bool boolean(bool) { return value(); }
  bool number_integer(nlohmann::json::number_integer_t) { return value(); }
  bool number_unsigned(nlohmann::json::number_unsigned_t) { return value(); }
  bool number_float(nlohmann::json::number_float_t, const std::string&) { return value(); }
  bool string(std::string&) { return value(); }
  bool binary(nlohmann::json::binary_t&) { return true; }
  bool start_object(std::size_t) { return levels_.push_back({}), true; }
  bool start_array(std::size_t) { return levels_.push_back({.is_array = true}), true; }
  bool end_object() { return close(); }
  bool end_array() { return close(); }
  bool key(std::string& name) {
    auto& level = levels_.back();
    level.key = name;
    if (level.keys.insert(name).second) return true;
    std::string pointer;
    for (const auto& l : levels_) pointer = pointer_to(pointer, l.is_array ? std::to_string(l.index) : l.key);
    const auto offset = static_cast<std::size_t>(*consumed_ - text_.data());
    found.emplace_back(pointer, place_of_offset(text_, start_of_string(text_, offset)));
    return true;
  }
  bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception&) { return false; }

 private:
  struct Level {
    bool is_array = false;
    std::size_t index = 0;
    std::string key = {};
    std::set<std::string> keys = {};
  };
  bool value() {
    if (!levels_.empty()) ++levels_.back().index;
    return true;
  }
  bool close() {
    levels_.pop_back();
    return value();
  }

  std::string_view text_;
  const char** consumed_;
  std::vector<Level> levels_;
};

}  // namespace

std::vector<std::pair<std::string, TextPlace>> duplicate_keys(std::string_view text) {
  const char* consumed = text.data();
  DuplicateFinder finder(text, &consumed);
  parse(text, consumed, finder);
  return std::move(finder.found);
}

TextPlace place_of_offset(std::string_view text, std::size_t offset) {
  offset = std::min(offset, text.size());
  const auto before = text.substr(0, offset);
  const auto newline = before.rfind('\n');
  return {1 + static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n')),
          1 + (newline == std::string_view::npos ? offset : offset - newline - 1)};
}

std::map<std::string, TextPlace> locate(std::string_view text, const std::set<std::string>& pointers) {
  const char* consumed = text.data();
  Locator locator(text, &consumed, pointers);
  parse(text, consumed, locator);
  return std::move(locator.found);
}

std::string pointer_to(const std::string& parent, std::string_view key) {
  std::string pointer = parent + "/";
  for (char c : key) {
    if (c == '~')
      pointer += "~0";
    else if (c == '/')
      pointer += "~1";
    else
      pointer += c;
  }
  return pointer;
}

}  // namespace bouton
