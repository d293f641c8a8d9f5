/// The sums of weights over presynaptic units.
///
/// Every sum adds one column after the other, in ascending order of the presynaptic unit: the order is the same for
/// spikes and for analog values, and does not depend on how the postsynaptic units are cut. A silent unit is passed
/// over in both cases: both give the same bits, signed zeros included.
#pragma once

#include <cstddef>

#include <bouton/signal.hpp>

namespace bouton {

/// `sums[k] += Σ_pre w[pre * posts + k] x[pre]`.
void add_dense(const Signal& x, const double* w, std::size_t posts, double* sums);
void add_dense(const Signal& x, const float* w, std::size_t posts, double* sums);

/// `sums[posts[i]] += w[i] x[pre]` for the weights of each pre, which begin at offsets[pre].
void add_sparse(const Signal& x, const double* w, const std::size_t* offsets, const Unit* posts, double* sums);
void add_sparse(const Signal& x, const float* w, const std::size_t* offsets, const Unit* posts, double* sums);

/// `sums[k] += w[k] x[slice.begin + k]`.
void add_diagonal(const Signal& x, const double* w, Slice slice, double* sums);
void add_diagonal(const Signal& x, const float* w, Slice slice, double* sums);

}  // namespace bouton
