#include "report/trace_sample.hpp"

#include <algorithm>
#include <cmath>

namespace bouton_program {

TraceSample::TraceSample(std::size_t width, std::size_t most_shown, std::size_t most_points)
    : most_points_(most_points) {
  const auto count = std::min(width, most_shown);
  for (std::size_t i = 0; i < count; ++i) shown_.push_back(i * width / count);
}

void TraceSample::add(std::uint64_t step, std::span<const double> values) {
  if (samples_ % samples_per_point_ == 0) {
    if (steps_.size() == most_points_) merge_pairs();
    if (samples_ % samples_per_point_ == 0) {
      steps_.push_back(step);
      for (const auto place : shown_) least_.push_back(values[place]), most_.push_back(values[place]);
      ++samples_;
      return;
    }
  }
  const auto begin = least_.size() - shown_.size();
  for (std::size_t i = 0; i < shown_.size(); ++i) {
    // fmin and fmax pass over what is not a number.
    least_[begin + i] = std::fmin(least_[begin + i], values[shown_[i]]);
    most_[begin + i] = std::fmax(most_[begin + i], values[shown_[i]]);
  }
  ++samples_;
}

void TraceSample::merge_pairs() {
  samples_per_point_ *= 2;
  const auto width = shown_.size();
  const auto points = (steps_.size() + 1) / 2;
  for (std::size_t point = 0; point < points; ++point) {
    const auto first = 2 * point, second = std::min(first + 1, steps_.size() - 1);
    steps_[point] = steps_[first];
    for (std::size_t i = 0; i < width; ++i) {
      least_[point * width + i] = std::fmin(least_[first * width + i], least_[second * width + i]);
      most_[point * width + i] = std::fmax(most_[first * width + i], most_[second * width + i]);
    }
  }
  steps_.resize(points);
  least_.resize(points * width);
  most_.resize(points * width);
}

std::vector<double> TraceSample::least(std::size_t shown) const {
  std::vector<double> values;
  for (std::size_t at = shown; at < least_.size(); at += shown_.size()) values.push_back(least_[at]);
  return values;
}

std::vector<double> TraceSample::most(std::size_t shown) const {
  std::vector<double> values;
  for (std::size_t at = shown; at < most_.size(); at += shown_.size()) values.push_back(most_[at]);
  return values;
}

}  // namespace bouton_program
