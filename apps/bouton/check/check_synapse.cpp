// What holds for synapse rules alone.
#include <cmath>

#include <fmt/format.h>

#include "check/trial.hpp"

namespace bouton_program {

namespace {

constexpr std::uint64_t steps = 60;
constexpr std::uint64_t many_steps = 300;

/// What the port holds without the synapse.
std::vector<double> run_around(const bouton::Registry& registry, const Stage& stage) {
  auto network = stage.build(registry);
  return observe(network, stage, steps, true);
}

/// What arrives with the type as it is, though without its promise, or with a rule in its place that only carries.
Run run_without_promise(const Stage& stage, bool is_replaced) {
  auto type = *stage.type;
  type.fixed_weights = false;
  bouton::Registry registry;
  add_stage_types(registry);
  if (is_replaced) {
    type.create = registry.find("check carrier")->declaration.create;
    for (auto& parameter : type.parameters) {
      parameter.assign = [](bouton::Element&, const bouton::ParameterValue&) {};
      parameter.clear = [](bouton::Element&) {};
    }
  }
  registry.add(std::move(type));
  auto network = stage.build(registry);
  auto seen = observe(network, stage, steps, true);
  return {std::move(seen), {{"weights", network.state("e", "weights")}}};
}

CheckResult for_each_synapse(const Trial& trial, const std::function<std::string(const Stage&)>& f) {
  if (trial.type.kind != bouton::TypeKind::synapse) return skipped("it is no synapse");
  return for_each_stage(trial, f);
}

}  // namespace

CheckResult check_port(const Trial& trial) {
  return for_each_synapse(trial, [&](Stage stage) -> std::string {
    // The target spikes whatever it gets, so that the rule sees the same with and without the other synapse.
    stage.is_target_deaf = true;
    const auto own = run(trial.registry, stage, steps).seen;
    stage.has_other_synapse = true;
    const auto both = run(trial.registry, stage, steps).seen;
    stage.is_without_element = true;
    const auto other = run_around(trial.registry, stage);
    for (std::size_t i = 0; i < both.size(); ++i)
      if (const double sum = own[i] + other[i]; !(std::abs(both[i] - sum) <= 1e-9 * (1 + std::abs(sum))))
        return fmt::format("unit {} in step {}: it adds {}, another synapse {}, and the port holds {}", i % stage.size,
                           i / stage.size, own[i], other[i], both[i]);
    return "";
  });
}

CheckResult check_paths(const Trial& trial) {
  return for_each_synapse(trial, [&](Stage stage) {
    const auto spikes = run(trial.registry, stage, steps);
    stage.spikes_as_values = true;
    const auto wrong = difference(spikes, run(trial.registry, stage, steps), stage.size);
    return wrong.empty() ? "" : "spikes and the same 0/1 values as an analog signal: " + wrong;
  });
}

CheckResult check_single_precision(const Trial& trial) {
  if (!trial.type.single_precision) return skipped("it does not declare single_precision()");
  return for_each_synapse(trial, [&](Stage stage) -> std::string {
    const auto learns = [&] {
      auto network = stage.build(trial.registry);
      const auto before = network.state("e", "weights");
      observe(network, stage, steps, true);
      return !difference(before, network.state("e", "weights"), 1).empty();
    };
    const bool in_double = learns();
    stage.is_single = true;
    if (in_double && !learns()) return "weights that change in float64 stay in float32";
    const auto whole = run(trial.registry, stage, steps);
    stage.slices = 3;
    const auto wrong = difference(whole, run(trial.registry, stage, steps), stage.size);
    return wrong.empty() ? "" : "with float32 weights, whole and in 3 slices: " + wrong;
  });
}

CheckResult check_fixed_weights(const Trial& trial) {
  if (!trial.type.fixed_weights) return skipped("it does not declare fixed_weights()");
  return for_each_synapse(trial, [&](Stage stage) -> std::string {
    constexpr std::uint64_t draws = 4;
    for (stage.draw = 0; stage.draw <= draws; stage.choice = Choice::random, ++stage.draw) {
      try {
        const auto own = run_without_promise(stage, false);
        const auto wrong = difference(own, run_without_promise(stage, true), stage.size);
        if (!wrong.empty()) return "it and weights().accumulate() alone: " + wrong;
      } catch (const bouton::InvalidNetwork&) {
        if (stage.draw == 0) throw;  // what is drawn at random may be refused
      }
    }
    return "";
  });
}

CheckResult check_learning_off(const Trial& trial) {
  return for_each_synapse(trial, [&](const Stage& stage) -> std::string {
    auto network = stage.build(trial.registry);
    const States before{{"weights", network.state("e", "weights")}};
    observe(network, stage, many_steps, false);
    const auto wrong = difference(before, States{{"weights", network.state("e", "weights")}});
    return wrong.empty() ? "" : "weights changed with learning off: " + wrong;
  });
}

}  // namespace bouton_program
