#include "check/type_state.hpp"

#include <chrono>

#include <fmt/format.h>

#include <bouton/child.hpp>

#include "check/stage.hpp"

namespace bouton_program {

namespace {

using bouton::StateText;

class Lister final : public bouton::StateVisitor {
 public:
  Json variables = Json::array();

  void per_unit(std::string_view name, std::span<double>, StateText text) override { add(name, "unit", text); }
  void per_source(std::string_view name, std::span<double>, std::size_t source, StateText text) override {
    add(name, source == 0 ? "presynaptic unit" : fmt::format("unit of presynaptic name {}", source + 1), text);
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

}  // namespace

Json state_to_json(const bouton::Registry& registry, const bouton::RegisteredType& type) {
  constexpr std::chrono::seconds patience{5};
  using bouton::TypeKind;
  const auto kind = type.declaration.kind;
  if (kind == TypeKind::data_set || kind == TypeKind::recorder) return {{"state", Json::array()}};
  const Stage stage{.type = &type.declaration, .size = 1};
  if (!stage.text()) return {{"reason", "it depends on a parameter that has no default"}};
  auto types = registry;
  add_stage_types(types);
  const auto outcome = bouton::in_child([&] { return list(types, stage); }, patience);
  return outcome.answer ? Json::parse(*outcome.answer) : Json{{"reason", outcome.end}};
}

}  // namespace bouton_program
