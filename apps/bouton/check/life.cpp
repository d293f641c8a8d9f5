#include "check/life.hpp"

#include <fmt/format.h>

#include "check/trial.hpp"

namespace bouton_program {

namespace {

/// A required parameter without a value from the user has one that somebody made up.
std::vector<std::string> made_up(const Trial& trial) {
  std::vector<std::string> names;
  for (const auto& p : trial.type.parameters)
    if (!p.default_value && !p.may_be_absent && !is_given(trial.params, p.name)) names.push_back(p.name);
  return names;
}

/// Why nothing can be made up for one of its parameters.
std::string wanted_path(const Trial& trial) {
  for (const auto& p : trial.type.parameters)
    if (p.type == bouton::ParameterType::path && !p.default_value && !p.may_be_absent &&
        !is_given(trial.params, p.name))
      return fmt::format("'{}' is a path, which cannot be made up; give one: --params '{{\"{}\": \"…\"}}'", p.name,
                         p.name);
  return "";
}

}  // namespace

CheckResult check_life(const Trial& trial, volatile LifePhase& phase) {
  if (const auto why = not_stageable(trial)) return *why;
  if (const auto why = wanted_path(trial); !why.empty()) return skipped(why);
  for (const auto& stage : stages(trial)) {
    phase = LifePhase::making;
    try {
      auto network = stage.build(trial.registry);
      phase = LifePhase::stepping;
      observe(network, stage, stage.steps, true);
      phase = LifePhase::showing;
      state_of(network, stage.element());
      phase = LifePhase::resetting;
      network.reset();
      observe(network, stage, 1, true);
      phase = LifePhase::destroying;
    } catch (const bouton::InvalidNetwork& refused) {
      const auto names = made_up(trial);
      if (names.empty() || std::string(refused.what()).find("no std::exception") != std::string::npos) throw;
      return skipped(fmt::format("it refuses what was made up for '{}'; give values: --params '{{\"{}\": …}}'. {}",
                                 names[0], names[0], refused.what()));
    }
    phase = LifePhase::end;
  }
  return {};
}

std::string life_advice(LifePhase phase) {
  switch (phase) {
    case LifePhase::making: return "look at the constructor, at prepare() and at reset(), and at the defaults";
    case LifePhase::stepping: return "look at step(), or at propagate() and update()";
    case LifePhase::showing: return "look at visit_state()";
    case LifePhase::resetting: return "look at reset(), and at the first step after it";
    case LifePhase::destroying: return "look at the destructor";
    case LifePhase::begin:
    case LifePhase::end: break;
  }
  return "look at the constructors of static objects and at declare()";
}

std::string describe(LifePhase phase) {
  switch (phase) {
    case LifePhase::making: return "while it was made";
    case LifePhase::stepping: return "while it took steps";
    case LifePhase::showing: return "while its state was visited";
    case LifePhase::resetting: return "in a reset or in the step after it";
    case LifePhase::destroying: return "while it was destroyed";
    case LifePhase::begin:
    case LifePhase::end: break;
  }
  return "outside of its life";
}

}  // namespace bouton_program
