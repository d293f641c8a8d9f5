/// The arrays in which an element keeps its declared state; see Declaration::state.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <variant>

namespace bouton {

namespace detail {
struct StateAccess;
}

/// One value per unit of the slice, or per presynaptic unit, in memory that the core owns: there is one array for the
/// whole layer, and an instance sees the part of its slice. An element declares it and uses it; it neither sizes it nor
/// resets it. Bound before `prepare`, with the initial values in it, and valid as long as the element.
///
/// The array begins at a cache line, and so does a slice's part where the layer is large. Different slices never share
/// an element, so each may write its own while others run.
template <class T>
class BasicStateArray {
 public:
  using value_type = T;

  BasicStateArray() = default;
  // A copy would be a second view of the same state.
  BasicStateArray(const BasicStateArray&) = delete;
  BasicStateArray& operator=(const BasicStateArray&) = delete;

  T& operator[](std::size_t k) { return values_[k]; }
  const T& operator[](std::size_t k) const { return values_[k]; }
  std::size_t size() const { return values_.size(); }
  T* data() { return values_.data(); }
  const T* data() const { return values_.data(); }
  T* begin() { return values_.data(); }
  const T* begin() const { return values_.data(); }
  T* end() { return values_.data() + values_.size(); }
  const T* end() const { return values_.data() + values_.size(); }

 private:
  friend struct detail::StateAccess;
  std::span<T> values_;
};

/// Real numbers: a potential, a current, a threshold.
using StateArray = BasicStateArray<double>;
/// Whole numbers that count: refractory steps that are left, spikes since a reset. With 32 bits a step over them takes
/// half the memory of a double's, every processor's vector instructions turn them into doubles, and steps of 0.1 ms
/// are counted for 59 hours.
using CountArray = BasicStateArray<std::int32_t>;

/// The memory of one variable for one slice.
using StateMemory = std::variant<std::span<double>, std::span<std::int32_t>>;

namespace detail {

/// How the core reaches into a member that holds state.
struct StateAccess {
  static void bind(StateArray& array, const StateMemory& memory) {
    array.values_ = std::get<std::span<double>>(memory);
  }
  static void bind(CountArray& array, const StateMemory& memory) {
    array.values_ = std::get<std::span<std::int32_t>>(memory);
  }
  template <class Trace>
  static void bind(Trace& trace, const StateMemory& memory) {
    trace.bind(std::get<std::span<double>>(memory));
  }
};

}  // namespace detail

}  // namespace bouton
