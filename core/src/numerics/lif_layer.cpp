#include <bouton/lif_layer.hpp>

#include <cmath>
#include <stdexcept>

#include <bouton/vectorized.hpp>

namespace bouton {

namespace {

struct LifStep {
  const double* x;
  const double* spiked;  // in the previous step, 0 or 1
  const double* threshold;
  double* v;
  double* out;
  std::size_t count;
  double decay;
};

template <bool refractory, bool at_threshold, bool uniform>
BOUTON_INLINE void advance_units(const LifStep& step) {
  const auto [x, spiked, thresholds, v, out, count, a] = step;
  const double common = thresholds[0], b = 1 - a;
  BOUTON_INDEPENDENT_TURNS
  for (std::size_t k = 0; k < count; ++k) {
    const double potential =
        refractory ? (1 - spiked[k]) * (a * v[k] + b * x[k]) : (1 - spiked[k]) * a * v[k] + b * x[k];
    const double threshold = uniform ? common : thresholds[k];
    v[k] = potential;
    out[k] = (at_threshold ? potential >= threshold : potential > threshold) ? 1.0 : 0.0;
  }
}

}  // namespace

BOUTON_VECTORIZED void advance_lif(const LifStep& step, bool refractory, bool at_threshold, bool uniform) {
  switch (refractory * 4 + at_threshold * 2 + uniform) {
    case 0: return advance_units<false, false, false>(step);
    case 1: return advance_units<false, false, true>(step);
    case 2: return advance_units<false, true, false>(step);
    case 3: return advance_units<false, true, true>(step);
    case 4: return advance_units<true, false, false>(step);
    case 5: return advance_units<true, false, true>(step);
    case 6: return advance_units<true, true, false>(step);
    case 7: return advance_units<true, true, true>(step);
  }
}

void LifLayer::prepare() {
  if (v_.size() != size()) throw std::logic_error("its potential is not declared; call declare_lif in declare()");
  decay_ = std::exp(-1.0 / tau_);
}

void LifLayer::advance(std::span<const double> x, const Signal& previous, std::span<double> out) {
  const LifStep step{
      x.data(), previous.values.data() + slice().begin, threshold_.values().data(), v_.data(), out.data(), size(),
      decay_};
  advance_lif(step, refractory_, spike_at_threshold_, threshold_.is_uniform());
}

}  // namespace bouton
