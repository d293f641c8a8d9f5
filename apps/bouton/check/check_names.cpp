// Is everything declared, and can a user name it?
#include <algorithm>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "check/trial.hpp"

namespace bouton_program {

namespace {

/// Names stand in paths of settings, in names of files and in headers of tables.
bool is_usable(std::string_view name) {
  return !name.empty() && std::ranges::all_of(name, [](unsigned char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.';
  });
}

constexpr const char* usable = "wanted letters, digits, '_' and '.'";

bool is_utf8(const std::string& text) {
  using Json = nlohmann::json;
  try {
    (void)Json(text).dump();
    return true;
  } catch (const Json::type_error&) {
    return false;
  }
}

/// What names and texts under which state is shown are wrong, and their order.
class StateNames final : public bouton::StateVisitor {
 public:
  std::string wrong;
  std::vector<std::string> order;

  explicit StateNames(const Stage& stage) : stage_(stage) {}

  void per_unit(std::string_view name, std::span<double> values, bouton::StateText text) override {
    note(name, text);
    if (values.size() != stage_.size)
      wrong = fmt::format("state '{}' has {} values for {} units", name, values.size(), stage_.size);
  }
  void per_source(std::string_view name, std::span<double>, std::size_t, bouton::StateText text) override {
    note(name, text);
  }
  void counter(std::string_view name, std::uint64_t&, bouton::StateText text) override { note(name, text); }
  void weights(std::string_view name, bouton::WeightMatrix&, bouton::StateText text) override { note(name, text); }

 private:
  void note(std::string_view name, bouton::StateText text) {
    if (std::ranges::find(order, name) != order.end()) wrong = fmt::format("two state variables are named '{}'", name);
    order.emplace_back(name);
    if (name.empty())
      wrong = "a state variable has no name";
    else if (!is_usable(name))
      wrong = fmt::format("state '{}' has a name that cannot be used: {}", name, usable);
    if (text.summary.empty()) wrong = fmt::format("state '{}' has no sentence", name);
    if (!is_utf8(std::string(text.summary)) || !is_utf8(std::string(text.unit)))
      wrong = fmt::format("the sentence or unit of state '{}' is not UTF-8", name);
    // Recordings of a layer have these names already.
    if (stage_.type->kind != bouton::TypeKind::synapse && (name == "spikes" || name == "output"))
      wrong = fmt::format("state '{}' cannot be recorded: the name stands for what a layer publishes", name);
  }
  const Stage& stage_;
};

}  // namespace

CheckResult check_declaration(const Trial& trial) {
  const auto& type = trial.type;
  std::vector<std::string> wrong;
  const auto want_utf8 = [&](const std::string& text, const std::string& of) {
    if (!is_utf8(text)) wrong.push_back(fmt::format("the {} is not UTF-8", of));
  };
  if (type.summary.empty()) wrong.push_back("the type has no sentence");
  if (type.author.empty()) wrong.push_back("the type has no author");
  want_utf8(type.name, "type's name");
  want_utf8(type.summary, "type's sentence");
  want_utf8(type.author, "author");
  std::set<std::string> ports;
  for (const auto& port : type.ports) {
    if (port.summary.empty()) wrong.push_back(fmt::format("port '{}' has no sentence", port.name));
    if (!is_usable(port.name)) wrong.push_back(fmt::format("port '{}' has an unusable name; {}", port.name, usable));
    if (!ports.insert(port.name).second) wrong.push_back(fmt::format("two ports are named '{}'", port.name));
    want_utf8(port.summary, fmt::format("sentence of port '{}'", port.name));
  }
  for (const auto& p : type.parameters) {
    if (p.summary.empty()) wrong.push_back(fmt::format("parameter '{}' has no sentence", p.name));
    if (!is_usable(p.name)) wrong.push_back(fmt::format("parameter '{}' has an unusable name; {}", p.name, usable));
    want_utf8(p.summary + p.unit, fmt::format("sentence or unit of parameter '{}'", p.name));
    if (p.minimum && p.maximum && *p.minimum > *p.maximum)
      wrong.push_back(fmt::format("the range of parameter '{}' is empty", p.name));
  }
  for (const auto& s : type.states) {
    if (s.summary.empty()) wrong.push_back(fmt::format("state '{}' has no sentence", s.name));
    if (!is_usable(s.name)) wrong.push_back(fmt::format("state '{}' has an unusable name; {}", s.name, usable));
    want_utf8(s.summary + s.unit, fmt::format("sentence or unit of state '{}'", s.name));
  }
  return wrong.empty() ? CheckResult{} : fault(fmt::format("{}", fmt::join(wrong, "; ")));
}

CheckResult check_state_names(const Trial& trial) {
  return for_each_stage(trial, [&](const Stage& stage) -> std::string {
    auto network = stage.build(trial.registry);
    StateNames names(stage), again(stage);
    network.visit_state(stage.element(), names);
    if (!names.wrong.empty()) return names.wrong;
    network.step();
    network.visit_state(stage.element(), again);
    return names.order == again.order ? ""
                                      : fmt::format("state is visited in another order the second time: {} and {}",
                                                    fmt::join(names.order, ", "), fmt::join(again.order, ", "));
  });
}

}  // namespace bouton_program
