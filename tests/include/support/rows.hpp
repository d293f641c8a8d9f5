/// Inputs for tests of rules: rows that are drawn, or played as analog values.
#pragma once

#include <functional>
#include <random>
#include <sstream>
#include <string>
#include <vector>

#include <support/network.hpp>

namespace support {

/// What an input does: a row for each step, a value for each unit.
using RowValues = std::vector<std::vector<double>>;

/// As a network file says it; numbers read back to the same bits.
inline std::string to_text(const RowValues& rows) {
  std::ostringstream text;
  text.precision(17);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    text << (i ? ", [" : "[[");
    for (std::size_t k = 0; k < rows[i].size(); ++k) text << (k ? ", " : "") << rows[i][k];
    text << "]";
  }
  return text.str() + "]";
}

/// Rows of values of uniform numbers in [0, 1).
inline RowValues random_rows(std::size_t steps, std::size_t size, std::uint64_t seed,
                             const std::function<double(double)>& value) {
  std::mt19937_64 bits(seed);
  RowValues rows(steps, std::vector<double>(size));
  for (auto& row : rows)
    for (double& x : row) x = value(static_cast<double>(bits() >> 11) * 0x1p-53);
  return rows;
}

/// The types of `registry_with`, and `analog_rows`, which publishes the same rows as `rows` as analog values.
inline bouton::Registry registry_with_analog_rows(const std::filesystem::path& library) {
  auto r = registry_with(library);
  bouton::Declaration<Rows> analog;
  Rows::declare(analog);
  analog.type("analog_rows", "rows that are published as analog values").output(bouton::OutputKind::analog);
  r.add(std::move(analog).take());
  return r;
}

}  // namespace support
