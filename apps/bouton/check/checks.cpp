#include "check/checks.hpp"

#include <malloc.h>

#include <algorithm>
#include <bit>
#include <chrono>
#include <cmath>
#include <set>

#include <fmt/format.h>

#include "check/stage.hpp"

namespace bouton_program {

namespace {

using bouton::Registry;
using bouton::TypeDeclaration;
using bouton::TypeKind;

constexpr std::uint64_t steps = 60;

CheckResult failed(std::string message) { return {Verdict::failed, std::move(message)}; }
CheckResult skipped(std::string message) { return {Verdict::skipped, std::move(message)}; }

bool same_bits(double a, double b) { return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b); }

/// Where two series of observations differ first, in words; "" if nowhere.
std::string difference(const std::vector<double>& a, const std::vector<double>& b, std::size_t units) {
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i)
    if (!same_bits(a[i], b[i])) return fmt::format("unit {} in step {}: {} and {}", i % units, i / units, a[i], b[i]);
  return a.size() == b.size() ? "" : fmt::format("{} and {} values", a.size(), b.size());
}

using States = std::map<std::string, std::vector<double>>;

std::string difference(const States& a, const States& b) {
  for (const auto& [name, values] : a) {
    const auto other = b.find(name);
    if (other == b.end()) return fmt::format("state '{}' is there only once", name);
    for (std::size_t i = 0; i < values.size(); ++i)
      if (i >= other->second.size() || !same_bits(values[i], other->second[i]))
        return fmt::format("state '{}', number {}: {} and {}", name, i, values[i],
                           i < other->second.size() ? other->second[i] : std::nan(""));
  }
  return a.size() == b.size() ? "" : "other state variables";
}

/// What was seen of a run, and the state at its end.
struct Run {
  std::vector<double> seen;
  States states;
};

Run run(const Registry& registry, const Stage& stage, bool learn = true) {
  auto network = stage.build(registry);
  Run result;
  result.seen = observe(network, stage, steps, learn);
  result.states = state_of(network, stage.element());
  return result;
}

std::string difference(const Run& a, const Run& b, std::size_t units) {
  const auto seen = difference(a.seen, b.seen, units);
  return seen.empty() ? difference(a.states, b.states) : seen;
}

/// The networks in which a type is tried: dense and sparse, with as few and as many sources as it takes.
std::vector<Stage> stages(const TypeDeclaration& type) {
  std::vector<Stage> all{{.type = &type}};
  if (type.kind != TypeKind::synapse) return all;
  for (const std::size_t sources : std::set{type.least_sources, type.most_sources})
    for (const bool sparse : {false, true}) all.push_back({.type = &type, .is_sparse = sparse, .sources = sources});
  return all;
}

/// Why a type cannot be put into a network, or nothing.
std::optional<CheckResult> not_stageable(const TypeDeclaration& type) {
  if (type.kind == TypeKind::data_set || type.kind == TypeKind::recorder)
    return skipped(fmt::format("a {} takes no steps", to_string(type.kind)));
  if (!Stage{.type = &type}.text()) return skipped("a required parameter cannot be made up");
  return std::nullopt;
}

/// Runs `f` for each stage until one fails.
template <class F>
CheckResult for_each_stage(const TypeDeclaration& type, F f) {
  if (const auto why = not_stageable(type)) return *why;
  for (const auto& stage : stages(type))
    if (const std::string wrong = f(stage); !wrong.empty()) return failed(wrong);
  return {};
}

CheckResult check_declaration(const Registry&, const TypeDeclaration& type) {
  std::vector<std::string> missing;
  if (type.summary.empty()) missing.push_back("the type has no sentence");
  if (type.author.empty()) missing.push_back("the type has no author");
  for (const auto& port : type.ports)
    if (port.summary.empty()) missing.push_back(fmt::format("port '{}' has no sentence", port.name));
  for (const auto& p : type.parameters) {
    if (p.summary.empty()) missing.push_back(fmt::format("parameter '{}' has no sentence", p.name));
    if (p.minimum && p.maximum && *p.minimum > *p.maximum)
      missing.push_back(fmt::format("the range of parameter '{}' is empty", p.name));
  }
  if (missing.empty()) return {};
  std::string all;
  for (const auto& one : missing) all += (all.empty() ? "" : "; ") + one;
  return failed(all);
}

/// Looks at the names and texts under which state is shown.
class StateNames final : public bouton::StateVisitor {
 public:
  std::string wrong;

