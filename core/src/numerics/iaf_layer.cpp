#include <bouton/iaf_layer.hpp>

#include <bit>
#include <cmath>
#include <stdexcept>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#include <fmt/format.h>

namespace bouton {

namespace {

/// Whole steps that are not shorter than the time; a time on the grid is not rounded up because of its last digit.
std::int32_t refractory_steps(double time, double dt) {
  constexpr double inexact = 1e-6;  // steps
  return nearest_count(std::ceil(time / dt - inexact));
}

/// Returns how many of the units have reached their threshold, without resetting them.
template <bool uniform>
BOUTON_INLINE std::int64_t settle_units(const IafUnits& units, const double* moved, std::size_t begin,
                                        std::size_t end) {
  const auto [V_m, refractory, ignored, thresholds, resets, steps, count] = units;
  const double common = uniform ? thresholds[0] : 0.0;
  std::int64_t reached = 0;
  BOUTON_INDEPENDENT_TURNS
  for (std::size_t k = begin; k < end; ++k) {
    const std::int64_t left = refractory[k];
    // A choice by bits: compilers make a branch of a choice between doubles by a whole number.
    const std::int64_t is_free = -static_cast<std::int64_t>(left == 0);
    const auto potential = std::bit_cast<double>((std::bit_cast<std::int64_t>(moved[k - begin]) & is_free) |
                                                 (std::bit_cast<std::int64_t>(V_m[k]) & ~is_free));
    V_m[k] = potential;
    refractory[k] = static_cast<std::int32_t>(left - (left > 0));
    reached += potential >= (uniform ? common : thresholds[k]);
  }
  return reached;
}

/// Resets and lists the units that have reached their threshold.
Unit* fire(const IafUnits& units, std::size_t begin, std::size_t end, Unit* out) {
  for (std::size_t k = begin; k < end; ++k) {
    const std::size_t own = units.is_uniform ? 0 : k;
    if (!(units.V_m[k] >= units.threshold[own])) continue;
    units.V_m[k] = units.reset[own];
    units.refractory[k] = units.refractory_steps[own];
    *out++ = static_cast<Unit>(k);
  }
  return out;
}

#if defined(__x86_64__)
BOUTON_FOR_AVX512 BOUTON_INLINE __m512d load(const double* values, __mmask8 which) {
  return _mm512_maskz_loadu_pd(which, values);
}

/// Eight at a time; what is written of the refractory times, and who has spiked, are masks. Compilers do not find this.
template <bool uniform>
BOUTON_FOR_AVX512 Unit* settle_with_avx512(const IafUnits& units, const double* moved, std::size_t begin,
                                           std::size_t end, Unit* out) {
  constexpr std::size_t group = 8;
  static_assert(group <= ListingLayer::slack);
  const __m256i one = _mm256_set1_epi32(1), counting = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7);
  const __m512d common = _mm512_set1_pd(uniform ? units.threshold[0] : 0.0);
  for (std::size_t k = begin; k < end; k += group) {
    const auto all = static_cast<__mmask8>(end - k >= group ? 0xff : (1u << (end - k)) - 1);
    const __m256i left = _mm256_maskz_loadu_epi32(all, units.refractory + k);
    const __mmask8 resting = _mm256_test_epi32_mask(left, left);
    _mm256_mask_storeu_epi32(units.refractory + k, resting, _mm256_sub_epi32(left, one));
    __m512d V_m = _mm512_mask_mov_pd(load(moved + (k - begin), all), resting, load(units.V_m + k, all));
    const __m512d threshold = uniform ? common : load(units.threshold + k, all);
    const __mmask8 reached = _mm512_mask_cmp_pd_mask(all, V_m, threshold, _CMP_GE_OQ);
    if (__builtin_expect(reached != 0, false)) {
      const __m512d reset = uniform ? _mm512_set1_pd(units.reset[0]) : load(units.reset + k, all);
      const __m256i steps = uniform ? _mm256_set1_epi32(units.refractory_steps[0])
                                    : _mm256_maskz_loadu_epi32(all, units.refractory_steps + k);
      V_m = _mm512_mask_mov_pd(V_m, reached, reset);
      _mm256_mask_storeu_epi32(units.refractory + k, reached, steps);
      const __m256i numbers = _mm256_add_epi32(_mm256_set1_epi32(static_cast<int>(k)), counting);
      _mm256_storeu_si256(reinterpret_cast<__m256i*>(out), _mm256_maskz_compress_epi32(reached, numbers));
      out += std::popcount(static_cast<unsigned>(reached));
    }
    _mm512_mask_storeu_pd(units.V_m + k, all, V_m);
  }
  // GCC forgets it; what follows would be slow with the upper halves in use.
  _mm256_zeroupper();
  return out;
}
#endif

}  // namespace

BOUTON_VECTORIZED std::int64_t settle_uniform(const IafUnits& units, const double* moved, std::size_t begin,
                                              std::size_t end) {
  return settle_units<true>(units, moved, begin, end);
}
BOUTON_VECTORIZED std::int64_t settle_each(const IafUnits& units, const double* moved, std::size_t begin,
                                           std::size_t end) {
  return settle_units<false>(units, moved, begin, end);
}

std::size_t settle_iaf(const IafUnits& units, const double* moved, std::size_t begin, std::size_t end, Unit* spikes) {
#if defined(__x86_64__)
  if (vector_unit() == VectorUnit::avx512) {
    const auto settle = units.is_uniform ? settle_with_avx512<true> : settle_with_avx512<false>;
    return static_cast<std::size_t>(settle(units, moved, begin, end, spikes) - spikes);
  }
#endif
  const auto settle = units.is_uniform ? settle_uniform : settle_each;
  // Spikes are rare: in most blocks no unit is looked at by itself.
  return settle(units, moved, begin, end) == 0 ? 0 : static_cast<std::size_t>(fire(units, begin, end, spikes) - spikes);
}

void IafLayer::prepare_iaf(std::initializer_list<const PerUnit*> others) {
  if (V_m_.size() != size()) throw std::logic_error("its potential is not declared; call declare_iaf in declare()");
  is_uniform_ = std::ranges::all_of(others, [](const auto* p) { return p->is_uniform(); });
  for (const auto* p : {&C_m_, &E_L_, &V_th_, &V_reset_, &t_ref_, &I_e_}) is_uniform_ = is_uniform_ && p->is_uniform();
  threshold_ = derive([&](std::size_t k) { return V_th_[k]; });
  reset_ = derive([&](std::size_t k) { return V_reset_[k]; });
  for (std::size_t k = 0; k < reset_.values().size(); ++k)
    if (!(reset_[k] < threshold_[k]))
      throw std::invalid_argument(
          fmt::format("'V_reset' is {} mV{} and 'V_th' {} mV; a unit is reset to below its "
                      "threshold",
                      reset_[k], is_uniform_ ? "" : fmt::format(" in unit {}", slice().begin + k), threshold_[k]));
  const auto steps = derive([&](std::size_t k) { return static_cast<double>(refractory_steps(t_ref_[k], dt())); });
  refractory_steps_.assign(steps.values().begin(), steps.values().end());
}

}  // namespace bouton
