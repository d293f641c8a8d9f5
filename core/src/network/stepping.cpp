// How a network takes its steps.
//
// Each layer is cut into slices; a task is a slice with the synapses that lead to it. In every step a task clears its
// ports, lets the synapses propagate, steps the units, lists those that are active, lets the synapses propagate whose
// port adds to the units' state, and updates the synapses (see step_slice.cpp). A task takes all steps of a window, one
// after the other: what it reads from other layers lies before the window, or those layers are on an earlier level and
// have taken the whole window already (see make_schedule). Within a level tasks touch nothing in common, so threads
// share them out.
//
// What leads to a task is known for the whole window before its first step, but for its own output. Synapses with fixed
// weights can then be carried for all steps at once (see Carrier); the steps find those sums in the port.
//
// What makes the result independent of slices, threads and windows: the synapses of a layer add to its ports in the
// order of the file; each adds its presynaptic units in ascending order; and a task sees of other tasks only outputs of
// steps that are complete.
//
// If plugins throw, the earliest step counts: tasks on the same level go on to the end of that step, tasks on later
// levels stop before it, so that all layers complete the same steps. Of several failures in one step the first in the
// order of the schedule is reported, whichever thread was faster.
//
// A reset is divided among the threads in the same way. If a plugin throws in it, all others are reset none the less,
// and the first failure in the order of the schedule is reported.
#include <algorithm>
#include <chrono>
#include <system_error>
#include <utility>

#include "network/events.hpp"
#include "network/executor.hpp"
#include "network/guard.hpp"
#include "numerics/flush_denormals.hpp"