  void per_unit(std::string_view name, std::span<double> values, bouton::StateText text) override {
    note(name, text);
    if (values.size() != units)
      wrong = fmt::format("state '{}' has {} values for {} units", name, values.size(), units);
  }
  void per_source(std::string_view name, std::span<double>, std::size_t, bouton::StateText text) override {
    note(name, text);
  }
  void counter(std::string_view name, std::uint64_t&, bouton::StateText text) override { note(name, text); }
  void weights(std::string_view name, bouton::WeightMatrix&, bouton::StateText text) override { note(name, text); }

  std::size_t units = 0;

 private:
  void note(std::string_view name, bouton::StateText text) {
    if (name.empty()) wrong = "a state variable has no name";
    if (text.summary.empty()) wrong = fmt::format("state '{}' has no sentence", name);
    if (!names_.emplace(name).second) wrong = fmt::format("two state variables are named '{}'", name);
  }
  std::set<std::string> names_;
};

CheckResult check_state_names(const Registry& registry, const TypeDeclaration& type) {
  return for_each_stage(type, [&](const Stage& stage) {
    auto network = stage.build(registry);
    StateNames names;
    names.units = stage.size;
    network.visit_state(stage.element(), names);
    return names.wrong;
  });
}

CheckResult check_independence(const Registry& registry, const TypeDeclaration& type) {
  return for_each_stage(type, [&](Stage stage) {
    const auto alone = run(registry, stage);
    stage.has_twin = true;
    const auto wrong = difference(alone, run(registry, stage), stage.size);
    return wrong.empty() ? "" : "it behaves otherwise when there is a second one in the network: " + wrong;
  });
}

CheckResult check_reset(const Registry& registry, const TypeDeclaration& type) {
  return for_each_stage(type, [&](const Stage& stage) -> std::string {
    // Both have taken as many steps, so that they draw the same random numbers afterwards.
    auto once = stage.build(registry), always = stage.build(registry), fresh = stage.build(registry);
    observe(once, stage, steps, false);
    for (std::uint64_t t = 0; t < steps; ++t) {
      observe(always, stage, 1, false);
      always.reset();
    }
    once.reset();
    if (const auto wrong = difference(state_of(once, stage.element()), state_of(fresh, stage.element()));
        !wrong.empty())
      return "after a reset and freshly made: " + wrong;
    const auto wrong = difference(observe(once, stage, steps, false), observe(always, stage, steps, false), stage.size);
    return wrong.empty() ? "" : "after a reset it depends on what was before: " + wrong;
  });
}

CheckResult check_seed(const Registry& registry, const TypeDeclaration& type) {
  return for_each_stage(type, [&](const Stage& stage) {
    // Both exist at the same time, so that they do not lie in the same memory.
    auto first = stage.build(registry), second = stage.build(registry);
    const auto wrong = difference(observe(first, stage, steps, true), observe(second, stage, steps, true), stage.size);
    return wrong.empty() ? "" : "two runs with the same seed differ: " + wrong;
  });
}

CheckResult check_slices(const Registry& registry, const TypeDeclaration& type) {
  return for_each_stage(type, [&](Stage stage) -> std::string {
    const auto whole = run(registry, stage);
    for (const std::size_t slices : {2, 3, 7}) {
      stage.slices = slices;
      if (const auto wrong = difference(whole, run(registry, stage), stage.size); !wrong.empty())
        return fmt::format("whole and in {} slices: {}", slices, wrong);
    }
    // A slice may then be steps ahead of another.
    auto in_one_go = stage.build(registry);
    in_one_go.run(steps);
    const auto wrong = difference(whole.states, state_of(in_one_go, stage.element()));
    return wrong.empty() ? "" : "step by step and several steps in one go: " + wrong;
  });
}

std::string not_finite(const Run& run) {
  for (const double x : run.seen)
    if (!std::isfinite(x)) return fmt::format("its output is {}", x);
  for (const auto& [name, values] : run.states)
    for (const double x : values)
      if (!std::isfinite(x)) return fmt::format("state '{}' is {}", name, x);
  return "";
}

/// Tries one choice of parameters; that the type refuses it with a sentence is as good as a result.
std::string try_parameters(const Registry& registry, const Stage& stage) {
  const auto told = [&](const std::string& wrong) {
    const auto network = Json::parse(*stage.text());
    for (const char* list : {"layers", "inputs", "synapses"})
      for (const auto& element : network[list])
        if (element["name"] == "e") {
          const auto& owner = element.contains("source")      ? element["source"]
                              : element.contains("transform") ? element["transform"]
                                                              : element;
          return fmt::format("with {}: {}", owner["params"].dump(), wrong);
        }
    return wrong;
  };
  try {
    const auto wrong = not_finite(run(registry, stage));
    return wrong.empty() ? "" : told(wrong);
  } catch (const bouton::InvalidNetwork& refused) {
    const std::string what = refused.what();
    return what.find("no std::exception") == std::string::npos ? ""
                                                               : told("it threw something that is no std::exception");
  } catch (const bouton::RunFailed& failure) {
    return told(failure.what());
  }
}

