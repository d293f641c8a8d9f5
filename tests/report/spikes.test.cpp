#include <algorithm>
#include <cmath>
#include <numbers>

#include <support/network.hpp>

#include "report/spike_analysis.hpp"

using bouton_program::RecordedSpan;
using bouton_program::SpikeAnalysis;
using support::contains;

namespace {

constexpr RecordedSpan span{100, 3100, 0.5, 20};

/// Random spikes with a common rise every 50 steps; unit 7 is silent.
SpikeAnalysis analysis(std::size_t most_shown = 1'000'000) {
  SpikeAnalysis result(span, most_shown);
  std::uint64_t x = 1;
  std::vector<std::uint32_t> units;
  for (std::uint64_t step = 0; step < 3000; ++step) {
    units.clear();
    for (std::uint32_t unit = 0; unit < 20; ++unit) {
      x = (1103515245 * x + 12345) % (std::uint64_t{1} << 31);
      const double chance = 0.02 + 0.004 * unit + (step % 50 < 5 ? 0.1 : 0);
      if (static_cast<double>(x) / 2147483648.0 < chance && unit != 7) units.push_back(unit);
    }
    result.add(span.begin + step, units);
  }
  return result;
}

}  // namespace

TEST_CASE("rates, intervals, irregularity and correlations are those that numpy finds") {
  auto spikes = analysis();
  const auto found = spikes.finish();
  CHECK(found.spikes == 3945);
  CHECK(found.silent == 1);
  CHECK(found.counts.mean() == doctest::Approx(197.25).epsilon(1e-12));
  CHECK(found.counts.deviation() == doctest::Approx(85.567444159563394).epsilon(1e-12));
  CHECK(found.intervals.count() == 3926);
  CHECK(found.intervals.mean() == doctest::Approx(14.338003056546103).epsilon(1e-12));
  CHECK(found.intervals.deviation() == doctest::Approx(16.290727167047134).epsilon(1e-12));
  CHECK(found.intervals.most() == 194);
  CHECK(found.variations.count() == 19);
  CHECK(found.variations.mean() == doctest::Approx(0.95999295421188768).epsilon(1e-12));
  CHECK(found.variations.deviation() == doctest::Approx(0.06305554226361329).epsilon(1e-9));
  CHECK(found.correlation_bin == 5);
  CHECK(found.correlations.count() == 171);
  CHECK(found.correlations.mean() == doctest::Approx(0.061211649942383414).epsilon(1e-10));
  CHECK(found.correlations.least() == doctest::Approx(-0.10524836185979763).epsilon(1e-10));
  CHECK(found.correlations.most() == doctest::Approx(0.30649778315053289).epsilon(1e-10));
}

TEST_CASE("intervals are counted in the bins that numpy counts them in") {
  auto spikes = analysis();
  const auto bins = spikes.finish().intervals.bins(64);
  CHECK(bins.width == 4);
  CHECK(bins.low == 0);
  const std::vector<std::uint64_t> first(bins.counts.begin(), bins.counts.begin() + 12);
  CHECK(first == std::vector<std::uint64_t>{923, 752, 601, 423, 306, 188, 160, 132, 97, 78, 51, 49});
}

TEST_CASE("the population is counted in bins of half a millisecond") {
  auto spikes = analysis();
  const auto found = spikes.finish();
  CHECK(found.bin == 1);
  CHECK(found.population.size() == 3000);
  const std::vector<std::uint32_t> first(found.population.begin(), found.population.begin() + 8);
  CHECK(first == std::vector<std::uint32_t>{2, 0, 4, 4, 0, 0, 0, 0});
}

TEST_CASE("the power spectrum is the one that numpy's transform gives with Welch's method") {
  auto spikes = analysis();
  const auto spectrum = spikes.finish().spectrum;
  CHECK(spectrum.segments == 10);
  CHECK(spectrum.resolution == 3.90625);
  REQUIRE(spectrum.power.size() == 257);
  CHECK(spectrum.power[0] == doctest::Approx(3.00333441041486).epsilon(1e-9));
  CHECK(spectrum.power[1] == doctest::Approx(16.1778740938076).epsilon(1e-9));
  CHECK(spectrum.power[10] == doctest::Approx(138.581139771041).epsilon(1e-9));
  CHECK(spectrum.power[256] == doctest::Approx(10.5080402864244).epsilon(1e-9));
  CHECK(std::ranges::max_element(spectrum.power) - spectrum.power.begin() == 10);
}

TEST_CASE("a sine has its power at its frequency, and as much of it as it has variance") {
  std::vector<double> sine;
  for (int i = 0; i < 4096; ++i) sine.push_back(3 + std::sin(2 * std::numbers::pi * i / 16));
  const auto spectrum = bouton_program::power_spectrum(sine, 1);
  const auto peak = std::ranges::max_element(spectrum.power) - spectrum.power.begin();
  CHECK(static_cast<double>(peak) * spectrum.resolution == doctest::Approx(62.5));
  double sum = 0;
  for (const double power : spectrum.power) sum += power * spectrum.resolution;
  CHECK(sum == doctest::Approx(0.5).epsilon(1e-3));
  CHECK(bouton_program::power_spectrum(std::span(sine).first(63), 1).power.empty());
}

TEST_CASE("spikes that cannot be of the recording are refused with what is wrong") {
  const auto refusal = [](std::uint64_t step, std::vector<std::uint32_t> units) {
    SpikeAnalysis spikes({10, 20, 1, 3}, 100);
    spikes.add(12, std::vector<std::uint32_t>{0});
    try {
      spikes.add(step, units);
    } catch (const bouton::Error& error) {
      return std::string(error.what());
    }
    return std::string("(none)");
  };
  CHECK(contains(refusal(20, {0}), "spikes in step 20, but steps from 10 to before 20"));
  CHECK(contains(refusal(9, {0}), "spikes in step 9"));
  CHECK(contains(refusal(12, {0}), "step 12 stands behind a later one"));
  CHECK(contains(refusal(13, {3}), "a spike of unit 3, but only 3 are recorded"));
  CHECK(contains(refusal(13, {1, 1}), "do not ascend"));
  CHECK(refusal(13, {0, 2}) == "(none)");
}

TEST_CASE("a recording without spikes, units or steps has no statistics and is no error") {
  SpikeAnalysis silent({0, 1000, 1, 5}, 100);
  const auto found = silent.finish();
  CHECK(found.silent == 5);
  CHECK(found.intervals.count() == 0);
  CHECK(found.correlations.count() == 0);
  SpikeAnalysis nothing({0, 0, 1, 0}, 100);
  CHECK(nothing.finish().population.empty());
}
