#include "run/stepper.hpp"

#include <algorithm>
#include <exception>

namespace bouton {

Stepper::Stepper(Executor& executor, Recordings& recordings, const RunOptions& options)
    : executor_(&executor), recordings_(&recordings), options_(&options), activity_(executor) {
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
  if (options_->stop_after && *options_->stop_after > progress.run_done)
    most = std::min(most, *options_->stop_after - progress.run_done);
  std::exception_ptr failure;
  try {
    executor_->advance(most, learn);
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
  tell();
  return taken;
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
  for (std::size_t i = 0; i < progress.layers.size(); ++i) {
    progress.layers[i].spikes = activity_.spikes(i);
    progress.layers[i].is_spiking = activity_.is_spiking(i);
  }
  if (!options_->on_progress(progress)) is_stopped_ = true;
}

}  // namespace bouton