CheckResult check_bounds(const Registry& registry, const TypeDeclaration& type) {
  return for_each_stage(type, [&](Stage stage) -> std::string {
    for (const auto choice : {Choice::lowest, Choice::highest}) {
      stage.choice = choice;
      if (const auto wrong = try_parameters(registry, stage); !wrong.empty()) return wrong;
    }
    return "";
  });
}

CheckResult check_random_parameters(const Registry& registry, const TypeDeclaration& type) {
  return for_each_stage(type, [&](Stage stage) -> std::string {
    stage.choice = Choice::random;
    stage.size = 5;
    for (stage.draw = 1; stage.draw <= 40; ++stage.draw)
      if (const auto wrong = try_parameters(registry, stage); !wrong.empty()) return wrong;
    return "";
  });
}

CheckResult check_sizes(const Registry& registry, const TypeDeclaration& type) {
  return for_each_stage(type, [&](Stage stage) -> std::string {
    for (const bouton::Unit size : {1, 3, 31}) {
      stage.size = size;
      stage.slices = 1;
      const auto whole = run(registry, stage);
      stage.slices = size + 2;  // some of them empty
      if (const auto wrong = difference(whole, run(registry, stage), size); !wrong.empty())
        return fmt::format("with {} units and some empty slices: {}", size, wrong);
    }
    return "";
  });
}

/// Lists, texts and matrices that are of the declared type and make no sense: any answer but a crash will do.
CheckResult check_odd_parameters(const Registry& registry, const TypeDeclaration& type) {
  if (const auto why = not_stageable(type)) return *why;
  for (const auto& p : type.parameters) {
    std::vector<Json> odd;
    if (p.type == bouton::ParameterType::list && !p.length) odd = {Json::array(), {0}, {1, 2, 3, 4, 5, 6, 7}};
    if (p.type == bouton::ParameterType::matrix) odd = {{{0}}, {{1, 2}, {3, 4}}, {{}}};
    if (p.type == bouton::ParameterType::text) odd = {"", "%s", std::string(10000, '('), "é\n"};
    if (p.type == bouton::ParameterType::integer) odd = {std::int64_t{0}, std::int64_t{-1}, std::int64_t{1} << 40};
    for (const auto& value : odd) {
      Stage stage{.type = &type};
      auto params = Json::parse(*stage.text());
      stage.params = Json::object();
      for (const auto& other : type.parameters) {
        if (other.name.find('.') != std::string::npos) continue;
        if (other.name == p.name)
          stage.params[p.name] = value;
        else if (!other.default_value && !other.may_be_absent)
          stage.params[other.name] = *choose(other, stage.size, Choice::usual, bouton::Random());
      }
      if (stage.params.empty()) continue;
      try {
        run(registry, stage);
      } catch (const bouton::InvalidNetwork& refused) {
        if (std::string(refused.what()).find("no std::exception") != std::string::npos)
          return failed(fmt::format("'{}' = {}: it threw something that is no std::exception", p.name,
                                    value.dump().substr(0, 60)));
      } catch (const bouton::RunFailed& failure) {
        return failed(
            fmt::format("'{}' = {} was accepted, and then: {}", p.name, value.dump().substr(0, 60), failure.what()));
      }
    }
  }
  return {};
}

CheckResult check_state(const Registry& registry, const TypeDeclaration& type) {
  return for_each_stage(type, [&](const Stage& stage) {
    auto first = stage.build(registry), second = stage.build(registry);
    observe(first, stage, steps / 2, true);
    second.take_over(first);
    const auto wrong = difference(observe(first, stage, steps, true), observe(second, stage, steps, true), stage.size);
    const auto end = difference(state_of(first, stage.element()), state_of(second, stage.element()));
    const auto& either = wrong.empty() ? end : wrong;
    return either.empty() ? "" : "with its named state saved and restored it goes on otherwise: " + either;
  });
}

CheckResult check_paths(const Registry& registry, const TypeDeclaration& type) {
  if (type.kind != TypeKind::synapse) return skipped("it is no synapse");
  return for_each_stage(type, [&](Stage stage) {
    const auto spikes = run(registry, stage);
    stage.spikes_as_values = true;
    const auto wrong = difference(spikes, run(registry, stage), stage.size);
    return wrong.empty() ? "" : "spikes and the same 0/1 values as an analog signal: " + wrong;
  });
}

