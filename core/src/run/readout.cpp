#include "run/readout.hpp"

#include <algorithm>

#include <fmt/format.h>

#include <bouton/whole_file.hpp>

namespace bouton {

Readout::Readout(Executor& executor, const ReadoutDescription& description)
    : description_(&description), executor_(&executor) {
  watch(executor.layer(description.of));
  begin_trial();
}

std::string Readout::why_not(Executor& other) const {
  const auto& readout = other.description.readout;
  if (!readout || readout->of != description_->of) return fmt::format("it does not read out '{}'", description_->of);
  const auto size = other.layer(readout->of).description.size;
  if (size == layer_->description.size) return "";
  return fmt::format("'{}' has {} units, it had {}", readout->of, size, layer_->description.size);
}

void Readout::go_on_with(Executor& other) {
  executor_ = &other;
  description_ = &*other.description.readout;
  watch(other.layer(description_->of));
}

void Readout::watch(LayerNode& layer) {
  layer_ = &layer;
  if (description_->ties == ReadoutDescription::Ties::input) executor_->keep_inputs(layer);
}

void Readout::begin_trial() {
  spikes_.assign(layer_->description.size, 0.0);
  input_.assign(layer_->description.size, 0.0);
}

void Readout::observe(std::uint64_t step) {
  const auto signal = executor_->output(*layer_, step);
  for (std::size_t i = 0; i < spikes_.size(); ++i) spikes_[i] += signal.values[i];
  if (description_->ties != ReadoutDescription::Ties::input) return;
  const auto input = executor_->kept_input(*layer_, step);
  for (std::size_t i = 0; i < input_.size(); ++i) input_[i] += input[i];
}

std::size_t Readout::predict() const {
  std::size_t best = 0;
  for (std::size_t i = 1; i < spikes_.size(); ++i)
    if (std::pair(spikes_[i], input_[i]) > std::pair(spikes_[best], input_[best])) best = i;
  return best;
}

Scores::Scores(const std::filesystem::path& folder)
    : predictions_path_(folder / "predictions.csv"),
      confusion_path_(folder / "confusion.csv"),
      predictions_(partial_name(predictions_path_)) {
  if (!predictions_) throw Error(fmt::format("{} cannot be written", predictions_path_.string()));
  predictions_ << "phase,sample,target,predicted,phase_number\n";
}

void Scores::begin_phase(const std::string& name, std::size_t number, std::size_t classes) {
  phases_.push_back({name, number, classes, std::vector<std::uint64_t>(classes * classes, 0)});
}

void Scores::add(std::uint64_t sample, std::size_t target, std::size_t predicted) {
  auto& phase = phases_.back();
  ++phase.counts[target * phase.classes + predicted];
  predictions_ << fmt::format("{},{},{},{},{}\n", phase.name, sample, target, predicted, phase.number);
}

void Scores::close() {
  predictions_.close();
  if (!predictions_)
    throw Error(fmt::format("{} could not be written completely; is the disk full?", predictions_path_.string()));
  put_in_place(partial_name(predictions_path_), predictions_path_);
  files_.push_back(predictions_path_);
  write_file(confusion_path_, [&](std::ostream& out) { write_confusion(out); });
  files_.push_back(confusion_path_);
}

void Scores::write_confusion(std::ostream& out) const {
  std::size_t classes = 0;
  for (const auto& phase : phases_) classes = std::max(classes, phase.classes);
  out << "phase,target";
  for (std::size_t i = 0; i < classes; ++i) out << ',' << i;
  out << ",phase_number\n";
  for (const auto& phase : phases_)
    for (std::size_t target = 0; target < phase.classes; ++target) {
      out << phase.name << ',' << target;
      for (std::size_t i = 0; i < phase.classes; ++i) out << ',' << phase.counts[target * phase.classes + i];
      out << ',' << phase.number << '\n';
    }
}

}  // namespace bouton
