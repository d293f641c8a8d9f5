/// One sample of all weights of a synapse, as far as a page can show it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include <bouton/weights.hpp>

#include "report/histogram.hpp"

namespace bouton_program {

/// A matrix [post][pre] of cells, each the mean of the weights in it.
struct WeightMatrixView {
  std::size_t rows = 0, columns = 0;
  std::size_t posts_per_row = 1, pres_per_column = 1;
  std::vector<double> means;  ///< row by row; not a number where there is no weight
};

/// Takes the weights of a sample in pieces. The memory does not grow with their number.
class WeightSample {
 public:
  /// Of `post` units at most `most_chosen`, at even distances, have all their weights kept, for pictures.
  WeightSample(std::size_t post, std::size_t pre, std::size_t most_chosen = 40);

  /// Throws bouton::Error for units that do not exist: then the file is not of this run.
  void add(std::span<const bouton::WeightEntry> entries);
  /// Numbers of weights that are finite.
  const Histogram& histogram() const { return histogram_; }
  std::uint64_t not_finite() const { return not_finite_; }
  WeightMatrixView matrix() const;
  /// The postsynaptic units whose weights are kept; none if they were too many.
  const std::vector<std::size_t>& chosen() const { return chosen_; }
  /// The weights from each presynaptic unit to one that is chosen, 0 where there is none; several of a pair added up.
  std::span<const double> weights_to(std::size_t chosen) const { return std::span(kept_).subspan(chosen * pre_, pre_); }

 private:
  std::size_t post_, pre_;
  Histogram histogram_;
  std::uint64_t not_finite_ = 0;
  std::size_t posts_per_row_, pres_per_column_, rows_, columns_;
  std::vector<double> sums_;            // of each cell
  std::vector<std::uint64_t> entries_;  // in each cell
  std::vector<std::size_t> chosen_;
  std::vector<std::int32_t> place_of_post_;  // in chosen_, -1: not chosen
  std::vector<double> kept_;                 // [chosen][pre]
};

}  // namespace bouton_program