namespace bouton {

std::uint64_t Executor::advance(std::uint64_t most, bool learn) {
  for (const auto input : fed_layers_)
    if (!layers[input].is_fed) throw MissingInput(layers[input].description.name, steps);
  const FlushDenormals flush;
  const std::uint64_t count = std::min({most, window_, finite.steps_until_look(steps)});
  plan_ = count == 1 ? &single_ : &several_;
  pace_ = count == 1 ? &single_pace_ : &several_pace_;
  begin_ = first_tick + steps;
  end_ = begin_ + count;
  learn_ = learn;
  last_.store(end_, std::memory_order_relaxed);
  run_window();
  if (failure_) {
    const auto failure = *std::exchange(failure_, std::nullopt);
    steps += failure.tick - begin_;
    std::rethrow_exception(failure.error);
  }
  steps += count;
  finite.after_steps(*this);
  return count;
}

void Executor::reset() {
  const FlushDenormals flush;
  plan_ = &several_;
  pace_ = &several_pace_;
  begin_ = first_tick + steps;
  if (runs_parallel()) {
    // Each thread resets what it steps, which then stays in its caches.
    resets_ = true;
    team_->run();
    resets_ = false;
  } else {
    for (const Level& level : plan_->levels)
      for (const Task& task : level.tasks) reset(task);
  }
  if (failure_) std::rethrow_exception(std::exchange(failure_, std::nullopt)->error);
}

void Executor::run_window() {
  using Clock = std::chrono::steady_clock;
  const bool is_paced = threads_ > 1 && is_paced_ && may_gain(*plan_);
  const bool measures = is_paced && pace_->measures();
  const auto began = measures ? Clock::now() : Clock::time_point();
  const bool parallel = runs_parallel();
  measures_ = stopwatch_ && stopwatch_->begin_window();
  if (parallel)
    team_->run();
  else
    take_all(plan_->levels.data(), nullptr);
  if (stopwatch_) stopwatch_->end_window(end_ - begin_, parallel);
  if (is_paced) pace_->add(end_ - begin_, measures ? std::chrono::duration<double>(Clock::now() - began).count() : 0.0);
}

/// Takes the window on this thread, from the task behind `after` on, or from the first.
void Executor::take_all(const Level* first, const Task* after) {
  for (level_ = first; level_ != plan_->levels.data() + plan_->levels.size(); ++level_) {
    const Task* end = level_->tasks.data() + level_->tasks.size();
    for (task_ = after ? after + 1 : level_->tasks.data(); task_ != end; ++task_) take(*task_);
    after = nullptr;
    finish(*level_);
  }
  level_ = nullptr;
}

void Executor::complete_before_end() {
  const auto* ending = PluginCall::current();
  if (!level_ || !ending) return;
  const auto tick = first_tick + ending->step();
  if (tick < begin_ || tick >= end_) return;
  end_ = tick;
  take_all(level_, task_);
  steps += end_ - begin_;
}

bool Executor::runs_parallel() {
  if (threads_ == 1 || (is_paced_ && !(may_gain(*plan_) && pace_->parallel()))) return false;
  if (team_) return true;
  try {
    team_ = std::make_unique<Team>(threads_, [this](std::size_t thread) { work(thread); });
  } catch (const std::system_error&) {
    threads_ = 1;  // the system gives no more threads; one does the same
    return false;
  }
  return true;
}

void Executor::work(std::size_t thread) {
  if (resets_) {
    for (const Level& level : plan_->levels)
      for (const Task& task : level.of_thread[thread]) reset(task);
    return team_->meet([] {});
  }
  for (const Level& level : plan_->levels) {
    for (const Task& task : level.of_thread[thread]) take(task);
    team_->meet([&] { finish(level); });
  }
}

void Executor::finish(const Level& level) {
  if (failure_) end_ = std::min(end_, failure_->tick);
  for (const auto layer : level.cut_layers)
    for (auto tick = begin_; tick < end_; ++tick) layers[layer].ring.join(tick);
}

void Executor::take(const Task& task) { measures_ ? take<true>(task) : take<false>(task); }

template <bool measured>
void Executor::take(const Task& task) {
  auto tick = begin_;
  Laps<measured> laps;
  carry(task, laps);
  try {
    for (; tick < end_ && tick <= last_.load(std::memory_order_relaxed); ++tick)
      task.is_late ? step_late(task.layer, task.slice, tick, laps) : step_slice(task.layer, task.slice, tick, laps);
  } catch (...) {
    note_failure(tick, task);
  }
}

template <bool measured>
void Executor::carry(const Task& task, Laps<measured>& laps) {
  LayerNode& node = layers[task.layer];
  for (std::size_t port = 0; port < node.ports.size(); ++port) {
    const auto& incoming = node.carried[port];
    for (const std::size_t index : incoming) synapses[index].carriers[task.slice]->begin();
    if (end_ - begin_ == 1) continue;
    for (const std::size_t index : incoming) {
      auto& synapse = synapses[index];
      const auto [ring, delay] = synapse.sources[0];
      laps.begin();
      if (!synapse.carriers[task.slice]->carry(
              {ring, delay, begin_, end_, index == incoming.front(), synapse.description.subtract}, node.ports[port]))
        break;
      if constexpr (measured) {
        auto& cost = stopwatch_->synapses[index][task.slice];
        laps.lap(cost);
        for (auto tick = begin_; tick < end_; ++tick)
          cost.count += events(synapse.instances[task.slice]->weights(), ring->signal(tick - delay));
      }
    }
  }
}

/// Called where the exception is caught.
void Executor::note_failure(std::uint64_t tick, const Task& task) {
  const std::lock_guard lock(failure_mutex_);
  if (failure_ && std::pair(tick, task.rank) >= std::pair(failure_->tick, failure_->rank)) return;
  failure_ = {tick, task.rank, std::current_exception()};
  last_.store(tick, std::memory_order_relaxed);
}

void Executor::reset(const Task& task) {
  if (task.is_late) return;  // its synapses are reset with the others
  LayerNode& node = layers[task.layer];
  node.ring.clear(begin_, task.slice);
  const Slice slice = node.slices[task.slice];
  for (auto& port : node.ports)
    if (!port.is_state()) std::ranges::fill(port.at(begin_ - 1, slice), 0.0);
  const auto reset_instance = [&](auto& element) {
    try {
      guarded(element.description, steps, [&] {
        auto& instance = *element.instances[task.slice];
        // What a rule has put off depends on its state.
        if constexpr (requires { instance.settle(); }) instance.settle();
        if constexpr (requires { element.late_sums; }) {
          if (!element.late_sums.empty()) element.late_sums[task.slice].clear();
          if (!element.calendars.empty()) element.calendars[task.slice].clear();
        }
        element.state.reset(instance, task.slice);
        instance.reset();
        element.state.reset_given(instance, task.slice);
      });
    } catch (...) {
      note_failure(begin_, task);
    }
  };
  if (node.description.type) reset_instance(node);
  for (const std::size_t index : node.incoming) reset_instance(synapses[index]);
}

void Executor::keep_inputs(LayerNode& node) {
  node.kept_inputs.assign(window_, std::vector<double>(node.description.size, 0.0));
}

std::optional<std::size_t> Executor::keep_state(LayerNode& node, std::string_view variable, const RecordedUnits& units,
                                                std::uint64_t every) {
  const auto* declared = node.state.find(variable);
  if (!declared) return std::nullopt;
  node.kept_states.emplace_back(*declared, units, every, window_, node.slices);
  return node.kept_states.size() - 1;
}

void Executor::stop_keeping_state() {
  for (auto& node : layers) node.kept_states.clear();
}

}  // namespace bouton
