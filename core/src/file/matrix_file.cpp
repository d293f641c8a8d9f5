#include "file/matrix_file.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>
#include <fstream>
#include <limits>
#include <optional>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include <bouton/network.hpp>

#include "base/input_file.hpp"
#include "base/shorten.hpp"
#include "base/usable_memory.hpp"
#include "file/npy.hpp"

namespace bouton {

namespace {

std::string_view trim(std::string_view text) {
  constexpr std::string_view blanks = " \t\r";
  const auto first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

/// A file read line by line; errors name the line.
class Lines {
 public:
  explicit Lines(const std::filesystem::path& file) : in_(open_input(file)) {}

  /// The next line that is neither blank nor begins with `comment`.
  std::optional<std::string_view> next(char comment) {
    while (std::getline(in_, line_)) {
      ++number_;
      if (number_ == 1 && line_.starts_with(byte_order_mark)) line_.erase(0, byte_order_mark.size());
      const auto text = trim(line_);
      if (!text.empty() && text.front() != comment) return text;
    }
    return std::nullopt;
  }

  /// The latest line, with all its blanks.
  std::string_view whole() const { return line_; }

  [[noreturn]] void fail(const std::string& why) const {
    throw MatrixFileError(fmt::format("line {}: {}", number_, why));
  }

  double number(std::string_view text) const {
    text = trim(text);
    if (text.starts_with('+')) text.remove_prefix(1);
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value))
      fail(fmt::format("wanted a finite number, found '{}'", shorten(text)));
    return value;
  }

  std::uint64_t index(std::string_view text, std::uint64_t least, std::uint64_t most) const {
    text = trim(text);
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || value < least || value > most)
      fail(fmt::format("wanted a whole number from {} to {}, found '{}'", least, most, shorten(text)));
    return value;
  }

  /// Throws if so many bytes of numbers do not fit into memory: what grows is copied, so that twice as much is taken.
  void check_room(std::size_t bytes) const {
    if (2.0 * static_cast<double>(bytes) > memory_.bytes)
      throw MatrixFileError(fmt::format("holds more numbers than fit into memory; {}", memory_.in_words()));
  }

 private:
  static constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";

  std::ifstream in_;
  MemoryLimit memory_ = usable_memory();
  std::string line_;
  std::size_t number_ = 0;
};

constexpr std::uint64_t most_units = std::numeric_limits<Unit>::max();

std::vector<std::string_view> split(std::string_view line, char separator) {
  std::vector<std::string_view> parts;
  for (;;) {
    const auto end = line.find(separator);
    if (const auto part = trim(line.substr(0, end)); separator == ',' || !part.empty()) parts.push_back(part);
    if (end == std::string_view::npos) return parts;
    line.remove_prefix(end + 1);
  }
}

bool is_name(std::string_view cell) {
  const bool is_quoted = cell.size() > 1 && cell.starts_with('"') && cell.ends_with('"');
  return is_quoted ||
         (!cell.empty() && std::isalpha(static_cast<unsigned char>(cell.front())) && cell != "nan" && cell != "inf");
}

constexpr std::uint64_t most_steps = std::numeric_limits<std::uint64_t>::max();

/// With its place in the set of pairs that were seen.
constexpr std::size_t bytes_of_entry = sizeof(WeightEntry) + 48;

/// `has_times`: the first column is when a step begins, and not its number.
SparseMatrix read_recorded_weights(Lines& lines, bool has_times, bool has_delays, bool multapses) {
  SparseMatrix matrix;
  matrix.has_delays = has_delays;
  const std::size_t wanted = has_delays ? 5 : 4;
  bool is_first = true, has_begin_mark = false, has_end_mark = false;
  double last_step = 0;
  std::set<std::pair<Unit, Unit>> seen;
  while (const auto line = lines.next('#')) {
    const auto cells = split(*line, ',');
    if (cells.size() != wanted)
      lines.fail(fmt::format("wanted step,post,pre,{}value, found {} cells", has_delays ? "delay," : "", cells.size()));
    auto value_text = lines.whole().substr(lines.whole().rfind(',') + 1);
    if (value_text.ends_with('\r')) value_text.remove_suffix(1);
    if (std::exchange(is_first, false)) has_begin_mark = value_text.starts_with(' ');
    has_end_mark = value_text.ends_with(' ');
    const double step = has_times ? lines.number(cells[0]) : static_cast<double>(lines.index(cells[0], 0, most_steps));
    if (step != last_step) matrix.entries.clear(), seen.clear();
    last_step = step;
    const auto post = static_cast<Unit>(lines.index(cells[1], 0, most_units));
    const auto pre = static_cast<Unit>(lines.index(cells[2], 0, most_units));
    const auto delay = has_delays ? static_cast<std::uint32_t>(lines.index(cells[3], 0, longest_delay)) : 0;
    matrix.entries.push_back({post, pre, lines.number(cells.back()), delay});
    if (!multapses && !seen.emplace(post, pre).second)
      lines.fail(fmt::format("the pair {},{} stands twice", post, pre));
    lines.check_room(matrix.entries.size() * bytes_of_entry);
  }
  if (matrix.entries.empty()) throw MatrixFileError("holds no weights, only the names of the columns; was it cut off?");
  if (has_begin_mark && !has_end_mark)
    throw MatrixFileError(
        "is incomplete: its end is missing, behind which a complete recording has a blank; record it again, or, if it "
        "is "
        "meant to end here, take the blank before the first value away");
  matrix.shows_its_end = has_end_mark;
  return matrix;
}

