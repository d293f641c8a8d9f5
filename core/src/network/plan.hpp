/// How the work of a step is divided.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "description/description.hpp"

namespace bouton {

/// A slice of a layer, with the synapses that lead to it: they propagate, it steps, they update.
struct Task {
  std::size_t layer;
  std::size_t slice;
  std::size_t rank;      // in the order of the schedule
  bool is_late = false;  // of the synapses, only those that work once all layers have stepped
};

/// What can be done at the same time, once the levels before are done.
struct Level {
  std::vector<Task> tasks;                   // by rank
  std::vector<std::vector<Task>> of_thread;  // the same, divided among the threads
  std::vector<std::size_t> cut_layers;       // layers whose slices make a whole at the end
};

/// More steps than that are not taken in one go.
inline constexpr std::uint64_t most_steps_of_window = 32;

struct Plan {
  std::vector<Level> levels;
  std::vector<std::size_t> order;  // of layers
  double gain = 1;                 // how many times faster all threads are at best, about; below 1: slower
};

/// Whether threads can be so much faster than one that it is worth while to try.
inline bool may_gain(const Plan& plan) {
  constexpr double worthwhile_gain = 1.2;
  return plan.gain >= worthwhile_gain;
}

/// Into how many slices each layer is cut. 0 `slices`: as many as threads where a layer has so much to do that it
/// gains.
std::vector<std::vector<Slice>> make_slices(const NetworkDescription& network, std::size_t slices, std::size_t threads);

/// The largest number of steps that all layers can take in one go: limited by feedback, by inputs that are fed in each
/// step, and by what the inputs and outputs of so many steps need in the cache.
std::uint64_t longest_window(const NetworkDescription& network, const std::vector<std::vector<Slice>>& slices);

Plan make_plan(const NetworkDescription& network, const std::vector<std::vector<Slice>>& slices, std::uint64_t window,
               std::size_t threads);

}  // namespace bouton
