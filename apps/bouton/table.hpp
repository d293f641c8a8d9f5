/// Tables of a person's size.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace bouton_program {

/// Columns as wide as what stands in them. Where there is no room for all, the least important ones are left out.
class Table {
 public:
  enum class Side { left, right };
  struct Column {
    std::string title;
    Side side = Side::right;
    int importance = 0;  ///< of all columns the one with the least number goes first
  };

  explicit Table(std::vector<Column> columns) : columns_(std::move(columns)) {}

  /// A cell for each column.
  void add(std::vector<std::string> row) { rows_.push_back(std::move(row)); }
  /// All lines, the titles first, none wider than `width` if two columns fit into it.
  std::string text(std::size_t width) const;

 private:
  std::vector<std::size_t> widths() const;

  std::vector<Column> columns_;
  std::vector<std::vector<std::string>> rows_;
};

/// How many places of a terminal a text in UTF-8 takes, if it has no wide characters.
std::size_t width_of(std::string_view text);
/// The text, or its beginning and "…" if it is wider than `width`.
std::string cut_to(std::string_view text, std::size_t width);

/// How wide what is printed to this file may be: the width of the terminal, or 100 if it is none.
std::size_t width_of_output(int file);

}  // namespace bouton_program
