#include "network/finite_check.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>
#include <string_view>
#include <utility>

#include <bouton/error.hpp>
#include <bouton/state.hpp>
#include <bouton/weights.hpp>

#include "network/executor.hpp"
#include "network/guard.hpp"
#include "numerics/finite.hpp"

namespace bouton {

namespace {

constexpr std::uint64_t layer_interval = 1024;
// A log of changes that wait is full about as often, so that to write it does not cost much more.
constexpr std::uint64_t shortest_synapse_interval = 16 * layer_interval;

/// Remembers the first value that is shown to it and is not finite.
class FiniteVisitor final : public StateVisitor {
 public:
  FiniteVisitor(const ElementDescription& element, std::uint64_t first_step, std::uint64_t last_step)
      : element_(&element),
        found_{.element = {},
               .type = {},
               .variable = {},
               .unit = 0,
               .pre = {},
               .is_of_source = false,
               .value = 0,
               .first_step = first_step,
               .last_step = last_step} {}

  Slice slice;

  void throw_what_was_found() const {
    if (!has_found_) return;
    // Only now are the names copied: a look that finds nothing takes no memory.
    auto found = found_;
    found.element = element_->name;
    if (element_->type) found.type = element_->type->declaration.name;
    throw NotFinite(std::move(found));
  }

  void per_unit(std::string_view name, std::span<double> values, StateText) override {
    look_at(name, values, slice.begin, false);
  }
  void per_source(std::string_view name, std::span<double> values, std::size_t, StateText) override {
    look_at(name, values, 0, true);
  }
  // Whole numbers are finite.
  void counts_per_unit(std::string_view, std::span<std::int32_t>, StateText) override {}
  void counts_per_source(std::string_view, std::span<std::int32_t>, std::size_t, StateText) override {}
  void counter(std::string_view, std::uint64_t&, StateText) override {}
  void weights(std::string_view name, WeightMatrix& weights, StateText) override {
    const bool all_finite = weights.visit_values(
        [](auto values) { return !first_not_finite(std::span<const typename decltype(values)::value_type>(values)); });
    if (all_finite || has_found_) return;
    const auto entries = weights.entries();
    const auto at = std::ranges::find_if(entries, [](const auto& entry) { return !std::isfinite(entry.value); });
    found_.pre = at->pre;
    note(name, at->post, at->value);
  }

  void look_at(std::string_view name, std::span<const double> values, Unit first_unit, bool is_of_source) {
    const auto at = first_not_finite(values);
    if (!at || has_found_) return;
    found_.is_of_source = is_of_source;
    note(name, first_unit + static_cast<Unit>(*at), values[*at]);
  }

 private:
  void note(std::string_view name, Unit unit, double value) {
    has_found_ = true;
    found_.variable = name;
    found_.unit = unit;
    found_.value = value;
  }

  const ElementDescription* element_;
  NonFiniteValue found_;
  bool has_found_ = false;
};

/// Shows one slice's state: what is declared, then what the instance shows itself.
template <class Node>
void look_at_state(Node& node, std::size_t slice, FiniteVisitor& visitor) {
  auto& instance = *node.instances[slice];
  visitor.slice = instance.slice();
  if constexpr (requires { instance.weights(); }) visitor.weights("weights", instance.weights(), {});
  node.state.show(instance, slice, visitor);
  instance.visit_state(visitor);
}

/// Throws NotFinite if there is something in the state of any slice.
template <class Node>
void look_at_slices(Executor& executor, Node& node, FiniteVisitor& visitor) {
  guarded(node.description, executor.steps, [&] {
    for (std::size_t s = 0; s < node.instances.size(); ++s) look_at_state(node, s, visitor);
  });
  visitor.throw_what_was_found();
}

void look_at_layer(Executor& executor, LayerNode& node, FiniteVisitor visitor) {
  const auto output = executor.output(node, executor.steps - 1);
  if (!output.is_spikes) visitor.look_at("output", output.values, 0, false);
  look_at_slices(executor, node, visitor);
}

void look_at_synapse(Executor& executor, SynapseNode& node, FiniteVisitor visitor) {
  // Such weights were finite when they were set, and nothing has changed them.
  if (node.description.type->declaration.fixed_weights) return;
  executor.settle(node);
  look_at_slices(executor, node, visitor);
}

}  // namespace

FiniteCheck::FiniteCheck(FiniteChecks when, std::uint64_t units, std::uint64_t learned_weights) : when_(when) {
  // A step takes a few nanoseconds for each unit at least, and to look at a weight takes less than one.
  constexpr std::uint64_t steps_per_weight_and_unit = 256;
  const auto wanted = steps_per_weight_and_unit * learned_weights / std::max<std::uint64_t>(units, 1);
  synapse_interval_ =
      std::max(shortest_synapse_interval, (wanted + layer_interval - 1) / layer_interval * layer_interval);
}

std::uint64_t FiniteCheck::steps_until_look(std::uint64_t step) const {
  switch (when_) {
    case FiniteChecks::never: break;
    case FiniteChecks::at_intervals: return layer_interval - step % layer_interval;
    case FiniteChecks::every_step: return 1;
  }
  return std::numeric_limits<std::uint64_t>::max();
}

void FiniteCheck::after_steps(Executor& executor) {
  if (when_ == FiniteChecks::every_step) return look(executor, Extent::everything);
  if (executor.steps % layer_interval != 0) return;
  look(executor, executor.steps % synapse_interval_ == 0 ? Extent::everything : Extent::layers);
}

void FiniteCheck::look(Executor& executor, Extent extent) {
  const auto until = extent == Extent::layers ? layers_until_ : synapses_until_;
  if (when_ != FiniteChecks::never && executor.steps != until) look_at_once(executor, extent);
}

void FiniteCheck::look_at_once(Executor& executor, Extent extent) {
  const auto last_step = executor.steps == 0 ? 0 : executor.steps - 1;
  for (const auto index : executor.order()) {
    auto& node = executor.layers[index];
    look_at_layer(executor, node, {node.description, std::min(layers_until_, last_step), last_step});
  }
  layers_until_ = executor.steps;
  if (extent == Extent::layers) return;
  for (auto& node : executor.synapses)
    look_at_synapse(executor, node, {node.description, std::min(synapses_until_, last_step), last_step});
  synapses_until_ = executor.steps;
}

}  // namespace bouton
