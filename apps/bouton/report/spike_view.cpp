#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include <bouton/error.hpp>

#include "report/packing.hpp"
#include "report/recording_view.hpp"
#include "report/unit_numbers.hpp"
#include "report/view_json.hpp"

namespace bouton_program {

namespace {

using Json = nlohmann::ordered_json;

/// Bins of `bin` steps, several taken together where there are more than `most`.
Json json_of_population(const SpikeStatistics& statistics, std::size_t most) {
  const auto& counts = statistics.population;
  const auto together = std::max<std::size_t>(1, (counts.size() + most - 1) / most);
  std::string bytes;
  std::size_t bins = 0;
  for (std::size_t begin = 0; begin < counts.size(); begin += together, ++bins) {
    std::uint64_t sum = 0;
    for (std::size_t i = begin; i < std::min(begin + together, counts.size()); ++i) sum += counts[i];
    add_varint(bytes, sum);
  }
  return {{"bin", statistics.bin * together}, {"bins", bins}, {"counts", base64(bytes)}};
}

class SpikeView final : public RecordingView {
 public:
  SpikeView(const bouton::RecordTarget& target, const RecordedSpan& span, const PageShare& share)
      : target_(target), span_(span), share_(share), analysis_(span, share.spikes) {}

  void spikes(std::uint64_t step, std::span<const bouton::Unit> units) override {
    rows_.clear();
    for (const auto unit : units) {
      const auto row = place_of(target_.units, unit);
      if (!row) throw bouton::Error(fmt::format("it has a spike of unit {}, which is not recorded", unit));
      rows_.push_back(static_cast<std::uint32_t>(*row));
    }
    analysis_.add(step, rows_);
  }

  Json finish() override {
    const auto statistics = analysis_.finish();
    const auto& sample = analysis_.sample();
    const auto steps = span_.end - span_.begin;
    const double seconds = static_cast<double>(steps) * span_.dt / 1000;
    Json json = {{"kind", "spikes"},
                 {"begin", span_.begin},
                 {"end", span_.end},
                 {"units", json_of(target_.units)},
                 {"spikes", statistics.spikes},
                 {"silent", statistics.silent}};
    json["shown"] = {{"spikes", sample.size()},
                     {"unit_stride", sample.unit_stride()},
                     {"spike_stride", sample.spike_stride()},
                     {"data", base64(sample.packed())}};
    json["population"] = json_of_population(statistics, share_.population_bins);
    if (steps == 0) return json;
    json["rates"] = json_of(statistics.counts, 1, 1 / seconds);
    json["intervals"] = json_of(statistics.intervals, 0.99, span_.dt);
    json["variations"] = json_of(statistics.variations, 1, 1);
    json["correlations"] = json_of(statistics.correlations, 1, 1);
    json["correlations"]["bin_ms"] = statistics.correlation_bin;
    json["spectrum"] = {{"resolution", statistics.spectrum.resolution},
                        {"segments", statistics.spectrum.segments},
                        {"power", base64(float32_bytes(statistics.spectrum.power))}};
    return json;
  }

 private:
  bouton::RecordTarget target_;
  RecordedSpan span_;
  PageShare share_;
  SpikeAnalysis analysis_;
  std::vector<std::uint32_t> rows_;
};

}  // namespace

std::unique_ptr<RecordingView> make_spike_view(const bouton::RecordTarget& target, RecordedSpan span,
                                               const PageShare& share) {
  span.units = target.units.size();
  return std::make_unique<SpikeView>(target, span, share);
}

}  // namespace bouton_program
