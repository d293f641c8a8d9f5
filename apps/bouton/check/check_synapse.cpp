// What holds for synapse rules alone.
#include <cmath>

#include <fmt/format.h>

#include "check/trial.hpp"

namespace bouton_program {

namespace {

/// What the port holds without the synapse.
std::vector<double> run_around(const bouton::Registry& registry, const Stage& stage) {
  auto network = stage.build(registry);
  return observe(network, stage, stage.steps, true);
}

/// What arrives with the type as it is, though without its promise, or with a rule in its place that only carries; and
/// the weights after a reset.
Run run_without_promise(const Stage& stage, bool is_replaced) {
  auto type = *stage.type;
  type.fixed_weights = false;
  bouton::Registry registry;
  add_stage_types(registry);
  if (is_replaced) {
    type.create = registry.find("check carrier")->declaration.create;
    type.states.clear();
    for (auto& parameter : type.parameters) {
      parameter.assign = [](bouton::Element&, const bouton::ParameterValue&) {};
      parameter.clear = [](bouton::Element&) {};
    }
  }
  registry.add(std::move(type));
  auto network = stage.build(registry);
  auto seen = observe(network, stage, stage.many_steps(), true);
  network.reset();
  return {std::move(seen), {{"weights", network.state("e", "weights")}}};
}

/// A synapse with other parameters, and in other surroundings.
std::vector<Stage> variants(const Stage& stage) {
  constexpr std::uint64_t draws = 4;
  std::vector<Stage> all{stage};
  for (std::uint64_t draw = 1; draw <= draws; ++draw) {
    all.push_back(stage);
    all.back().choice = Choice::random;
    all.back().draw = draw;
  }
  for (const double activity : {0.02, 0.95}) {
    all.push_back(stage);
    auto& other = all.back();
    other.size = 60;
    other.activity = activity;
    other.dt = 0.5;
    other.is_inhibitory = other.has_other_synapse = true;
    other.least_weight = -2;
    other.most_weight = 2;
  }
  return all;
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
    const auto own = run(trial.registry, stage, stage.steps).seen;
    stage.has_other_synapse = true;
    const auto both = run(trial.registry, stage, stage.steps).seen;
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
    const auto spikes = run(trial.registry, stage, stage.steps);
    stage.spikes_as_values = true;
    const auto wrong = difference(spikes, run(trial.registry, stage, stage.steps), stage.size);
    return wrong.empty() ? "" : "spikes and the same 0/1 values as an analog signal: " + wrong;
  });
}

CheckResult check_single_precision(const Trial& trial) {
  if (!trial.type.single_precision) return skipped("it does not declare any_storage()");
  return for_each_synapse(trial, [&](Stage stage) -> std::string {
    const auto learns = [&] {
      auto network = stage.build(trial.registry);
      const auto before = network.state("e", "weights");
      observe(network, stage, stage.steps, true);
      return !difference(before, network.state("e", "weights"), 1).empty();
    };
    const bool in_double = learns();
    stage.is_single = true;
    if (in_double && !learns()) return "weights that change in float64 stay in float32";
    const auto whole = run(trial.registry, stage, stage.steps);
    stage.slices = 3;
    const auto wrong = difference(whole, run(trial.registry, stage, stage.steps), stage.size);
    return wrong.empty() ? "" : "with float32 weights, whole and in 3 slices: " + wrong;
  });
}

CheckResult check_fixed_weights(const Trial& trial) {
  if (!trial.type.fixed_weights) return skipped("it does not declare fixed_weights()");
  return for_each_synapse(trial, [&](const Stage& stage) -> std::string {
    auto network = stage.build(trial.registry);
    for (const auto& [name, values] : state_of(network, "e"))
      if (name != "weights") return fmt::format("it names the state '{}', which nothing would advance", name);
    for (const auto& variant : variants(stage)) {
      try {
        const auto own = run_without_promise(variant, false);
        const auto wrong = difference(own, run_without_promise(variant, true), variant.size);
        if (!wrong.empty())
          return fmt::format("with {}, it and weights().accumulate() alone: {}", *variant.chosen_params(), wrong);
      } catch (const bouton::InvalidNetwork&) {
        if (variant.choice != Choice::random) throw;  // what is drawn at random may be refused
      }
    }
    return "";
  });
}

}  // namespace bouton_program
