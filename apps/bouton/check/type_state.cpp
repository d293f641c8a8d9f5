#include "check/type_state.hpp"

#include <algorithm>
#include <chrono>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <bouton/child.hpp>

#include "check/stage.hpp"
#include "type_json.hpp"

namespace bouton_program {

namespace {

using bouton::StateDeclaration;
using bouton::StateText;
using Json = nlohmann::ordered_json;

class Lister final : public bouton::StateVisitor {
 public:
  Json variables = Json::array();

  void per_unit(std::string_view name, std::span<double>, StateText text) override { add(name, "unit", text); }
  void per_source(std::string_view name, std::span<double>, std::size_t source, StateText text) override {
    add(name, source_name(source), text);
  }
  void counter(std::string_view name, std::uint64_t&, StateText text) override { add(name, "element", text); }
  void weights(std::string_view name, bouton::WeightMatrix&, StateText text) override { add(name, "connection", text); }

 private:
  void add(std::string_view name, const std::string& per, StateText text) {
    variables.push_back({{"name", name}, {"per", per}, {"unit", text.unit}, {"summary", text.summary}});
  }
};

std::string list(const bouton::Registry& registry, const Stage& stage) {
  Json answer;
  try {
    auto network = stage.build(registry);
    Lister lister;
    network.visit_state(stage.element(), lister);
    answer["state"] = lister.variables;
  } catch (const std::exception& error) {
    answer["reason"] = error.what();
  }
  return answer.dump(-1, ' ', false, Json::error_handler_t::replace);
}

/// What an element of the type shows, or the reason why none can be asked.
Json see_state(const bouton::Registry& registry, const bouton::TypeDeclaration& type) {
  constexpr std::chrono::seconds patience{5};
  const Stage stage{.type = &type, .size = 1};
  if (!stage.text()) return {{"reason", "it depends on a parameter that has no default"}};
  auto types = registry;
  add_stage_types(types);
  const auto outcome = bouton::in_child([&] { return list(types, stage); }, patience);
  return outcome.answer ? Json::parse(*outcome.answer) : Json{{"reason", outcome.end}};
}

}  // namespace

Json all_state_to_json(const bouton::Registry& registry, const bouton::RegisteredType& type) {
  using bouton::TypeKind;
  const auto& d = type.declaration;
  if (d.kind == TypeKind::data_set || d.kind == TypeKind::recorder) return {{"state", Json::array()}};
  const auto seen = see_state(registry, d);
  Json answer = {{"state", Json::array()}};
  auto& all = answer["state"];
  const auto declared = [&](const std::string& name) {
    return std::ranges::find(d.states, name, &StateDeclaration::name);
  };
  for (const auto& variable : seen.value("state", Json::array())) {
    const auto state = declared(variable["name"]);
    all.push_back(state == d.states.end() ? variable : state_to_json(*state));
  }
  // An element may have fewer presynaptic names than the type takes.
  for (const auto& state : d.states)
    if (std::ranges::none_of(all, [&](const Json& shown) { return shown["name"] == state.name; }))
      all.push_back(state_to_json(state));
  if (!seen.contains("reason")) return answer;
  if (all.empty()) answer.erase("state");
  answer["reason"] = seen["reason"];
  return answer;
}

}  // namespace bouton_program
