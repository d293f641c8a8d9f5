#include "run/stepper.hpp"

#include <algorithm>
#include <exception>

namespace bouton {

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
    spike_hash_.add(*executor_, step);
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
  if (!options_->on_progress(progress)) is_stopped_ = true;
}

}  // namespace bouton
