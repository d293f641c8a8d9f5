/// The sums of weights over presynaptic units.
///
/// Every sum adds one column after the other, in ascending order of the presynaptic unit: the order is the same for
/// spikes and for analog values, and does not depend on how the postsynaptic units are cut. A silent unit is passed
/// over in both cases: both give the same bits, signed zeros included.
#pragma once

#include <cstddef>
#include <span>

#include <bouton/column_index.hpp>
#include <bouton/signal.hpp>

namespace bouton {

/// One weight in place of many that are equal.
struct SameWeight {
  double value;
  double operator[](std::size_t) const { return value; }
};

/// Weights with the other sign.
template <class T>
struct Negative {
  const T* weights;
  T operator[](std::size_t i) const { return -weights[i]; }
};

/// `sums[k] += Σ_pre w[pre * posts + k] x[pre]`.
void add_dense(const Signal& x, const double* w, std::size_t posts, double* sums);
void add_dense(const Signal& x, const float* w, std::size_t posts, double* sums);
void add_dense(const Signal& x, SameWeight w, std::size_t posts, double* sums);

/// `sums[target of i] += w[i] x[a]` for the weights i of each column a of the index. Here and below `Weights` is
/// `const double*`, `const float*`, a Negative of one of them, or SameWeight.
template <class Weights>
void add_sparse(const Signal& x, Weights w, const ColumnIndex& index, double* sums);

/// The same for the columns of delay number d with the signal x[d], one delay after the other.
template <class Weights>
void add_arrivals(std::span<const Signal> x, Weights w, const ColumnIndex& index, double* sums);

/// `sums[target of i] += w[i]` for all i of the runs, in their order.
template <class Weights>
void add_runs(std::span<const ConnectionRun> runs, Weights w, const ColumnIndex& index, double* sums);

/// `sums[k] += w[k] x[slice.begin + k]`.
void add_diagonal(const Signal& x, const double* w, Slice slice, double* sums);
void add_diagonal(const Signal& x, const float* w, Slice slice, double* sums);
void add_diagonal(const Signal& x, Negative<double> w, Slice slice, double* sums);
void add_diagonal(const Signal& x, Negative<float> w, Slice slice, double* sums);
void add_diagonal(const Signal& x, SameWeight w, Slice slice, double* sums);

}  // namespace bouton
