/// The sums of several steps at once.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include <bouton/aligned.hpp>
#include <bouton/weights.hpp>

namespace bouton {

/// In which of several steps each presynaptic unit is active.
class SpikeHistory {
 public:
  static constexpr std::size_t most_steps = 32;

  explicit SpikeHistory(std::size_t units) : steps_(units + 1) {}

  /// No unit is active in any step.
  void clear();
  void add(std::size_t step, std::span<const Unit> active);
  /// For each unit the steps in which it is active, a bit for each; and one more, for a unit that is always silent.
  std::span<const std::uint32_t> steps() const { return steps_; }

 private:
  std::vector<std::uint32_t> steps_;
};

/// Where the sums of several steps stand.
struct SumsOfSteps {
  std::span<double* const> rows;  // of each step, one value per unit of the slice
  bool are_new;                   // they begin at 0, whatever stands there
  bool subtract;                  // instead of adding
};

/// A copy of the weights of a sparse matrix, by postsynaptic unit. Where presynaptic units are active in many of
/// several steps, it takes less time to read all weights once, and to add each in its steps.
class WeightRows {
 public:
  /// Whether this processor has what it takes to be faster than WeightMatrix::accumulate: masked additions.
  static bool are_fast();
  /// Nothing where they could gain nothing: on other processors, for dense matrices, and where some units have far more
  /// weights than their neighbours.
  static std::optional<WeightRows> make(const WeightMatrix& weights);

  /// Copies the weights anew; the pairs are the same.
  void read(const WeightMatrix& weights);
  /// How many events WeightMatrix::accumulate carries in the time that `accumulate` takes for so many steps, about.
  double cost(std::size_t steps) const;
  /// The same sums, to the bit, that WeightMatrix::accumulate has in each step.
  void accumulate(const SpikeHistory& history, const SumsOfSteps& sums) const;
  std::size_t bytes() const;

 private:
  explicit WeightRows(const WeightMatrix& weights);
  template <class T>
  void read(const WeightMatrix& weights, AlignedVector<T>& copies);

  std::size_t posts_;
  // Postsynaptic units stand in blocks of eight, which take turns: each adds its weights in ascending order of the
  // presynaptic unit. One that has fewer than others of its block gets some from the unit that is always silent.
  std::vector<std::size_t> turns_;  // the first of each block, and the end
  std::vector<std::size_t> next_;   // scratch: of each postsynaptic unit
  AlignedVector<Unit> pres_;        // eight in each turn
  AlignedVector<double> doubles_;   // one of the two is empty
  AlignedVector<float> floats_;
};

}  // namespace bouton
