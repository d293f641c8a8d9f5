#include "file/npy.hpp"

#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include <fmt/format.h>

#include "base/input_file.hpp"
#include "base/usable_memory.hpp"
#include "file/matrix_file.hpp"

namespace bouton {

namespace {

template <class Number>
double read_number(const char* bytes) {
  Number value;
  std::memcpy(&value, bytes, sizeof value);
  return static_cast<double>(value);
}

struct ElementType {
  std::string_view name;
  std::size_t size;
  double (*read)(const char*);
};
constexpr ElementType element_types[] = {
    {"<f8", 8, read_number<double>},        {"<f4", 4, read_number<float>},
    {"<i8", 8, read_number<std::int64_t>},  {"<i4", 4, read_number<std::int32_t>},
    {"<i2", 2, read_number<std::int16_t>},  {"|i1", 1, read_number<std::int8_t>},
    {"<u8", 8, read_number<std::uint64_t>}, {"<u4", 4, read_number<std::uint32_t>},
    {"<u2", 2, read_number<std::uint16_t>}, {"|u1", 1, read_number<std::uint8_t>},
    {"|b1", 1, read_number<std::uint8_t>},
};

/// The fields of a header: `{'descr': '<f8', 'fortran_order': False, 'shape': (3, 2), }`. Numpy writes the literal of a
/// Python dictionary, always of these three keys.
class Header {
 public:
  explicit Header(std::string_view text) : text_(text) {}

  /// What stands between two characters behind a key, for example the quotes of a text.
  std::string_view enclosed(std::string_view key, char open, char close) const {
    auto rest = behind(key);
    if (!rest.starts_with(open)) fail();
    rest.remove_prefix(1);
    const auto end = rest.find(close);
    if (end == rest.npos) fail();
    return rest.substr(0, end);
  }

  bool boolean(std::string_view key) const {
    const auto rest = behind(key);
    if (!rest.starts_with("True") && !rest.starts_with("False")) fail();
    return rest.starts_with("True");
  }

  /// The numbers of a tuple.
  std::vector<std::size_t> sides() const {
    std::vector<std::size_t> numbers;
    auto rest = enclosed("'shape':", '(', ')');
    while (!rest.empty()) {
      if (rest.front() == ' ' || rest.front() == ',') {
        rest.remove_prefix(1);
        continue;
      }
      std::size_t number = 0;
      const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), number);
      if (error != std::errc()) fail();
      numbers.push_back(number);
      rest.remove_prefix(static_cast<std::size_t>(end - rest.data()));
    }
    return numbers;
  }

 private:
  [[noreturn]] static void fail() {
    throw MatrixFileError("has a header that cannot be read; save it with numpy.save");
  }

  std::string_view behind(std::string_view key) const {
    const auto at = text_.find(key);
    if (at == text_.npos) fail();
    const auto value = text_.find_first_not_of(' ', at + key.size());
    return value == text_.npos ? std::string_view() : text_.substr(value);
  }

  std::string_view text_;
};

}  // namespace

Matrix read_npy(const std::filesystem::path& file) {
  const std::string bytes = read_input(file);
  constexpr std::string_view magic = "\x93NUMPY";
  if (bytes.size() < 12 || !bytes.starts_with(magic)) throw MatrixFileError("is not a .npy file");
  constexpr int newest_version = 3;
  if (bytes[6] < 1 || bytes[6] > newest_version)
    throw MatrixFileError(
        fmt::format("has the format version {}; this program reads 1 to {}", int{bytes[6]}, newest_version));
  const bool is_first_version = bytes[6] == 1;
  const std::size_t begin = is_first_version ? 10 : 12;
  const std::size_t length = is_first_version ? static_cast<std::size_t>(read_number<std::uint16_t>(&bytes[8]))
                                              : static_cast<std::size_t>(read_number<std::uint32_t>(&bytes[8]));
  if (begin + length > bytes.size()) throw MatrixFileError("ends within its header");
  constexpr std::size_t longest_header = 10000;  // numpy reads no longer one either
  if (length > longest_header)
    throw MatrixFileError(
        fmt::format("has a header of {} bytes; at most {} are read: save it with numpy.save", length, longest_header));
  const Header header(std::string_view(bytes).substr(begin, length));
  const auto type_name = header.enclosed("'descr':", '\'', '\'');
  const bool by_columns = header.boolean("'fortran_order':");
  const auto sides = header.sides();
  const ElementType* type = nullptr;
  for (const auto& known : element_types)
    if (known.name == type_name) type = &known;
  if (!type)
    throw MatrixFileError(fmt::format("holds numbers of the type '{}'; save it as float64", type_name.substr(0, 40)));

  if (sides.size() != 1 && sides.size() != 2)
    throw MatrixFileError(fmt::format("has {} dimensions; wanted 1 or 2", sides.size()));
  Matrix matrix;
  matrix.rows = sides.size() == 2 ? sides[0] : 1;
  matrix.columns = sides.back();
  const char* data = bytes.data() + begin + length;
  const std::size_t stored = (bytes.size() - begin - length) / type->size;
  if (matrix.columns != 0 && matrix.rows > stored / matrix.columns)
    throw MatrixFileError(fmt::format("ends too early: {} x {} numbers are announced, {} are there", matrix.rows,
                                      matrix.columns, stored));
  if (matrix.columns == 0) return matrix;
  if (bytes.size() - begin - length != matrix.rows * matrix.columns * type->size)
    throw MatrixFileError(
        fmt::format("goes on after the {} x {} numbers that are announced", matrix.rows, matrix.columns));
  const auto memory = usable_memory();
  if (static_cast<double>(matrix.rows * matrix.columns * sizeof(double)) > memory.bytes)
    throw MatrixFileError(fmt::format("holds more numbers than fit into memory; {}", memory.in_words()));
  matrix.values.resize(matrix.rows * matrix.columns);
  for (std::size_t row = 0; row < matrix.rows; ++row)
    for (std::size_t column = 0; column < matrix.columns; ++column) {
      const std::size_t place = by_columns ? column * matrix.rows + row : row * matrix.columns + column;
      const double value = type->read(data + place * type->size);
      if (!std::isfinite(value))
        throw MatrixFileError(fmt::format("row {}, column {} is {}; wanted a finite number", row, column, value));
      matrix.values[row * matrix.columns + column] = value;
    }
  return matrix;
}

}  // namespace bouton
