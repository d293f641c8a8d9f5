/// How many synaptic events a step has, which is what a profile divides by.
#pragma once

#include <cstddef>
#include <span>

#include <bouton/signal.hpp>
#include <bouton/weights.hpp>

namespace bouton {

/// How many weights a signal goes through; `first` is the column of its unit 0.
inline double events(const WeightMatrix& weights, const Signal& x, std::size_t first = 0) {
  std::size_t count = 0;
  if (x.is_spikes)
    for (const Unit pre : x.active) count += weights.column_size(first + pre);
  else
    for (std::size_t pre = 0; pre < x.values.size(); ++pre)
      if (x.values[pre] != 0.0) count += weights.column_size(first + pre);
  return static_cast<double>(count);
}

/// The same of what arrives with different delays.
inline double events(const WeightMatrix& weights, std::span<const Signal> by_delay) {
  double count = 0;
  std::size_t first = 0;
  for (const auto& x : by_delay) {
    count += events(weights, x, first);
    first += x.values.size();
  }
  return count;
}

}  // namespace bouton
