// What does a reset leave, and what changes without learning?
#include <algorithm>
#include <cmath>

#include "check/trial.hpp"

namespace bouton_program {

namespace {

/// The state that a reset leaves, without weights.
States kept_state(bouton::Network& network, const Stage& stage) {
  auto all = state_of(network, stage.element());
  States kept;
  for (const auto& state : stage.type->states)
    if (const auto at = all.find(state.name); state.is_kept && at != all.end()) kept.insert(all.extract(at));
  return kept;
}

/// The state that a reset must not leave.
States lost_state(bouton::Network& network, const Stage& stage) {
  auto all = state_of(network, stage.element(), false);
  for (const auto& state : stage.type->states)
    if (state.is_kept) all.erase(state.name);
  return all;
}

}  // namespace

CheckResult check_reset(const Trial& trial) {
  return for_each_stage(trial, [&](const Stage& stage) -> std::string {
    // Both have taken as many steps, so that they draw the same random numbers afterwards.
    auto once = stage.build(trial.registry), always = stage.build(trial.registry), fresh = stage.build(trial.registry);
    observe(once, stage, stage.steps, false);
    for (std::uint64_t t = 0; t < stage.steps; ++t) {
      observe(always, stage, 1, false);
      always.reset();
    }
    once.reset();
    if (const auto wrong = difference(state_of(once, stage.element()), state_of(fresh, stage.element()));
        !wrong.empty())
      return "after a reset and freshly made: " + wrong;
    if (const auto wrong = difference(observe(once, stage, stage.steps, false),
                                      observe(always, stage, stage.steps, false), stage.size);
        !wrong.empty())
      return "after a reset it depends on what was before: " + wrong;
    const auto begin = lost_state(fresh, stage);
    observe(fresh, stage, stage.steps, true);
    const auto learned = kept_state(fresh, stage);
    fresh.reset();
    if (const auto wrong = difference(lost_state(fresh, stage), begin); !wrong.empty())
      return "after learning and a reset, and freshly made: " + wrong;
    if (const auto wrong = difference(learned, kept_state(fresh, stage)); !wrong.empty())
      return "a reset changes what is declared as kept: " + wrong;
    if (trial.type.kind != bouton::TypeKind::synapse) return "";
    // Other weights than those that it began with, whether it learns or not.
    auto weights = fresh.state("e", "weights");
    for (double& w : weights) w = std::isfinite(w) ? w / 2 : 0.25;
    fresh.set_weights("e", weights);
    const States before{{"weights", fresh.state("e", "weights")}};
    fresh.reset();
    const auto wrong = difference(before, States{{"weights", fresh.state("e", "weights")}});
    return wrong.empty() ? "" : "a reset changes weights: " + wrong;
  });
}

CheckResult check_learning_off(const Trial& trial) {
  const bool is_synapse = trial.type.kind == bouton::TypeKind::synapse;
  if (!is_synapse && std::ranges::none_of(trial.type.states, &bouton::StateDeclaration::is_kept))
    return skipped("it has neither weights nor kept state");
  return for_each_stage(trial, [&](const Stage& stage) -> std::string {
    auto network = stage.build(trial.registry);
    const auto weights = [&] { return is_synapse ? States{{"weights", network.state("e", "weights")}} : States{}; };
    const auto weights_before = weights(), kept_before = kept_state(network, stage);
    observe(network, stage, stage.many_steps(), false);
    if (const auto wrong = difference(weights_before, weights()); !wrong.empty())
      return "weights changed with learning off: " + wrong;
    const auto wrong = difference(kept_before, kept_state(network, stage));
    return wrong.empty() ? "" : "kept state changed with learning off: " + wrong;
  });
}

}  // namespace bouton_program
