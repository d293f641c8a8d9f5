#include "report/spectrum.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <complex>
#include <numbers>
#include <utility>

namespace bouton_program {

namespace {

using Complex = std::complex<double>;

/// The discrete Fourier transform in place; the size is a power of two (Cooley and Tukey, Math. Comput. 19, 297, 1965).
void transform(std::vector<Complex>& values) {
  const std::size_t n = values.size();
  for (std::size_t i = 1, j = 0; i < n; ++i) {
    std::size_t bit = n >> 1;
    for (; j & bit; bit >>= 1) j ^= bit;
    j ^= bit;
    if (i < j) std::swap(values[i], values[j]);
  }
  for (std::size_t length = 2; length <= n; length *= 2) {
    for (std::size_t k = 0; k < length / 2; ++k) {
      const auto turn = std::polar(1.0, -2 * std::numbers::pi * static_cast<double>(k) / static_cast<double>(length));
      for (std::size_t begin = 0; begin < n; begin += length) {
        auto& low = values[begin + k];
        auto& high = values[begin + k + length / 2];
        const auto turned = high * turn;
        high = low - turned;
        low += turned;
      }
    }
  }
}

std::vector<double> hann_window(std::size_t size) {
  std::vector<double> window(size);
  for (std::size_t i = 0; i < size; ++i)
    window[i] = 0.5 - 0.5 * std::cos(2 * std::numbers::pi * static_cast<double>(i) / static_cast<double>(size));
  return window;
}

/// Adds the squared magnitudes of one segment's transform.
void add_segment(std::span<const double> segment, std::span<const double> window, std::vector<double>& power) {
  double mean = 0;
  for (const double value : segment) mean += value;
  mean /= static_cast<double>(segment.size());
  std::vector<Complex> values(segment.size());
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = (segment[i] - mean) * window[i];
  transform(values);
  for (std::size_t i = 0; i < power.size(); ++i) power[i] += std::norm(values[i]);
}

}  // namespace

Spectrum power_spectrum(std::span<const double> signal, double bin_ms) {
  constexpr std::size_t shortest = 64, longest_segment = 4096;
  if (signal.size() < shortest) return {};
  const auto size = std::min(longest_segment, std::bit_floor(signal.size() / 4));
  const auto window = hann_window(size);
  double squares = 0;
  for (const double value : window) squares += value * value;

  Spectrum spectrum;
  const double rate = 1000 / bin_ms;
  spectrum.resolution = rate / static_cast<double>(size);
  spectrum.power.assign(size / 2 + 1, 0.0);
  for (std::size_t begin = 0; begin + size <= signal.size(); begin += size / 2, ++spectrum.segments)
    add_segment(signal.subspan(begin, size), window, spectrum.power);
  for (std::size_t i = 0; i < spectrum.power.size(); ++i) {
    const bool has_no_mirror = i == 0 || i == size / 2;
    spectrum.power[i] *= (has_no_mirror ? 1 : 2) / (rate * squares * static_cast<double>(spectrum.segments));
  }
  return spectrum;
}

}  // namespace bouton_program
