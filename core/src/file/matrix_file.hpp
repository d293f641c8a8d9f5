/// Numbers from files: CSV, MatrixMarket and numpy.
#pragma once

#include <filesystem>
#include <stdexcept>
#include <variant>
#include <vector>

#include <bouton/parameter.hpp>
#include <bouton/weights.hpp>

namespace bouton {

/// A weights file that cannot be used; what() says where and why, without the file's name.
class MatrixFileError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// A matrix [post][pre], or listed pairs with the size of the whole where the file states it.
struct SparseMatrix {
  std::size_t rows = 0;     ///< postsynaptic units; 0: not stated
  std::size_t columns = 0;  ///< presynaptic units; 0: not stated
  std::vector<WeightEntry> entries;
  bool has_delays = false;    ///< each entry has a delay
  bool shows_its_end = true;  ///< false: nothing in the file tells that no lines are missing at its end
};
using MatrixFile = std::variant<Matrix, SparseMatrix>;

/// Reads `.mtx` (MatrixMarket, coordinate or array, real, integer or pattern, general or symmetric: Boisvert et al.
/// 1996, NISTIR 5935) or `.csv`: rows of numbers [post][pre], or a recording of weights with the header
/// `step,post,pre,value` or `step,post,pre,delay,value`, of which the last step counts; or `.npy`. With `multapses` a
/// recording may hold a pair several times.
///
/// A recording shows where it ends, by two blanks that no reader of numbers minds: one before the value of its first
/// line says that there is a mark at its end, and one behind the value of its last line is this mark. A line for the
/// mark would be a row of the table for all who read it. Files without marks were written by older versions or by hand.
/// Throws MatrixFileError.
MatrixFile read_matrix_file(const std::filesystem::path& file, bool multapses = false);

}  // namespace bouton