MatrixFile read_csv(const std::filesystem::path& file, bool multapses) {
  Lines lines(file);
  Matrix matrix;
  bool is_first = true;
  while (const auto line = lines.next('#')) {
    for (const bool has_delays : {false, true}) {
      const std::string_view names = has_delays ? ",post,pre,delay,value" : ",post,pre,value";
      if (is_first && (*line == fmt::format("step{}", names) || *line == fmt::format("ms{}", names)))
        return read_recorded_weights(lines, line->starts_with("ms"), has_delays, multapses);
    }
    const auto cells = split(*line, ',');
    // The names of columns, as spreadsheets write them.
    if (std::exchange(is_first, false) && std::all_of(cells.begin(), cells.end(), is_name)) continue;
    if (matrix.rows == 0) matrix.columns = cells.size();
    if (cells.size() != matrix.columns)
      lines.fail(fmt::format("has {} numbers, the first row has {}", cells.size(), matrix.columns));
    for (const auto cell : cells) matrix.values.push_back(lines.number(cell));
    ++matrix.rows;
    lines.check_room(matrix.values.size() * sizeof(double));
  }
  if (matrix.rows == 0) throw MatrixFileError("holds no numbers");
  return matrix;
}

MatrixFile read_matrix_market(const std::filesystem::path& file) {
  Lines lines(file);
  const auto banner = lines.next('\0');
  std::string lower(banner.value_or(""));
  std::transform(lower.begin(), lower.end(), lower.begin(), [](unsigned char c) { return std::tolower(c); });
  const auto words = split(lower, ' ');
  if (words.size() != 5 || words[0] != "%%matrixmarket" || words[1] != "matrix")
    throw MatrixFileError("does not begin with '%%MatrixMarket matrix …'");
  const bool coordinate = words[2] == "coordinate", pattern = words[3] == "pattern",
             symmetric = words[4] == "symmetric";
  if (!coordinate && words[2] != "array") lines.fail(fmt::format("unknown format '{}'", words[2]));
  if (!pattern && words[3] != "real" && words[3] != "integer")
    lines.fail(fmt::format("wanted real, integer or pattern numbers, found '{}'", words[3]));
  if (!symmetric && words[4] != "general") lines.fail(fmt::format("unknown symmetry '{}'", words[4]));
  if (!coordinate && (pattern || symmetric)) lines.fail("an array must be real or integer, and general");

  const auto size_line = lines.next('%');
  if (!size_line) throw MatrixFileError("has no line with its size");
  const auto size = split(*size_line, ' ');
  if (size.size() != (coordinate ? 3u : 2u)) lines.fail("wanted the line with the matrix's size");
  const auto rows = lines.index(size[0], 1, most_units), columns = lines.index(size[1], 1, most_units);
  if (symmetric && rows != columns) lines.fail("a symmetric matrix must be square");

  if (!coordinate) {
    // Stored by columns.
    std::vector<double> values;
    while (const auto line = lines.next('%')) {
      if (values.size() == rows * columns) lines.fail("there are more numbers than the size says");
      values.push_back(lines.number(*line));
      lines.check_room(values.size() * sizeof(double));
    }
    if (values.size() != rows * columns)
      throw MatrixFileError(fmt::format("holds {} numbers, its size says {}", values.size(), rows * columns));
    Matrix matrix{rows, columns, std::vector<double>(values.size())};
    for (std::size_t r = 0; r < rows; ++r)
      for (std::size_t c = 0; c < columns; ++c) matrix.values[r * columns + c] = values[c * rows + r];
    return matrix;
  }

  SparseMatrix matrix{.rows = rows, .columns = columns, .entries = {}};
  const auto count = lines.index(size[2], 0, std::numeric_limits<std::uint64_t>::max());
  std::uint64_t read = 0;
  for (; const auto line = lines.next('%'); ++read) {
    const auto cells = split(*line, ' ');
    if (cells.size() != (pattern ? 2u : 3u)) lines.fail(fmt::format("wanted {} numbers", pattern ? 2 : 3));
    const auto post = static_cast<Unit>(lines.index(cells[0], 1, rows) - 1);
    const auto pre = static_cast<Unit>(lines.index(cells[1], 1, columns) - 1);
    const double value = pattern ? 1.0 : lines.number(cells[2]);
    matrix.entries.push_back({post, pre, value});
    if (symmetric && post != pre) matrix.entries.push_back({pre, post, value});
    lines.check_room(matrix.entries.size() * sizeof(WeightEntry));
  }
  if (read != count) throw MatrixFileError(fmt::format("holds {} entries, its size line says {}", read, count));
  return matrix;
}

}  // namespace

MatrixFile read_matrix_file(const std::filesystem::path& file, bool multapses) try {
  if (file.extension() == ".csv") return read_csv(file, multapses);
  if (file.extension() == ".mtx") return read_matrix_market(file);
  if (file.extension() == ".npy") return read_npy(file);
  throw MatrixFileError(
      fmt::format("the suffix '{}' is unknown; there is .csv, .mtx and .npy", file.extension().string()));
} catch (const InputFileError& error) {
  throw MatrixFileError(error.what());
}

}  // namespace bouton
