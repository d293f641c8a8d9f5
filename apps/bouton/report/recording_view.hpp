/// What the page shows of a recording: made while the recording is read.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include <nlohmann/json.hpp>

#include <bouton/recorder.hpp>

#include "report/spike_analysis.hpp"

namespace bouton_program {

/// How much of one recording may go into the page.
struct PageShare {
  std::size_t spikes = 2'000'000;
  std::size_t traces = 8;
  std::size_t trace_points = 4096;
  std::size_t population_bins = 1 << 15;
};

/// What one target of a recording becomes. Only the calls of its shape come.
class RecordingView {
 public:
  virtual ~RecordingView() = default;
  virtual void spikes(std::uint64_t, std::span<const bouton::Unit>) {}
  virtual void values(std::uint64_t, std::span<const double>) {}
  virtual void weights(std::uint64_t, std::span<const bouton::WeightEntry>) {}
  /// An object whose `kind` is "spikes", "traces" or "weights". To be called once, at the end.
  virtual nlohmann::ordered_json finish() = 0;
};

/// The view of a target of which the steps in `span` were recorded.
std::unique_ptr<RecordingView> make_spike_view(const bouton::RecordTarget& target, RecordedSpan span,
                                               const PageShare& share);
std::unique_ptr<RecordingView> make_trace_view(const bouton::RecordTarget& target, const PageShare& share);

}  // namespace bouton_program
