// Does it make sense of every choice of parameters, or refuse it?
#include <cmath>

#include <fmt/format.h>

#include "check/trial.hpp"

namespace bouton_program {

namespace {

constexpr std::uint64_t steps = 60;

std::string not_finite(const Run& run) {
  for (const double x : run.seen)
    if (!std::isfinite(x)) return fmt::format("its output is {}", x);
  for (const auto& [name, values] : run.states)
    for (const double x : values)
      if (!std::isfinite(x)) return fmt::format("state '{}' is {}", name, x);
  return "";
}

/// Tries choices of parameters. That the type refuses one with a sentence is as good as a result, if it takes others.
class Tries {
 public:
  explicit Tries(const bouton::Registry& registry) : registry_(registry) {}

  /// What is wrong with one choice.
  std::string add(const Stage& stage) {
    const auto told = [&](const std::string& wrong) {
      return fmt::format("with {}: {}", *stage.chosen_params(), wrong);
    };
    try {
      const auto wrong = not_finite(run(registry_, stage, steps));
      ++taken_;
      return wrong.empty() ? "" : told(wrong);
    } catch (const bouton::InvalidNetwork& refused) {
      const std::string what = refused.what();
      if (what.find("no std::exception") != std::string::npos)
        return told("it threw something that is no std::exception");
      refusal_ = what;
    } catch (const bouton::RunFailed& failure) {
      return told(failure.what());
    }
    return "";
  }

  /// The result, where nothing was wrong.
  CheckResult result() const {
    if (taken_ > 0 || refusal_.empty()) return {};
    return skipped("it refuses all that was tried; the last: " + refusal_);
  }

 private:
  const bouton::Registry& registry_;
  std::size_t taken_ = 0;
  std::string refusal_;
};

bool has_bounds(const bouton::ParameterDeclaration& p) {
  return p.minimum || p.maximum || p.type == bouton::ParameterType::boolean;
}

/// Each parameter at each bound with the others as usual, then all pairs of them.
std::vector<std::map<std::string, Choice>> corners(const Trial& trial) {
  constexpr std::size_t most = 200;
  std::vector<std::string> names;
  for (const auto& p : trial.type.parameters)
    if (has_bounds(p) && !is_given(trial.params, p.name)) names.push_back(p.name);
  std::vector<std::map<std::string, Choice>> all;
  constexpr Choice ends[] = {Choice::lowest, Choice::highest};
  for (const auto& name : names)
    for (const auto end : ends) all.push_back({{name, end}});
  for (std::size_t i = 0; i < names.size(); ++i)
    for (std::size_t j = i + 1; j < names.size(); ++j)
      for (const auto a : ends)
        for (const auto b : ends)
          if (all.size() < most) all.push_back({{names[i], a}, {names[j], b}});
  return all;
}

}  // namespace

CheckResult check_bounds(const Trial& trial) {
  Tries tries(trial.registry);
  const auto result = for_each_stage(trial, [&](Stage stage) -> std::string {
    for (const auto choice : {Choice::lowest, Choice::highest}) {
      stage.choice = choice;
      if (const auto wrong = tries.add(stage); !wrong.empty()) return wrong;
    }
    stage.choice = Choice::usual;
    stage.size = 5;
    for (const auto& corner : corners(trial)) {
      stage.bounds = corner;
      if (const auto wrong = tries.add(stage); !wrong.empty()) return wrong;
    }
    return "";
  });
  return result.verdict == Verdict::passed ? tries.result() : result;
}

CheckResult check_random_parameters(const Trial& trial) {
  Tries tries(trial.registry);
  const auto result = for_each_stage(trial, [&](Stage stage) -> std::string {
    stage.choice = Choice::random;
    stage.size = 5;
    for (stage.draw = 1; stage.draw <= 40; ++stage.draw)
      if (const auto wrong = tries.add(stage); !wrong.empty()) return wrong;
    return "";
  });
  return result.verdict == Verdict::passed ? tries.result() : result;
}

CheckResult check_odd_parameters(const Trial& trial) {
  if (const auto why = not_stageable(trial)) return *why;
  for (const auto& p : trial.type.parameters)
    for (const auto& value : odd_values(p)) {
      const Stage stage{.type = &trial.type, .params = with_param(trial.params, p.name, value)};
      const auto told = [&](const std::string& wrong) {
        return fault(fmt::format("'{}' = {}{}", p.name, value.substr(0, 60), wrong));
      };
      try {
        run(trial.registry, stage, steps);
      } catch (const bouton::InvalidNetwork& refused) {
        if (std::string(refused.what()).find("no std::exception") != std::string::npos)
          return told(": it threw something that is no std::exception");
      } catch (const bouton::RunFailed& failure) {
        return told(fmt::format(" was accepted, and then: {}", failure.what()));
      }
    }
  return {};
}

}  // namespace bouton_program
