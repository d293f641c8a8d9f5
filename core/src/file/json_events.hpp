/// Runs the JSON parser over a text and says how far it has come, so that whatever it reports has a place.
#pragma once

#include <cctype>
#include <cstddef>
#include <iterator>
#include <string_view>

#include <nlohmann/json.hpp>

namespace bouton {

/// How much of a text has been read. The parser reports each token right after its last character has been read, and a
/// number one character later.
class JsonProgress {
 public:
  explicit JsonProgress(std::string_view text) : text_(text), at_(text.data()) {}

  std::size_t consumed() const { return static_cast<std::size_t>(at_ - text_.data()); }

  /// Where the string begins whose closing quote was read last.
  std::size_t start_of_string() const {
    std::size_t quote = text_.rfind('"', consumed() - 1) - 1;
    for (;; --quote) {
      quote = text_.rfind('"', quote);
      std::size_t backslashes = 0;
      while (backslashes < quote && text_[quote - 1 - backslashes] == '\\') ++backslashes;
      if (backslashes % 2 == 0) return quote;
    }
  }

  /// Where the number or word begins that was read last.
  std::size_t start_of_scalar() const {
    const auto is_part = [](char c) {
      return std::isalnum(static_cast<unsigned char>(c)) || c == '+' || c == '-' || c == '.';
    };
    std::size_t at = consumed() - 1;
    if (!is_part(text_[at])) --at;
    while (at > 0 && is_part(text_[at - 1])) --at;
    return at;
  }

  /// Runs the parser. `Handler` is what the library calls a SAX handler; comments are allowed. False if the handler
  /// has stopped it, or if the text is not JSON.
  template <class Json, class Handler>
  bool run(Handler& handler) {
    at_ = text_.data();
    return Json::sax_parse(Iterator(text_.data(), &at_), Iterator(text_.data() + text_.size(), &at_), &handler,
                           nlohmann::detail::input_format_t::json, true, true);
  }

 private:
  class Iterator {
   public:
    using iterator_category = std::input_iterator_tag;
    using value_type = char;
    using difference_type = std::ptrdiff_t;
    using pointer = const char*;
    using reference = const char&;

    Iterator(const char* at, const char** consumed) : at_(at), consumed_(consumed) {}
    reference operator*() const { return *at_; }
    Iterator& operator++() {
      *consumed_ = ++at_;
      return *this;
    }
    Iterator operator++(int) {
      auto before = *this;
      ++*this;
      return before;
    }
    bool operator==(const Iterator& other) const { return at_ == other.at_; }
    bool operator!=(const Iterator& other) const { return at_ != other.at_; }

   private:
    const char* at_;
    const char** consumed_;
  };

  std::string_view text_;
  const char* at_;
};

}  // namespace bouton
