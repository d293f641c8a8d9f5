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

constexpr std::uint64_t steps = 60;
/// For what shows late.
constexpr std::uint64_t many_steps = 300;

bool is_layer(const bouton::TypeDeclaration& type) {
  return type.kind == bouton::TypeKind::neuron || type.kind == bouton::TypeKind::generator;
}

/// A run with a second element beside it; one whose parameters, size and inputs differ, as far as the type takes them.
Run run_with_twin(const bouton::Registry& registry, Stage stage) {
  constexpr std::uint64_t draws = 20;
  for (std::uint64_t draw = 1; draw <= draws; ++draw) {
    stage.twin = {stage.size + 4, Choice::random, draw};
    try {
      return run(registry, stage, steps);
    } catch (const bouton::InvalidNetwork&) {
    } catch (const bouton::RunFailed&) {
    }
  }
  stage.twin = {stage.size, Choice::usual, 0};
  return run(registry, stage, steps);
}

void append(std::string& text, const Run& run, std::size_t units) {
  for (std::size_t i = 0; i < run.seen.size(); ++i)
    text += fmt::format("unit {} in step {}: {}\n", i % units, i / units, run.seen[i]);
  for (const auto& [name, values] : run.states)
    for (std::size_t i = 0; i < values.size(); ++i)
      text += fmt::format("state '{}', number {}: {}\n", name, i, values[i]);
}

/// The state that a reset leaves, without weights.
States kept_state(bouton::Network& network, const Stage& stage) {
  auto all = state_of(network, stage.element());
  States kept;
  for (const auto& state : stage.type->states)
    if (const auto at = all.find(state.name); state.is_kept && at != all.end()) kept.insert(all.extract(at));
  return kept;
}

bouton::ParameterValue value_of(const Json& json, const bouton::ParameterDeclaration& p) {
  using bouton::ParameterType;
  switch (p.type) {
    case ParameterType::real: return json.get<double>();
    case ParameterType::integer: return json.get<std::int64_t>();
    case ParameterType::boolean: return json.get<bool>();
    case ParameterType::text:
    case ParameterType::path: return json.get<std::string>();
    case ParameterType::per_unit:
      if (json.is_number()) return std::vector{json.get<double>()};
      return json.get<std::vector<double>>();
    case ParameterType::list: return json.get<std::vector<double>>();
    case ParameterType::matrix: {
      bouton::Matrix matrix;
      for (const auto& row : json) {
        const auto values = row.get<std::vector<double>>();
        matrix.values.insert(matrix.values.end(), values.begin(), values.end());
        matrix.columns = values.size();
        ++matrix.rows;
      }
      return matrix;
    }
  }
  return 0.0;
}

/// The parameters of the element, with the values that they have.
std::vector<std::pair<std::string, bouton::ParameterValue>> present_values(const Stage& stage) {
  std::vector<std::pair<std::string, bouton::ParameterValue>> values;
  const auto params = stage.chosen_params();
  for (const auto& p : stage.type->parameters) {
    // A file may give a list or matrix in other ways than as numbers.
    const auto* given = find_param(stage.params, p.name);
    if (given && (given->is_object() || given->is_string())) continue;
    if (const auto* value = find_param(*params, p.name))
      values.emplace_back(p.name, value_of(*value, p));
    else if (p.default_value)
      values.emplace_back(p.name, *p.default_value);
  }
  return values;
}

}  // namespace

CheckResult check_independence(const Trial& trial) {
  return for_each_stage(trial, [&](const Stage& stage) {
    const auto alone = run(trial.registry, stage, steps);
    const auto wrong = difference(alone, run_with_twin(trial.registry, stage), stage.size);
    return wrong.empty() ? "" : "it behaves otherwise when there is a second one in the network: " + wrong;
  });
}

CheckResult check_reset(const Trial& trial) {
  return for_each_stage(trial, [&](const Stage& stage) -> std::string {
    // Both have taken as many steps, so that they draw the same random numbers afterwards.
    auto once = stage.build(trial.registry), always = stage.build(trial.registry), fresh = stage.build(trial.registry);
    observe(once, stage, steps, false);
    for (std::uint64_t t = 0; t < steps; ++t) {
      observe(always, stage, 1, false);
      always.reset();
    }
    once.reset();
    if (const auto wrong = difference(state_of(once, stage.element()), state_of(fresh, stage.element()));
        !wrong.empty())
      return "after a reset and freshly made: " + wrong;
    if (const auto wrong =
            difference(observe(once, stage, steps, false), observe(always, stage, steps, false), stage.size);
        !wrong.empty())
      return "after a reset it depends on what was before: " + wrong;
    observe(fresh, stage, steps, true);
    const auto learned = kept_state(fresh, stage);
    fresh.reset();
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
    observe(network, stage, many_steps, false);
    if (const auto wrong = difference(weights_before, weights()); !wrong.empty())
      return "weights changed with learning off: " + wrong;
    const auto wrong = difference(kept_before, kept_state(network, stage));
    return wrong.empty() ? "" : "kept state changed with learning off: " + wrong;
  });
}

