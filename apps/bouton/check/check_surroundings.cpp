// Does it leave alone what it shares with everything else in the process?
#include <optional>

#include <fmt/format.h>

#include "check/surroundings.hpp"
#include "check/trial.hpp"

namespace bouton_program {

namespace {

/// What the core itself does the first time, it does here.
void warm_up(bouton::Registry& registry) {
  const Stage stage{.type = &registry.find("check values")->declaration};
  auto network = stage.build(registry);
  network.run(stage.steps);
  network.reset();
}

/// Whether the surroundings are as they were, after each call of one life.
class Watch {
 public:
  /// "" or what changed, and when.
  std::string look(const char* when) const {
    const auto what = changed_surroundings(before_, surroundings_now());
    return what.empty() ? "" : fmt::format("{}: {}", when, what);
  }

 private:
  Surroundings before_ = surroundings_now();
};

}  // namespace

CheckResult check_surroundings(const Trial& trial) {
  if (not_stageable(trial)) {
    const Watch watch;
    trial.type.create();
    const auto wrong = watch.look("when it was made and destroyed");
    return wrong.empty() ? CheckResult{} : fault(wrong);
  }
  warm_up(trial.registry);
  return for_each_stage(trial, [&](Stage stage) -> std::string {
    const Watch watch;
    std::optional<bouton::Network> network(stage.build(trial.registry));
    if (const auto wrong = watch.look("when it was made"); !wrong.empty()) return wrong;
    observe(*network, stage, stage.steps, true);
    if (const auto wrong = watch.look("when it took steps"); !wrong.empty()) return wrong;
    state_of(*network, stage.element());
    if (const auto wrong = watch.look("when it showed its state"); !wrong.empty()) return wrong;
    network->reset();
    if (const auto wrong = watch.look("in a reset"); !wrong.empty()) return wrong;
    network.reset();
    if (const auto wrong = watch.look("when it was destroyed"); !wrong.empty()) return wrong;
    stage.witness_delay = 0;
    auto watched = stage.build(trial.registry);
    watch_floating_point();
    watched.run(stage.many_steps());
    const auto change = floating_point_change();
    return change.empty() ? "" : "when it took steps: " + change;
  });
}

}  // namespace bouton_program
