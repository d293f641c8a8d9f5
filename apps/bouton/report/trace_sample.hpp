/// The course of values over time, as far as a page can show it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace bouton_program {

/// Of some of the values of each sample it keeps each one, until there are more samples than a page can show; then the
/// least and the most of each two neighbours, of each four, and so on, so that no peak is lost.
class TraceSample {
 public:
  /// Of `width` values at most `most_shown` are kept, at even distances.
  explicit TraceSample(std::size_t width, std::size_t most_shown = 8, std::size_t most_points = 4096);

  void add(std::uint64_t step, std::span<const double> values);
  /// Which values of a sample are kept, by their places in it.
  const std::vector<std::size_t>& shown() const { return shown_; }
  /// How many samples a point stands for; the last one may stand for fewer.
  std::uint64_t samples_per_point() const { return samples_per_point_; }
  std::uint64_t samples() const { return samples_; }
  /// The step of the first sample of each point.
  const std::vector<std::uint64_t>& steps() const { return steps_; }
  /// Of one of the values shown, for each point. A value that is not a number stays one where it is the only one.
  std::vector<double> least(std::size_t shown) const;
  std::vector<double> most(std::size_t shown) const;

 private:
  void merge_pairs();

  std::vector<std::size_t> shown_;
  std::size_t most_points_;
  std::uint64_t samples_per_point_ = 1, samples_ = 0;
  std::vector<std::uint64_t> steps_;
  std::vector<double> least_, most_;  // [point][shown]
};

}  // namespace bouton_program
