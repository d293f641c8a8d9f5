#include <bouton/trace.hpp>

#include <bouton/vectorized.hpp>

#include "numerics/nonzero.hpp"

namespace bouton {

BOUTON_VECTORIZED void advance_all_traces(const double* x, double* traces, std::size_t count, const Trace::Factors& t,
                                          double limit) {
  const Trace::Factors factors = t;
  BOUTON_INDEPENDENT_TURNS
  for (std::size_t i = 0; i < count; ++i) {
    const double next = factors[0] * x[i] + factors[1] * traces[i];
    traces[i] = next > limit ? limit : next;
  }
}

/// The same where all x are zero.
BOUTON_VECTORIZED void decay_all_traces(double* traces, std::size_t count, double factor, double limit) {
  for (std::size_t i = 0; i < count; ++i) {
    const double next = 0.0 + factor * traces[i];  // t0 x is zero; to leave it out would keep the sign of a zero
    traces[i] = next > limit ? limit : next;
  }
}

Trace::Trace(const Trace& other) { *this = other; }

Trace& Trace::operator=(const Trace& other) {
  if (this == &other) return *this;
  resize(other.size());
  const auto count = std::min(size(), other.size());
  std::copy_n(other.values_.begin(), count, values_.begin());
  std::fill(values_.begin() + static_cast<std::ptrdiff_t>(count), values_.end(), 0.0);
  list();
  return *this;
}

void Trace::resize(std::size_t units) {
  if (is_bound_) return;
  own_.resize(units);
  values_ = own_;
  make_room();
}

void Trace::bind(std::span<double> values) {
  is_bound_ = true;
  values_ = values;
  make_room();
  list();
}

void Trace::make_room() {
  nonzero_.resize(values_.size() + list_slack);
  spiked_.resize(values_.size());
}

void Trace::clear() {
  if (is_listed_)
    for (const Unit unit : std::span(nonzero_).first(count_)) values_[unit] = 0.0;
  else
    std::fill(values_.begin(), values_.end(), 0.0);
  count_ = 0;
  is_listed_ = true;
}

void Trace::advance(const Signal& x, const Factors& t, double limit) {
  // A pass over all takes an eighth of the time that the list takes for a unit.
  constexpr std::size_t dense_share = 8;
  // After a pass the list is only made again to see whether it has become short.
  constexpr unsigned patience = 64;
  if (!is_listed_ && ++since_listed_ > patience) list();
  const bool dense = !x.is_spikes || !is_listed_ || dense_share * (count_ + x.active.size()) > values_.size();
  if (dense) {
    if (is_listed_) since_listed_ = 0;
    is_listed_ = false;
  }
  if (!x.is_spikes) return advance_all_traces(x.values.data(), values_.data(), values_.size(), t, limit);
  // The values of x are not read: another thread may have written them, so that each would have to come from another
  // core's cache. Units that spike are known from the list.
  for (std::size_t i = 0; i < x.active.size(); ++i) spiked_[i] = next(t, limit, 1.0, values_[x.active[i]]);
  if (dense)
    decay_all_traces(values_.data(), values_.size(), t[1], limit);
  else
    decay_listed(x, t, limit);
  for (std::size_t i = 0; i < x.active.size(); ++i) {
    const Unit unit = x.active[i];
    values_[unit] = spiked_[i];
    if (is_listed_ && spiked_[i] != 0.0) nonzero_[count_++] = unit;
  }
}

/// Decays the traces of units that do not spike, and leaves only those in the list.
void Trace::decay_listed(const Signal& x, const Factors& t, double limit) {
  for (const Unit unit : x.active) values_[unit] = 0.0;
  std::size_t kept = 0;
  for (std::size_t i = 0; i < count_; ++i) {
    const Unit unit = nonzero_[i];
    values_[unit] = next(t, limit, 0.0, values_[unit]);
    nonzero_[kept] = unit;
    kept += values_[unit] != 0.0;
  }
  count_ = kept;
}

std::span<const Unit> Trace::nonzero() const {
  if (!is_listed_) list();
  return std::span(nonzero_).first(count_);
}

void Trace::list() const {
  count_ = list_nonzero(values_, 0, nonzero_.data());
  is_listed_ = true;
}

}  // namespace bouton
