#include "network/step_plans.hpp"

namespace bouton {

void plan_again(const NetworkDescription& network, StepPlans& plans) {
  plans.window = longest_window(network, plans.slices);
  plans.single = make_plan(network, plans.slices, 1, plans.threads);
  plans.several = make_plan(network, plans.slices, plans.window, plans.threads);
}

StepPlans make_step_plans(const NetworkDescription& network, std::size_t slices, std::size_t threads) {
  StepPlans plans;
  const auto plan_for = [&](std::size_t count) {
    plans.threads = count;
    plans.slices = make_slices(network, slices, count);
    plan_again(network, plans);
  };
  plan_for(threads);
  // One thread is slower where layers are cut.
  if (slices == 0 && threads > 1 && !plans.may_gain()) plan_for(1);
  return plans;
}

}  // namespace bouton
