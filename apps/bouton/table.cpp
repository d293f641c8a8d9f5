#include "table.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <numeric>

namespace bouton_program {

namespace {

constexpr std::size_t gap = 2;  // between two columns

bool begins_character(char byte) { return (static_cast<unsigned char>(byte) & 0xc0) != 0x80; }

}  // namespace

std::size_t width_of(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(text, begins_character));
}

std::string cut_to(std::string_view text, std::size_t width) {
  if (width_of(text) <= width) return std::string(text);
  if (width == 0) return "";
  std::size_t end = 0, characters = 0;
  while (end < text.size() && (characters += begins_character(text[end])) < width) ++end;
  return std::string(text.substr(0, end)) + "…";
}

std::size_t width_of_output(int file) {
  constexpr std::size_t usual = 100;
  winsize size{};
  if (!isatty(file) || ioctl(file, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return usual;
  return size.ws_col;
}

std::vector<std::size_t> Table::widths() const {
  std::vector<std::size_t> widths;
  for (std::size_t c = 0; c < columns_.size(); ++c) {
    auto width = width_of(columns_[c].title);
    for (const auto& row : rows_) width = std::max(width, width_of(row[c]));
    widths.push_back(width);
  }
  return widths;
}

std::string Table::text(std::size_t width) const {
  const auto widths = this->widths();
  std::vector<std::size_t> shown(columns_.size());
  std::iota(shown.begin(), shown.end(), std::size_t{0});
  const auto total = [&] {
    std::size_t sum = 0;
    for (const auto c : shown) sum += widths[c] + gap;
    return sum - gap;
  };
  while (shown.size() > 2 && total() > width)
    shown.erase(std::ranges::min_element(shown, {}, [&](std::size_t c) { return columns_[c].importance; }));

  std::string text;
  const auto add_line = [&](const auto& cell) {
    std::string line;
    for (const auto c : shown) {
      const std::string pad(widths[c] - width_of(cell(c)), ' ');
      const std::string space(c == shown.front() ? 0 : gap, ' ');
      line += space + (columns_[c].side == Side::left ? cell(c) + pad : pad + cell(c));
    }
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + "\n";
  };
  add_line([&](std::size_t c) { return columns_[c].title; });
  for (const auto& row : rows_) add_line([&](std::size_t c) { return row[c]; });
  return text;
}

}  // namespace bouton_program
