/// What the page shows of recorded weights: the first and the last sample, and images of what units see.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "report/recording_view.hpp"
#include "report/weight_sample.hpp"

namespace bouton_program {

/// Keeps the first and the last sample.
class WeightView final : public RecordingView {
 public:
  /// `keeps_entries`: the weights of the last sample are kept one by one, for images, if they are not too many.
  WeightView(const bouton::RecordTarget& target, bool keeps_entries);

  void weights(std::uint64_t step, std::span<const bouton::WeightEntry> entries) override;
  nlohmann::ordered_json finish() override;

  const bouton::RecordTarget& target() const { return target_; }
  /// Null if there was no sample.
  const WeightSample* last() const { return last_ ? &last_->sample : nullptr; }
  /// Of the last sample; nothing if they are too many or were not to be kept.
  const std::optional<std::vector<bouton::WeightEntry>>& entries() const { return entries_; }

 private:
  struct Taken {
    std::uint64_t step;
    WeightSample sample;
  };
  bouton::RecordTarget target_;
  bool keeps_entries_;
  std::uint64_t samples_ = 0;
  std::optional<Taken> first_, last_;
  std::optional<std::vector<bouton::WeightEntry>> entries_;
};

}  // namespace bouton_program
