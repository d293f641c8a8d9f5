#include "file/npy.hpp"

#include <cmath>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <regex>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "base/bytes.hpp"
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

std::string match(const std::string& header, const char* pattern) {
  std::smatch found;
  if (!std::regex_search(header, found, std::regex(pattern)))
    throw MatrixFileError("has a header that cannot be read; save it with numpy.save");
  return found[1];
}

}  // namespace

Matrix read_npy(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::error_code error;
  if (std::filesystem::is_directory(file, error)) throw MatrixFileError("is a folder; wanted a file");
  if (!in) throw MatrixFileError("cannot be opened; check the path");
  const std::string bytes = read_all(in);
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
  constexpr std::size_t longest_header = 1 << 16;
  if (length > longest_header || begin + length > bytes.size()) throw MatrixFileError("ends within its header");
  const std::string header = bytes.substr(begin, length);

  const auto type_name = match(header, "'descr': *'([^']*)'");
  const bool by_columns = match(header, "'fortran_order': *(True|False)") == "True";
  const auto shape = match(header, "'shape': *\\(([0-9, ]*)\\)");
  const ElementType* type = nullptr;
  for (const auto& known : element_types)
    if (known.name == type_name) type = &known;
  if (!type) throw MatrixFileError(fmt::format("holds numbers of the type '{}'; save it as float64", type_name));

  std::vector<std::size_t> sides;
  const std::regex number("[0-9]{1,12}");
  for (std::sregex_iterator at(shape.begin(), shape.end(), number), end; at != end; ++at)
    sides.push_back(std::stoull(at->str()));
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
