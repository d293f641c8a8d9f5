#include "run/stepper.hpp"

#include <algorithm>
#include <exception>
#include <utility>

#include "run/learned_weights.hpp"
#include "run/live_changes.hpp"

namespace bouton {

Stepper::Stepper(Network& network, Recordings& recordings, const RunOptions& options)
    : network_(&network),
      executor_(&executor_of(network)),
      recordings_(&recordings),
      options_(&options),
      activity_(*executor_) {
  list_layers();
}

void Stepper::list_layers() {
  progress.layers.clear();
  for (const auto& node : executor_->layers) {
    auto& layer = progress.layers.emplace_back();
    layer.name = node.description.name;
    layer.units = node.description.size;
  }
}

void Stepper::go_on_with(Executor& other) {
  executor_ = &other;
  if (activity_.fits(other)) return;
  activity_ = Activity(other);
  list_layers();
}

void Stepper::reset() {
  executor_->finite.look(*executor_, FiniteCheck::Extent::layers);  // a reset would hide it
  executor_->reset();
  activity_.note_reset(executor_->steps);
}

void Stepper::note_spikes(std::uint64_t step) {
  for (std::size_t i = 0; i < executor_->layers.size(); ++i) {
    const auto signal = executor_->output(executor_->layers[i], step);
    spike_hash_.add(i, signal);
    activity_.add(i, signal, step);
  }
  spike_hash_.end_step();
  activity_.end_step();
}

std::uint64_t Stepper::advance(std::uint64_t most, bool learn) {
  const auto first = executor_->steps;
  most = std::min(most, recordings_->steps_until_sample(first));
  most = std::min(most, steps_until_look());
  std::exception_ptr failure;
  try {
    executor_->advance(most, learn && is_learning_on_);
  } catch (...) {
    failure = std::current_exception();
  }
  progress.run_done += executor_->steps - first;
  recordings_->sample(first, executor_->steps);
  for (auto step = first; step < executor_->steps; ++step) {
    note_spikes(step);
    if (readout_) readout_->observe(step);
  }
  if (failure) std::rethrow_exception(failure);
  const auto taken = executor_->steps - first;
  if (!progress.is_trials) progress.done += taken;
  if (options_->stop_after && progress.run_done >= *options_->stop_after) is_stopped_ = true;
  look_between(taken);
  tell();
  return taken;
}

std::uint64_t Stepper::steps_until_look() const {
  auto steps = allowed_;
  if (options_->stop_after && *options_->stop_after > progress.run_done)
    steps = std::min(steps, *options_->stop_after - progress.run_done);
  if (made_ < options_->changes.size()) steps = std::min(steps, options_->changes[made_].step - progress.run_done);
  return steps;
}

void Stepper::look_between(std::uint64_t taken) {
  for (; made_ < options_->changes.size() && options_->changes[made_].step <= progress.run_done; ++made_)
    make(options_->changes[made_]);
  if (!options_->between_steps) return;
  count_spikes();
  RunMoment moment(*this, taken);
  allowed_ = options_->between_steps(moment);
  if (allowed_ == 0) is_stopped_ = true;
}

void Stepper::make(const RunChange& change) {
  const auto step = progress.run_done;
  if (!change.set.empty())
    set_live(*executor_, change.set, [&](std::string set) { changes_.push_back({step, std::move(set), {}}); });
  if (!change.learn) return;
  is_learning_on_ = *change.learn;
  changes_.push_back({step, "", change.learn});
}

std::vector<std::string> Stepper::learning_synapses() const {
  std::vector<std::string> names;
  for (const auto& node : executor_->synapses)
    if (!node.description.type->declaration.fixed_weights) names.push_back(node.description.name);
  return names;
}

WeightSummary Stepper::weights(std::string_view synapse) {
  return summary_of_weights(*executor_, executor_->synapse(synapse));
}

void Stepper::count_spikes() {
  for (std::size_t i = 0; i < progress.layers.size(); ++i) {
    progress.layers[i].spikes = activity_.spikes(i);
    progress.layers[i].is_spiking = activity_.is_spiking(i);
  }
}

std::uint64_t Stepper::take(std::uint64_t count, bool learn) {
  std::uint64_t taken = 0;
  while (taken < count && !is_stopped_) taken += advance(count - taken, learn);
  return taken;
}

void Stepper::tell(bool now) {
  if (!options_->on_progress) return;
  constexpr auto interval = std::chrono::milliseconds(5);
  const auto time = std::chrono::steady_clock::now();
  if (!now && time - told_ < interval) return;
  told_ = time;
  count_spikes();
  if (!options_->on_progress(progress)) is_stopped_ = true;
}

}  // namespace bouton
