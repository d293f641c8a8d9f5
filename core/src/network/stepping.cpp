// How a network takes its steps.
//
// Each layer is cut into slices; a task is a slice with the synapses that lead to it. In every step a task clears its
// ports, lets the synapses propagate, steps the units, lists those that are active, lets the synapses propagate whose
// port adds to the units' state, and updates the synapses. A task
// takes all steps of a window, one after the other: what it reads from other layers lies before the window, or those
// layers are on an earlier level and have taken the whole window already (see make_schedule). Within a level tasks
// touch nothing in common, so threads share them out.
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
#include <limits>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "network/executor.hpp"
#include "network/guard.hpp"
#include "numerics/flush_denormals.hpp"

namespace bouton {

namespace {

void negate(std::span<double> values) {
  for (double& x : values) x = -x;
}

/// What one synapse counts as a whole spike another would take for a part of one.
RunFailed no_spike(const LayerDescription& layer, std::uint64_t step, Unit unit, double value) {
  const auto& type = *layer.type;
  return {layer.name, type.declaration.name, type.library, step,
          fmt::format("unit {} published {}, but the type declares that it publishes spikes, which are 0 or 1; its "
                      "author has to declare output(OutputKind::analog), or OutputKind::either",
                      unit, value)};
}

/// What a layer listed that is no list of its spikes.
RunFailed no_list(const LayerDescription& layer, std::uint64_t step, std::size_t count, std::size_t size) {
  const auto& type = *layer.type;
  return {
      layer.name, type.declaration.name, type.library, step,
      fmt::format("it listed {} active units of {}, which do not ascend or are not all in the slice; its author has "
                  "to list each unit of the slice that spikes once, counted from the slice's begin, in ascending "
                  "order",
                  count, size)};
}

/// Whether the sums of that step are there.
bool is_carried(const SynapseNode& synapse, std::size_t slice, std::uint64_t tick) {
  return !synapse.carriers.empty() && synapse.carriers[slice]->has_carried(tick);
}

/// How many weights a signal goes through; `first` is the column of its unit 0.
double events(const WeightMatrix& weights, const Signal& x, std::size_t first = 0) {
  std::size_t count = 0;
  if (x.is_spikes)
    for (const Unit pre : x.active) count += weights.column_size(first + pre);
  else
    for (std::size_t pre = 0; pre < x.values.size(); ++pre)
      if (x.values[pre] != 0.0) count += weights.column_size(first + pre);
  return static_cast<double>(count);
}

/// The same of what arrives with different delays.
double events(const WeightMatrix& weights, std::span<const Signal> by_delay) {
  double count = 0;
  std::size_t first = 0;
  for (const auto& x : by_delay) {
    count += events(weights, x, first);
    first += x.values.size();
  }
  return count;
}

}  // namespace

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

bool Executor::may_gain(const Plan& plan) const {
  constexpr double worthwhile_gain = 1.2;
  return plan.gain >= worthwhile_gain;
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

/// Fills the synapse's signals of that step. To a rule all arrivals are one signal.
void Executor::read_signals(SynapseNode& synapse, std::size_t s, std::uint64_t tick) {
  auto& signals = synapse.signals[s];
  for (std::size_t i = 0; i < signals.size(); ++i) {
    const auto [ring, delay] = synapse.sources[i];
    signals[i] = i == 0 && !synapse.arrivals.empty() ? synapse.arrivals[s].joined(tick) : ring->signal(tick - delay);
  }
}

/// Synapses with a dendritic delay see what the units did so long ago, and what they send reaches the units so much
/// later.
template <bool measured>
void Executor::step_late(std::size_t layer, std::size_t s, std::uint64_t tick, Laps<measured>& laps) {
  LayerNode& node = layers[layer];
  const Step step{tick - first_tick, description.dt};
  laps.begin();
  for (const std::size_t index : node.incoming) {
    auto& synapse = synapses[index];
    if (synapse.late_sums.empty()) continue;
    const auto delay = synapse.description.dendritic_delay;
    read_signals(synapse, s, tick);
    guarded(synapse.description, step.index, [&] {
      const SynapseInputs in(step, synapse.signals[s]);
      synapse.instances[s]->propagate(in, synapse.late_sums[s].open(tick + delay));
      synapse.instances[s]->update(in, node.ring.slice_signal(tick - delay, s), learn_);
    });
    if constexpr (measured) {
      auto& cost = stopwatch_->synapses[index][s];
      laps.lap(cost);
      cost.count += events(synapse.instances[s]->weights(), synapse.signals[s][0]);
    }
  }
}

/// Lets what leads to the layer's ports of one kind add to them: the direct inputs, then the synapses in the order of
/// the file.
template <bool measured>
void Executor::arrive(std::size_t layer, PortKind kind, std::size_t s, std::uint64_t tick, Laps<measured>& laps) {
  LayerNode& node = layers[layer];
  const Slice slice = node.slices[s];
  const Step step{tick - first_tick, description.dt};
  const auto is_other = [&](std::size_t port) { return node.ports[port].is_state() != (kind == PortKind::states); };
  for (const auto& direct : node.description.direct) {
    if (is_other(direct.port)) continue;
    const auto values = layers[direct.source.layer].ring.signal(tick - direct.source.delay).values;
    const auto port = node.ports[direct.port].at(tick);
    const double sign = node.description.type->declaration.ports[direct.port].subtracts ? -1.0 : 1.0;
    for (std::size_t k = slice.begin; k < slice.end; ++k) port[k] += sign * values[k];
  }
  if constexpr (measured) laps.lap(stopwatch_->layers[layer][s]);
  for (const std::size_t index : node.incoming) {
    auto& synapse = synapses[index];
    if (is_other(synapse.description.port) || is_carried(synapse, s, tick)) continue;
    const auto port = node.ports[synapse.description.port].at(tick, slice);
    const bool subtract = synapse.description.subtract;
    if (!synapse.late_sums.empty()) {
      synapse.late_sums[s].deliver(tick, port, subtract);
      continue;
    }
    Arrivals* const arrivals = synapse.arrivals.empty() ? nullptr : &synapse.arrivals[s];
    const auto& signals = synapse.signals[s];
    const auto& weights = synapse.instances[s]->weights();
    const bool is_fixed = synapse.description.type->declaration.fixed_weights;
    if (!synapse.calendars.empty()) {
      synapse.calendars[s].deliver(tick, weights, port, subtract);
    } else if (is_fixed && arrivals) {
      weights.accumulate_arrivals(arrivals->by_delay(tick), port, subtract);
    } else {
      read_signals(synapse, s, tick);
      // Fixed weights add nothing then.
      if (is_fixed && signals[0].is_spikes && signals[0].active.empty()) continue;
      if (is_fixed && subtract)
        weights.accumulate(signals[0], port, true);
      else
        guarded(synapse.description, step.index, [&] {
          // Turning the sign of the sum before and after subtracts each term in turn, to the bit.
          if (subtract) negate(port);
          synapse.instances[s]->propagate(SynapseInputs(step, signals), port);
          if (subtract) negate(port);
        });
    }
    if constexpr (measured) {
      auto& cost = stopwatch_->synapses[index][s];
      laps.lap(cost);
      cost.count += !synapse.calendars.empty() ? static_cast<double>(synapse.calendars[s].events())
                    : arrivals                 ? events(weights, arrivals->by_delay(tick))
                                               : events(weights, signals[0]);
      laps.begin();
    }
  }
}

/// The layer's own step, and what it publishes.
void Executor::step_layer(LayerNode& node, std::size_t s, std::uint64_t tick) {
  const auto& d = node.description;
  const Step step{tick - first_tick, description.dt};
  const Signal previous = node.ring.signal(tick - 1);
  const LayerInputs in(step, node.port_views[s], previous, learn_, node.unreached);
  auto& instance = *node.instances[s];
  if (d.type->declaration.lists_spikes) {
    const auto units = node.ring.begin_list(tick, s);
    const auto count =
        guarded(d, step.index, [&] { return static_cast<ListingLayer&>(instance).step_listing(in, units); });
    if (!node.ring.publish_list(tick, s, count)) throw no_list(d, step.index, count, node.slices[s].size());
    return;
  }
  guarded(d, step.index, [&] { instance.step(in, node.ring.values(tick, s)); });
  if (const auto unit = node.ring.publish(tick, s))
    throw no_spike(d, step.index, node.slices[s].begin + *unit, node.ring.values(tick, s)[*unit]);
}

template <bool measured>
void Executor::step_slice(std::size_t layer, std::size_t s, std::uint64_t tick, Laps<measured>& laps) {
  LayerNode& node = layers[layer];
  laps.begin();
  if (!node.description.type) {
    std::copy(node.fed.begin(), node.fed.end(), node.ring.values(tick, s).begin());
    node.is_fed = false;
    node.ring.publish(tick, s);
    return;
  }
  const Slice slice = node.slices[s];
  const Step step{tick - first_tick, description.dt};
  for (std::size_t p = 0; p < node.ports.size(); ++p) {
    if (node.ports[p].is_state()) continue;
    const auto port = node.ports[p].at(tick, slice);
    node.port_views[s][p] = port;
    const bool is_unreached = p < 64 && (node.unreached >> p & 1) != 0;
    const bool has_sums = !node.carried[p].empty() && is_carried(synapses[node.carried[p].front()], s, tick);
    if (!is_unreached && !has_sums) std::ranges::fill(port, 0.0);
  }
  arrive(layer, PortKind::sums, s, tick, laps);
  if (!node.kept_inputs.empty()) {
    const auto sums = node.ports[0].at(tick);
    std::copy_n(sums.begin() + slice.begin, slice.size(),
                node.kept_inputs[step.index % node.kept_inputs.size()].begin() + slice.begin);
  }
  step_layer(node, s, tick);
  if constexpr (measured) {
    auto& cost = stopwatch_->layers[layer][s];
    laps.lap(cost);
    cost.count += static_cast<double>(slice.size());
  }
  if (node.has_state_ports) arrive(layer, PortKind::states, s, tick, laps);
  if (node.incoming.empty()) return;
  const Signal post = node.ring.slice_signal(tick, s);
  for (const std::size_t index : node.incoming) {
    auto& synapse = synapses[index];
    if (synapse.description.type->declaration.fixed_weights || !synapse.late_sums.empty()) continue;
    guarded(synapse.description, step.index,
            [&] { synapse.instances[s]->update(SynapseInputs(step, synapse.signals[s]), post, learn_); });
    if constexpr (measured) laps.lap(stopwatch_->synapses[index][s]);
  }
}

void Executor::keep_inputs(LayerNode& node) {
  node.kept_inputs.assign(window_, std::vector<double>(node.description.size, 0.0));
}

}  // namespace bouton
