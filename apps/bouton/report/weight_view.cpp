#include "report/weight_view.hpp"

#include <utility>

#include "report/packing.hpp"
#include "report/view_json.hpp"

namespace bouton_program {

namespace {

using Json = nlohmann::ordered_json;

Json sample_json(std::uint64_t step, const WeightSample& sample) {
  const auto matrix = sample.matrix();
  return {{"step", step},
          {"histogram", json_of(sample.histogram(), 1, 1)},
          {"not_finite", sample.not_finite()},
          {"matrix",
           {{"rows", matrix.rows},
            {"columns", matrix.columns},
            {"posts_per_row", matrix.posts_per_row},
            {"pres_per_column", matrix.pres_per_column},
            {"means", base64(float32_bytes(matrix.means))}}}};
}

}  // namespace

WeightView::WeightView(const bouton::RecordTarget& target, bool keeps_entries)
    : target_(target), keeps_entries_(keeps_entries) {}

void WeightView::weights(std::uint64_t step, std::span<const bouton::WeightEntry> entries) {
  constexpr std::size_t most_entries = 1'000'000;
  if (!last_ || last_->step != step) {
    if (last_ && !first_) first_ = std::move(last_);
    last_ = Taken{step, WeightSample(target_.layer_size, target_.pre_size)};
    if (keeps_entries_) entries_.emplace();
    ++samples_;
  }
  last_->sample.add(entries);
  if (!entries_) return;
  entries_->insert(entries_->end(), entries.begin(), entries.end());
  if (entries_->size() > most_entries) entries_.reset();
}

Json WeightView::finish() {
  Json json = {{"kind", "weights"}, {"unit", target_.unit}, {"samples", samples_}};
  if (first_) json["first"] = sample_json(first_->step, first_->sample);
  if (last_) json["last"] = sample_json(last_->step, last_->sample);
  return json;
}

}  // namespace bouton_program