CheckResult check_learning_off(const Registry& registry, const TypeDeclaration& type) {
  if (type.kind != TypeKind::synapse) return skipped("it is no synapse");
  return for_each_stage(type, [&](const Stage& stage) -> std::string {
    auto network = stage.build(registry);
    const auto before = network.state(stage.element(), "weights");
    observe(network, stage, steps, false);
    const auto wrong = difference(before, network.state(stage.element(), "weights"), 1);
    return wrong.empty() ? "" : "weights changed with learning off: " + wrong;
  });
}

std::size_t allocated() {
  const auto info = mallinfo2();
  return info.uordblks + info.hblkhd;
}

CheckResult check_leaks(const Registry& registry, const TypeDeclaration& type) {
  constexpr int warm_up = 20, cycles = 1000;
  const auto cycle = [&] {
    type.create();
    if (!not_stageable(type)) {
      const Stage stage{.type = &type, .size = 3};
      auto network = stage.build(registry);
      observe(network, stage, 1, true);
    }
  };
  for (int i = 0; i < warm_up; ++i) cycle();
  const auto before = allocated();
  for (int i = 0; i < cycles; ++i) cycle();
  const auto after = allocated();
  const double each = (static_cast<double>(after) - static_cast<double>(before)) / cycles;
  // A byte each is less than any allocation; the rest of the process grows by less.
  if (each < 8) return {};
  return failed(fmt::format("{:.0f} bytes are lost each time one is made, stepped and destroyed", each));
}

double seconds_of(const Registry& registry, const Stage& stage, std::uint64_t count) {
  auto network = stage.build(registry);
  network.step();
  const auto begin = std::chrono::steady_clock::now();
  for (std::uint64_t t = 0; t < count; ++t) network.step();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

}  // namespace

const std::vector<Check>& checks() {
  static const std::vector<Check> all{
      {"declaration", "everything declared has a sentence, and the type an author",
       "give each type, port and parameter a sentence in declare(), and an author in version()", check_declaration},
      {"state", "state has names, sentences and the right size",
       "in visit_state, give each variable a name of its own, a sentence, and one value per unit of the slice",
       check_state_names},
      {"independence", "instances do not influence each other",
       "keep all state in members; no static or global variables", check_independence},
      {"reset", "a reset forgets all that was before", "set every dynamic member to its start in reset(); weights stay",
       check_reset},
      {"seed", "the same seed gives the same bits",
       "draw with random(\"purpose\"), a function of seed, unit and step; no other source of chance, no addresses, no "
       "uninitialised members",
       check_seed},
      {"slices", "cutting a layer into slices changes no bit",
       "count units for random numbers and for previous output from slice().begin; nothing may depend on size(); a "
       "type "
       "whose units read other units' previous output is not local()",
       check_slices},
      {"bounds", "results are finite at the bounds of every parameter",
       "narrow the range in declare() with above, at_least, below or at_most, or handle the bound", check_bounds},
      {"parameters", "results are finite for random parameters in their ranges",
       "narrow the ranges in declare(), or refuse what does not fit together in prepare() with std::invalid_argument",
       check_random_parameters},
      {"odd parameters", "what makes no sense is refused with an exception",
       "check lists, texts, matrices and whole numbers in prepare() and throw std::invalid_argument with a sentence",
       check_odd_parameters},
      {"sizes", "one unit, an odd number of units and empty slices are no exception",
       "loop over size() units and never touch element 0 of an empty slice", check_sizes},
      {"restore", "named state is all the state there is",
       "show every dynamic member in visit_state, so that a run can be saved and continued", check_state},
      {"paths", "spikes and the same values as an analog signal give the same bits",
       "take the dense path where is_spikes is false; let weights().accumulate do both", check_paths},
      {"learning off", "weights stay where learning is off", "change weights in update only if `learn`",
       check_learning_off},
      {"leaks", "nothing is lost over 1000 lives", "hold what is allocated in containers or std::unique_ptr",
       check_leaks},
  };
  return all;
}

std::optional<double> measure_cost(const Registry& registry, const TypeDeclaration& type) {
  if (not_stageable(type)) return std::nullopt;
  Stage stage{.type = &type, .size = 1000};
  constexpr std::uint64_t count = 100;
  const double with = seconds_of(registry, stage, count);
  stage.is_without_element = true;
  const double around = type.kind == TypeKind::generator ? 0.0 : seconds_of(registry, stage, count);
  const double seconds = std::max(0.0, with - around);
  if (type.kind != TypeKind::synapse) return 1e9 * seconds / (count * 1000.0);
  const bool diagonal = type.weights == bouton::WeightsKind::diagonal;
  const double events = 0.3 * (diagonal ? 1000.0 : 1005.0 * 1000.0) * count;
  return 1e9 * seconds / events;
}

}  // namespace bouton_program
