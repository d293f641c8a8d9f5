/// What arrives at one port of a layer.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include <bouton/aligned.hpp>
#include <bouton/signal.hpp>

namespace bouton {

/// The sums of the latest steps, for as many steps as there are rows: one value per unit of the whole layer. Or, for a
/// port that adds to a state variable of the layer, that variable.
class PortSums {
 public:
  explicit PortSums(std::size_t size) : size_(size) { keep(1); }
  /// The port adds to a variable that lies there.
  explicit PortSums(std::span<double> state) : size_(state.size()), state_(state.data()), is_state_(true) {}

  /// Whether what arrives is added to a state variable. Then there are no sums.
  bool is_state() const { return is_state_; }
  /// Makes room for so many steps. Only for sums.
  void keep(std::size_t steps) {
    rows_ = steps;
    values_.assign(rows_ * stride(), 0.0);
  }
  /// Where what arrives in that step is added.
  std::span<double> at(std::uint64_t tick) { return {is_state_ ? state_ : values_.data() + place(tick), size_}; }
  std::span<const double> at(std::uint64_t tick) const {
    return {is_state_ ? state_ : values_.data() + place(tick), size_};
  }
  std::span<double> at(std::uint64_t tick, Slice slice) { return at(tick).subspan(slice.begin, slice.size()); }
  std::size_t bytes() const { return values_.size() * sizeof(double); }

 private:
  /// A row begins at a cache line.
  std::size_t stride() const { return (size_ + 7) / 8 * 8; }
  std::size_t place(std::uint64_t tick) const { return rows_ == 1 ? 0 : tick % rows_ * stride(); }

  std::size_t size_, rows_ = 1;
  AlignedVector<double> values_;
  double* state_ = nullptr;
  bool is_state_ = false;
};

}  // namespace bouton
