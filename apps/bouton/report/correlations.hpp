/// How alike the spike counts of pairs of units are.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace bouton_program {

/// Pearson's correlation of spike counts in bins of time, for all pairs of some of the units. Spikes come in order of
/// time; the memory does not grow with their number.
class PairCorrelations {
 public:
  /// Looks at units `0`, `stride`, 2 `stride`, … of `units`, at most `most_units`, in `bins` bins of `bin` steps.
  PairCorrelations(std::size_t units, std::uint64_t bin, std::uint64_t bins, std::size_t most_units = 100);

  /// A spike of a unit; `step` counts from the first step that was recorded. What lies behind the last bin is passed
  /// over.
  void add(std::uint64_t step, std::size_t unit);
  /// Of each pair of which both units had not the same count in all bins. Ends the last bin: to be called once.
  std::vector<double> finish();

 private:
  void end_bin();

  std::size_t stride_, chosen_;
  std::uint64_t bin_, bins_;
  std::uint64_t present_ = 0;
  std::vector<std::uint32_t> counts_;  // in the present bin
  std::vector<std::size_t> active_;    // which of them are not 0
  std::vector<double> sums_;           // of the counts
  std::vector<double> products_;       // of each two counts, [first][second], first <= second
};

}  // namespace bouton_program