CheckResult check_seed(const Trial& trial) {
  return for_each_stage(trial, [&](const Stage& stage) {
    // Both exist at the same time, so that they do not lie in the same memory.
    auto first = stage.build(trial.registry), second = stage.build(trial.registry);
    const auto seen = difference(observe(first, stage, steps, true), observe(second, stage, steps, true), stage.size);
    const auto wrong =
        seen.empty() ? difference(state_of(first, stage.element()), state_of(second, stage.element())) : seen;
    return wrong.empty() ? "" : "two runs with the same seed differ: " + wrong;
  });
}

std::string trace_runs(const Trial& trial) {
  std::string text;
  if (not_stageable(trial)) return text;
  for (const auto& stage : stages(trial)) append(text, run(trial.registry, stage, steps), stage.size);
  return text;
}

CheckResult check_slices(const Trial& trial) {
  return for_each_stage(trial, [&](Stage stage) -> std::string {
    const auto whole = run(trial.registry, stage, steps);
    for (const std::size_t slices : {2, 3, 7}) {
      stage.slices = slices;
      if (const auto wrong = difference(whole, run(trial.registry, stage, steps), stage.size); !wrong.empty())
        return fmt::format("whole and in {} slices: {}", slices, wrong);
    }
    // A slice may then be steps ahead of another.
    auto in_one_go = stage.build(trial.registry);
    in_one_go.run(steps);
    const auto wrong = difference(whole.states, state_of(in_one_go, stage.element()));
    return wrong.empty() ? "" : "step by step and several steps in one go: " + wrong;
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
      const auto whole = run(trial.registry, stage, steps);
      stage.slices = size + 2;  // some of them empty
      if (const auto wrong = difference(whole, run(trial.registry, stage, steps), size); !wrong.empty())
        return fmt::format("with {} units and some empty slices: {}", size, wrong);
    }
    return "";
  });
}

CheckResult check_restore(const Trial& trial) {
  return for_each_stage(trial, [&](const Stage& stage) {
    auto first = stage.build(trial.registry), second = stage.build(trial.registry);
    observe(first, stage, many_steps / 2, true);
    second.take_over(first);
    const auto wrong =
        difference(observe(first, stage, many_steps, true), observe(second, stage, many_steps, true), stage.size);
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
    if (!differ(steps).empty()) return "";
    if (trial.type.kind == bouton::TypeKind::synapse) {
      const auto weights = changed.state("e", "weights");
      if (!std::ranges::all_of(weights, [](double w) { return std::isfinite(w); })) return "its weights are not finite";
      changed.set_weights("e", weights);
      if (const auto wrong = differ(steps); !wrong.empty())
        return "its weights were set to what they were in mid-run, and it goes on otherwise: " + wrong;
    }
    for (const auto& [name, value] : present_values(stage)) {
      changed.set(stage.element(), name, value);
      if (const auto wrong = differ(steps / 4); !wrong.empty())
        return fmt::format("'{}' was set in mid-run to the value that it had, and it goes on otherwise: {}", name,
                           wrong);
    }
    return "";
  });
}

CheckResult check_output(const Trial& trial) {
  if (!is_layer(trial.type)) return skipped("it publishes nothing");
  return for_each_stage(trial, [&](const Stage& stage) -> std::string {
    const auto seen = run(trial.registry, stage, many_steps).seen;
    for (std::size_t i = 0; i < seen.size(); ++i) {
      const bool is_fine =
          trial.type.output == bouton::OutputKind::spikes ? seen[i] == 0 || seen[i] == 1 : std::isfinite(seen[i]);
      if (!is_fine)
        return fmt::format("unit {} publishes {} in step {}{}", i % stage.size, seen[i], i / stage.size,
                           trial.type.output == bouton::OutputKind::spikes ? "; spikes are 0 or 1" : "");
    }
    return "";
  });
}

}  // namespace bouton_program
