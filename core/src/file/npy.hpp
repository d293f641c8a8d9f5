/// Reads numpy's array files.
#pragma once

#include <filesystem>

#include <bouton/parameter.hpp>

namespace bouton {

/// Reads a `.npy` file (NEP 1, versions 1 to 3) of one or two dimensions, little-endian floats or integers or booleans,
/// in C or Fortran order. One dimension is one row. Throws MatrixFileError.
Matrix read_npy(const std::filesystem::path& file);

}  // namespace bouton
