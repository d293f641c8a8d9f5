/// The power spectrum of a signal that is sampled at equal distances.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace bouton_program {

/// Power density at the frequencies 0, `resolution`, 2 `resolution`, …
struct Spectrum {
  double resolution = 0;      ///< in Hz
  std::vector<double> power;  ///< in the square of the signal's unit per Hz; empty if the signal is too short
  std::size_t segments = 0;   ///< whose spectra were averaged
};

/// P. D. Welch, IEEE Trans. Audio Electroacoust. 15, 70 (1967): the mean of the spectra of segments that overlap by a
/// half, each without its mean and under a Hann window; one-sided. A segment has the largest power of two that is not
/// more than a quarter of the signal, at most 4096 values; a signal of less than 64 values has no spectrum.
Spectrum power_spectrum(std::span<const double> signal, double bin_ms);

}  // namespace bouton_program
