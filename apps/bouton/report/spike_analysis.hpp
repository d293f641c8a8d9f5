/// What a recording of spikes says: rates, intervals, irregularity, correlations, spectrum, and what the page shows.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "report/correlations.hpp"
#include "report/histogram.hpp"
#include "report/spectrum.hpp"
#include "report/spike_sample.hpp"

namespace bouton_program {

/// What was recorded: which steps of which units.
struct RecordedSpan {
  std::uint64_t begin = 0, end = 0;  ///< steps from `begin` to before `end`
  double dt = 1;                     ///< in ms
  std::size_t units = 0;
};

/// Numbers of all spikes of a recording.
struct SpikeStatistics {
  std::uint64_t spikes = 0;
  std::size_t silent = 0;           ///< units without a spike
  Histogram counts{4096, 0};        ///< spikes of each unit
  Histogram intervals{1 << 14, 0};  ///< between two spikes of a unit, in steps
  Histogram variations;             ///< deviation of the intervals / their mean, of units with at least 3 intervals
  Histogram correlations;           ///< of pairs of units
  double correlation_bin = 0;       ///< in ms
  std::uint64_t bin = 1;            ///< steps in each of `population`
  std::vector<std::uint32_t> population;  ///< spikes of all units in each bin; the last bin may be a part of one
  Spectrum spectrum;                      ///< of the rate of a unit, in Hz² / Hz
};

/// Takes the spikes of a recording one step after the other. The memory depends on the units and not on the spikes.
class SpikeAnalysis {
 public:
  /// At most `most_shown` spikes go into the page.
  SpikeAnalysis(const RecordedSpan& span, std::size_t most_shown);

  /// Units count from 0 to before `span.units` and ascend; steps ascend. Throws bouton::Error for what is not so, or
  /// outside of the span: then the file is not of this run.
  void add(std::uint64_t step, std::span<const std::uint32_t> units);
  /// To be called once, at the end.
  SpikeStatistics finish();
  const SpikeSample& sample() const { return sample_; }

 private:
  struct UnitIntervals {
    std::uint64_t spikes = 0, last = 0;
    double sum = 0, squares = 0;  // of its intervals in steps
  };
  void check(std::uint64_t step, std::span<const std::uint32_t> units);

  RecordedSpan span_;
  SpikeStatistics statistics_;
  std::vector<UnitIntervals> units_;
  PairCorrelations correlations_;
  SpikeSample sample_;
  std::uint64_t next_step_;
};

}  // namespace bouton_program
