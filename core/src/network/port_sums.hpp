/// What arrives at one port of a layer.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include <bouton/aligned.hpp>
#include <bouton/signal.hpp>

namespace bouton {

/// The sums of the latest steps, for as many steps as there are rows: one value per unit of the whole layer.
class PortSums {
 public:
  explicit PortSums(std::size_t size) : size_(size) { keep(1); }

  /// Makes room for so many steps.
  void keep(std::size_t steps) {
    rows_ = steps;
    values_.assign(rows_ * stride(), 0.0);
  }
  std::span<double> at(std::uint64_t tick) { return {values_.data() + row(tick) * stride(), size_}; }
  std::span<const double> at(std::uint64_t tick) const { return {values_.data() + row(tick) * stride(), size_}; }
  std::span<double> at(std::uint64_t tick, Slice slice) { return at(tick).subspan(slice.begin, slice.size()); }
  std::size_t bytes() const { return values_.size() * sizeof(double); }

 private:
  /// A row begins at a cache line.
  std::size_t stride() const { return (size_ + 7) / 8 * 8; }
  std::size_t row(std::uint64_t tick) const { return rows_ == 1 ? 0 : tick % rows_; }

  std::size_t size_, rows_ = 1;
  AlignedVector<double> values_;
};

}  // namespace bouton
