#include "base/shorten.hpp"

#include <algorithm>

namespace bouton {

namespace {

bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xc0) == 0x80; }

}  // namespace

std::size_t whole_characters(std::string_view text, std::size_t most) {
  std::size_t end = std::min(text.size(), most);
  while (end > 0 && end < text.size() && is_continuation(text[end])) --end;
  return end;
}

std::string shorten(std::string_view text, std::size_t most) {
  if (text.size() <= most) return std::string(text);
  return std::string(text.substr(0, whole_characters(text, most))) + "…";
}

std::string shorten_message(std::string message) {
  constexpr std::size_t longest = 4000, kept_end = 500;
  if (message.size() <= longest) return message;
  std::size_t tail = message.size() - kept_end;
  while (tail < message.size() && is_continuation(message[tail])) ++tail;
  return message.substr(0, whole_characters(message, longest - kept_end)) + " … " + message.substr(tail);
}

}  // namespace bouton
