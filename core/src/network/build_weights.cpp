// How the weights of all synapses are made, on all threads.
#include <algorithm>
#include <cmath>
#include <exception>
#include <functional>
#include <numeric>
#include <utility>
#include <variant>

#include <fmt/format.h>

#include <bouton/error.hpp>

#include "base/in_parallel.hpp"
#include "connect/connect.hpp"
#include "connect/weight_bytes.hpp"
#include "network/element_checks.hpp"
#include "network/executor.hpp"

namespace bouton {

namespace {

/// A negative weight does the opposite of what its synapse is said to do.
void check_signs(double least, const SynapseDescription& d, Findings& findings) {
  if (least >= 0 || d.syn_type == SynapseType::hybrid || !findings.contains(d.pointer + "/weights")) return;
  const bool inhibits = d.syn_type == SynapseType::inhibitory;
  findings.warn_once(
      d.pointer + "/weights",
      fmt::format("'{}' has the syn_type {} and negative weights, which {}{}", d.name, inhibits ? "inh" : "exc",
                  inhibits ? "excite" : "inhibit", inhibits ? "; inhibition takes the magnitude" : ""));
}

/// The weights of one synapse, or why there are none.
struct Made {
  std::vector<WeightMatrix> of_slices;
  std::vector<std::pair<double, double>> extremes;  // of each slice
  std::exception_ptr error;

  /// Throws what was thrown.
  std::vector<WeightMatrix> take(const SynapseDescription& d, Findings& findings) {
    if (error) std::rethrow_exception(error);
    for (const auto& [least, most] : extremes) {
      check_signs(least, d, findings);
      if (!std::isfinite(least) || !std::isfinite(most))
        throw Error("a weight is not finite; narrow the distribution or clip it");
    }
    return std::move(of_slices);
  }
};

}  // namespace

/// The weights of all synapses, by slice; nothing where they cannot be made, which is reported. The delays of
/// connections are known then.
std::vector<std::vector<WeightMatrix>> Executor::build_weights(const std::vector<std::vector<Slice>>& slices,
                                                               const NetworkOptions& options, Findings& findings) {
  auto& all = description.synapses;
  const auto sizes_of = [&](const SynapseDescription& d) {
    return std::pair(part_size(d.sources[0].part, description.layers[d.sources[0].layer].size),
                     part_size(d.target_part, description.layers[d.target].size));
  };
  std::vector<double> connections;
  for (const auto& d : all) {
    const auto [pre_size, post_size] = sizes_of(d);
    connections.push_back(weight_memory(d, pre_size, post_size).connections);
  }
  Building building(options.on_building,
                    static_cast<std::uint64_t>(std::accumulate(connections.begin(), connections.end(), 0.0)));

  // Threads share slices out. Where layers are not cut, they share synapses out, the largest first.
  const bool are_cut = std::ranges::any_of(slices, [](const auto& of_layer) { return of_layer.size() > 1; });
  std::vector<std::size_t> order(all.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  if (!are_cut) std::ranges::stable_sort(order, std::greater<>(), [&](std::size_t i) { return connections[i]; });
  std::vector<Made> made(all.size());
  in_parallel(all.size(), are_cut ? 1 : threads_, [&](std::size_t number) {
    auto& d = all[order[number]];
    auto& [of_slices, extremes, error] = made[order[number]];
    try {
      const auto [pre_size, post_size] = sizes_of(d);
      of_slices = make_weights(d, description.seed, pre_size, post_size, d.slices_of_target(slices[d.target]), threads_,
                               building);
      for (const auto& weights : of_slices) extremes.push_back(weights.extremes());
    } catch (...) {
      error = std::current_exception();
    }
    // The weights are there now; a large matrix need not be kept twice.
    d.weights = std::monostate{};
    d.delays = std::monostate{};
  });

  std::vector<std::vector<WeightMatrix>> result(all.size());
  for (std::size_t i = 0; i < all.size(); ++i) {
    auto& d = all[i];
    auto& weights = result[i];
    construct(d, findings, [&] { weights = made[i].take(d, findings); });
    if (weights.empty() || weights[0].delays().empty()) continue;
    d.sources[0].delay = d.delay_of_source(weights[0].delays().front());
    d.sources[0].longest = d.delay_of_source(weights[0].delays().back());
  }
  return result;
}

}  // namespace bouton
