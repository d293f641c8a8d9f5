#include "report/histogram.hpp"

#include <algorithm>
#include <cmath>

namespace bouton_program {

namespace {

/// Half of a place, rounded down also where it is negative.
std::int64_t halved(std::int64_t place) { return place >> 1; }

/// Each two bins become one; returns the place of the first.
std::int64_t merge_pairs(std::int64_t first, std::vector<std::uint64_t>& counts) {
  const auto merged_first = halved(first);
  std::vector<std::uint64_t> merged;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const auto place = static_cast<std::size_t>(halved(first + static_cast<std::int64_t>(i)) - merged_first);
    if (place >= merged.size()) merged.resize(place + 1);
    merged[place] += counts[i];
  }
  counts = std::move(merged);
  return merged_first;
}

}  // namespace

Histogram::Histogram(std::size_t most_bins, int least_exponent) : most_bins_(most_bins), exponent_(least_exponent) {}

std::int64_t Histogram::place_of(double value) const {
  return static_cast<std::int64_t>(std::floor(std::ldexp(value, -exponent_)));
}

void Histogram::widen() {
  first_ = merge_pairs(first_, counts_);
  ++exponent_;
}

void Histogram::add(double value, std::uint64_t times) {
  if (times == 0) return;
  least_ = count_ == 0 ? value : std::min(least_, value);
  most_ = count_ == 0 ? value : std::max(most_, value);
  count_ += times;
  const double difference = value - mean_, weight = static_cast<double>(times);
  mean_ += difference * weight / static_cast<double>(count_);
  squares_ += difference * (value - mean_) * weight;

  // A place that a whole number of 64 bits cannot hold would need far more bins than there may be.
  constexpr int most_bits = 50;
  int bits = 0;
  std::frexp(value, &bits);
  while (value != 0 && bits - exponent_ > most_bits) widen();
  for (;; widen()) {
    const auto place = place_of(value);
    if (counts_.empty()) first_ = place;
    const auto begin = std::min(place, first_);
    const auto end = std::max(place + 1, first_ + static_cast<std::int64_t>(counts_.size()));
    if (static_cast<std::uint64_t>(end - begin) > most_bins_) continue;
    counts_.insert(counts_.begin(), static_cast<std::size_t>(first_ - begin), 0);
    first_ = begin;
    counts_.resize(static_cast<std::size_t>(end - begin));
    counts_[static_cast<std::size_t>(place - begin)] += times;
    return;
  }
}

double Histogram::mean() const { return mean_; }

double Histogram::deviation() const {
  return count_ == 0 ? 0 : std::sqrt(std::max(0.0, squares_) / static_cast<double>(count_));
}

Bins Histogram::bins(std::size_t most_bins, double share) const {
  if (count_ == 0) return {};
  auto counts = counts_;
  auto first = first_;
  int exponent = exponent_;
  // What lies above is cut away before bins become wider, so that few large values do not make all bins wide.
  const auto wanted = static_cast<double>(count_) * share;
  std::uint64_t held = 0;
  std::size_t used = 0;
  while (used < counts.size() && (used == 0 || static_cast<double>(held) < wanted)) held += counts[used++];
  counts.resize(used);
  while (counts.size() > most_bins) first = merge_pairs(first, counts), ++exponent;
  return {std::ldexp(static_cast<double>(first), exponent), std::ldexp(1.0, exponent), std::move(counts),
          count_ - held};
}

}  // namespace bouton_program
