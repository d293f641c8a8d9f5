// Does it do the same where it should?
#include <algorithm>
#include <chrono>
#include <cmath>
#include <future>
#include <latch>

#include <fmt/format.h>

#include "check/trial.hpp"

namespace bouton_program {

namespace {

bool is_layer(const bouton::TypeDeclaration& type) {
  return type.kind == bouton::TypeKind::neuron || type.kind == bouton::TypeKind::generator;
}

/// A run with a second element beside it; one whose parameters, size and inputs differ, as far as the type takes them.
Run run_with_twin(const bouton::Registry& registry, Stage stage) {
  constexpr std::uint64_t draws = 20;
  for (std::uint64_t draw = 1; draw <= draws; ++draw) {
    stage.twin = {stage.size + 4, Choice::random, draw};
    try {
      return run(registry, stage, stage.steps);
    } catch (const bouton::InvalidNetwork&) {
    } catch (const bouton::RunFailed&) {
    }
  }
  stage.twin = {stage.size, Choice::usual, 0};
  return run(registry, stage, stage.steps);
}

void append(std::string& text, const Run& run, std::size_t units) {
  for (std::size_t i = 0; i < run.seen.size(); ++i)
    text += fmt::format("unit {} in step {}: {}\n", i % units, i / units, run.seen[i]);
  for (const auto& [name, values] : run.states)
    for (std::size_t i = 0; i < values.size(); ++i)
      text += fmt::format("state '{}', number {}: {}\n", name, i, values[i]);
}

/// Whole and in slices, with parameters that differ from unit to unit; "" if there is no difference.
std::string cut_with_other_values(const Trial& trial, Stage stage) {
  const auto has_values = [](const auto& p) { return p.type == bouton::ParameterType::per_unit; };
  if (std::ranges::none_of(trial.type.parameters, has_values)) return "";
  constexpr std::uint64_t draws = 5;
  stage.choice = Choice::random;
  for (stage.draw = 1; stage.draw <= draws; ++stage.draw) try {
      stage.slices = 1;
      const auto whole = run(trial.registry, stage, stage.steps);
      stage.slices = 3;
      const auto wrong = difference(whole, run(trial.registry, stage, stage.steps), stage.size);
      if (!wrong.empty()) return fmt::format("whole and in 3 slices, with {}: {}", *stage.chosen_params(), wrong);
    } catch (const bouton::InvalidNetwork&) {  // what is drawn at random may be refused
    } catch (const bouton::RunFailed&) {
    }
  return "";
}

}  // namespace

CheckResult check_independence(const Trial& trial) {
  return for_each_stage(trial, [&](const Stage& stage) {
    const auto alone = run(trial.registry, stage, stage.steps);
    const auto wrong = difference(alone, run_with_twin(trial.registry, stage), stage.size);
    return wrong.empty() ? "" : "it behaves otherwise when there is a second one in the network: " + wrong;
  });
}

CheckResult check_seed(const Trial& trial) {
  return for_each_stage(trial, [&](const Stage& stage) {
    // Both exist at the same time, so that they do not lie in the same memory.
    auto first = stage.build(trial.registry), second = stage.build(trial.registry);
    const auto seen =
        difference(observe(first, stage, stage.steps, true), observe(second, stage, stage.steps, true), stage.size);
    const auto wrong =
        seen.empty() ? difference(state_of(first, stage.element()), state_of(second, stage.element())) : seen;
    return wrong.empty() ? "" : "two runs with the same seed differ: " + wrong;
  });
}

std::string trace_runs(const Trial& trial) {
  std::string text;
  if (not_stageable(trial)) return text;
  for (const auto& stage : stages(trial)) append(text, run(trial.registry, stage, stage.steps), stage.size);
  return text;
}

CheckResult check_slices(const Trial& trial) {
  return for_each_stage(trial, [&](Stage stage) -> std::string {
    const auto whole = run(trial.registry, stage, stage.steps);
    for (const std::size_t slices : {2, 3, 7}) {
      stage.slices = slices;
      if (const auto wrong = difference(whole, run(trial.registry, stage, stage.steps), stage.size); !wrong.empty())
        return fmt::format("whole and in {} slices: {}", slices, wrong);
    }
    // A slice may then be steps ahead of another.
    auto in_one_go = stage.build(trial.registry);
    in_one_go.run(stage.steps);
    const auto wrong = difference(whole.states, state_of(in_one_go, stage.element()));
    return wrong.empty() ? cut_with_other_values(trial, stage) : "step by step and several steps in one go: " + wrong;
  });
}

CheckResult check_neighbours(const Trial& trial) {
  if (trial.type.kind != bouton::TypeKind::neuron) return skipped("it is no neuron");
  return for_each_stage(trial, [&](Stage stage) -> std::string {
    // In a first step nothing has been published that a unit could know of another.
    const bouton::Unit half = stage.size / 2;
    for (const std::size_t slices : {1, 2}) {
      stage.slices = slices;
      stage.other_input_below = 0;
      const auto usual = run(trial.registry, stage, 1);
      stage.other_input_below = half;
      const auto other = run(trial.registry, stage, 1);
      const auto above = [&](const std::vector<double>& values) {
        return values.size() == stage.size ? std::vector(values.begin() + half, values.end()) : std::vector<double>{};
      };
      auto wrong = difference(above(usual.seen), above(other.seen), stage.size - half);
      for (const auto& [name, values] : usual.states)
        if (wrong.empty()) {
          const auto found = other.states.find(name);
          const auto wrong_state =
              found == other.states.end() ? "" : difference(above(values), above(found->second), stage.size - half);
          if (!wrong_state.empty()) wrong = fmt::format("state '{}', {}", name, wrong_state);
        }
      if (!wrong.empty())
        return fmt::format("inputs of units 0 to {} differ, and units from {} on notice it, of which {}", half - 1,
                           half, wrong);
    }
    return "";
  });
}

CheckResult check_threads(const Trial& trial) {
  // A busy core leaves one of two threads to wait for some milliseconds.
  constexpr std::chrono::milliseconds enough{200};
  constexpr std::uint64_t turn = 20;  // steps until a look, before leaks and resets have made up for a race
  const auto of_stage = enough / std::max<std::size_t>(1, stages(trial).size());
  return for_each_stage(trial, [&](Stage stage) -> std::string {
    // What has a weight for each pair of units takes long enough with fewer of them.
    const bool has_pairs =
        trial.type.kind == bouton::TypeKind::synapse ||
        std::ranges::any_of(trial.type.parameters, [](const auto& p) { return p.row_per_unit || p.column_per_unit; });
    stage.size = has_pairs ? 150 : 3000;
    stage.slices = 4;
    auto alone = stage.build(trial.registry), beside = stage.build(trial.registry);
    stage.seed = 2;
    auto other = stage.build(trial.registry);
    const auto end = std::chrono::steady_clock::now() + of_stage;
    // A network decides by itself whether its slices are worth threads; two networks side by side are no question.
    while (std::chrono::steady_clock::now() < end) {
      alone.run(turn);
      std::latch both_ready(2);
      const auto run_when_ready = [&](bouton::Network& network) {
        both_ready.arrive_and_wait();
        network.run(turn);
      };
      auto thread = std::async(std::launch::async, [&] { run_when_ready(other); });
      auto own = std::async(std::launch::async, [&] { run_when_ready(beside); });
      own.get();
      thread.get();
      if (const auto wrong = difference(state_of(alone, stage.element()), state_of(beside, stage.element()));
          !wrong.empty())
        return "alone and beside another one on a second thread: " + wrong;
      const auto published = difference(observe(alone, stage, 1, true), observe(beside, stage, 1, true), stage.size);
      if (!published.empty()) return "alone and beside another one on a second thread: " + published;
    }
    return "";
  });
}

CheckResult check_sizes(const Trial& trial) {
  return for_each_stage(trial, [&](Stage stage) -> std::string {
    for (const bouton::Unit size : {1, 3, 31}) {
      stage.size = size;
      stage.slices = 1;
      const auto whole = run(trial.registry, stage, stage.steps);
      stage.slices = size + 2;  // some of them empty
      if (const auto wrong = difference(whole, run(trial.registry, stage, stage.steps), size); !wrong.empty())
        return fmt::format("with {} units and some empty slices: {}", size, wrong);
    }
    return "";
  });
}

CheckResult check_restore(const Trial& trial) {
  return for_each_stage(trial, [&](const Stage& stage) {
    auto first = stage.build(trial.registry), second = stage.build(trial.registry);
    observe(first, stage, stage.many_steps() / 2, true);
    second.take_over(first);
    const auto wrong = difference(observe(first, stage, stage.many_steps(), true),
                                  observe(second, stage, stage.many_steps(), true), stage.size);
    const auto end = difference(state_of(first, stage.element()), state_of(second, stage.element()));
    const auto& either = wrong.empty() ? end : wrong;
    return either.empty() ? "" : "with its named state saved and restored it goes on otherwise: " + either;
  });
}

CheckResult check_prepare(const Trial& trial) {
  return for_each_stage(trial, [&](const Stage& stage) -> std::string {
    auto undisturbed = stage.build(trial.registry), changed = stage.build(trial.registry);
    const auto differ = [&](std::uint64_t count) {
      const auto seen =
          difference(observe(undisturbed, stage, count, true), observe(changed, stage, count, true), stage.size);
      return seen.empty() ? difference(state_of(undisturbed, stage.element()), state_of(changed, stage.element()))
                          : seen;
    };
    // Where two runs never agree, another check says so.
    if (!differ(stage.steps).empty()) return "";
    if (trial.type.kind == bouton::TypeKind::synapse) {
      const auto weights = changed.state("e", "weights");
      if (!std::ranges::all_of(weights, [](double w) { return std::isfinite(w); })) return "its weights are not finite";
      changed.set_weights("e", weights);
      if (const auto wrong = differ(stage.steps); !wrong.empty())
        return "its weights were set to what they were in mid-run, and it goes on otherwise: " + wrong;
    }
    for (const auto& [name, value] : present_values(stage)) {
      changed.set(stage.element(), name, value);
      if (const auto wrong = differ(stage.steps / 4); !wrong.empty())
        return fmt::format("'{}' was set in mid-run to the value that it had, and it goes on otherwise: {}", name,
                           wrong);
    }
    return "";
  });
}

CheckResult check_output(const Trial& trial) {
  if (!is_layer(trial.type)) return skipped("it publishes nothing");
  return for_each_stage(trial, [&](Stage stage) -> std::string {
    const auto seen = run(trial.registry, stage, stage.many_steps()).seen;
    for (std::size_t i = 0; i < seen.size(); ++i) {
      const bool is_fine =
          trial.type.output == bouton::OutputKind::spikes ? seen[i] == 0 || seen[i] == 1 : std::isfinite(seen[i]);
      if (!is_fine)
        return fmt::format("unit {} publishes {} in step {}{}", i % stage.size, seen[i], i / stage.size,
                           trial.type.output == bouton::OutputKind::spikes ? "; spikes are 0 or 1" : "");
    }
    // Outputs are kept as long as somebody reads them, so what is left unwritten comes from another step then.
    stage.witness_delay = 7;
    const auto wrong = difference(seen, run(trial.registry, stage, stage.many_steps()).seen, stage.size);
    return wrong.empty() ? "" : "it does not write all of its output, of which old values are left: " + wrong;
  });
}

}  // namespace bouton_program
