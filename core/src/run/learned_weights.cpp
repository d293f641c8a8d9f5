#include "run/learned_weights.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>

namespace bouton {

namespace {

std::uint64_t count_of(const SynapseNode& node) {
  std::uint64_t count = 0;
  for (const auto& instance : node.instances) count += instance->weights().count();
  return count;
}

/// Calls f with each weight.
template <class F>
void for_each_weight(SynapseNode& node, F&& f) {
  for (const auto& instance : node.instances)
    instance->weights().visit_values([&](auto values) {
      for (const auto w : values) f(static_cast<double>(w));
    });
}

/// The limits of all slices are the same.
std::optional<WeightBounds> limits_of(const SynapseNode& node) {
  return node.instances.empty() ? std::nullopt : node.instances.front()->weight_limits();
}

void count_in_parts(SynapseNode& node, WeightSummary& summary) {
  constexpr double half = 0.5;
  const bool is_flat = summary.least == summary.most;
  summary.low = is_flat ? summary.least - half : summary.least;
  summary.high = is_flat ? summary.most + half : summary.most;
  const auto parts = summary.histogram.size();
  const double parts_per_weight = static_cast<double>(parts) / (summary.high - summary.low);
  for_each_weight(node, [&](double w) {
    const auto part = static_cast<std::size_t>((w - summary.low) * parts_per_weight);
    ++summary.histogram[std::min(part, parts - 1)];
  });
}

}  // namespace

WeightSummary summary_of_weights(Executor& executor, SynapseNode& node) {
  executor.settle(node);
  WeightSummary summary;
  const auto count = static_cast<double>(count_of(node));
  if (count == 0) return summary;
  summary.least = std::numeric_limits<double>::infinity();
  summary.most = -summary.least;
  const auto limits = limits_of(node);
  const auto low = limits ? limits->least : -std::numeric_limits<double>::infinity();
  const auto high = limits ? limits->most : std::numeric_limits<double>::infinity();
  std::uint64_t at_limits = 0;
  double sum = 0;
  for_each_weight(node, [&](double w) {
    sum += w;
    summary.least = std::min(summary.least, w);
    summary.most = std::max(summary.most, w);
    at_limits += w <= low || w >= high;
  });
  summary.mean = sum / count;
  if (limits) summary.at_limits = static_cast<double>(at_limits) / count;
  double squares = 0;
  for_each_weight(node, [&](double w) { squares += (w - summary.mean) * (w - summary.mean); });
  summary.deviation = std::sqrt(squares / count);
  // A network that is not checked may have weights that are not finite.
  if (std::isfinite(squares)) count_in_parts(node, summary);
  return summary;
}

void LearnedWeights::go_on_with(Executor& executor) {
  std::vector<SynapseSummary> now;
  for (auto& node : executor.synapses) {
    if (node.description.type->declaration.fixed_weights) continue;
    const auto connections = count_of(node);
    const auto known = std::ranges::find_if(at_begin_, [&](const SynapseSummary& one) {
      return one.name == node.description.name && one.connections == connections;
    });
    now.push_back(known != at_begin_.end()
                      ? *known
                      : SynapseSummary{node.description.name, connections, summary_of_weights(executor, node), {}});
  }
  at_begin_ = std::move(now);
}

std::vector<SynapseSummary> LearnedWeights::summary(Executor& executor) const {
  auto all = at_begin_;
  for (auto& one : all) one.after = summary_of_weights(executor, executor.synapse(one.name));
  return all;
}

}  // namespace bouton
