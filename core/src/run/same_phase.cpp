#include "run/same_phase.hpp"

#include <algorithm>
#include <tuple>
#include <type_traits>

namespace bouton {

namespace {

bool same_value(const ParameterSetting& a, const ParameterSetting& b) {
  if (a.declaration->name != b.declaration->name || a.value.index() != b.value.index()) return false;
  return std::visit(
      [&]<class T>(const T& value) {
        const auto& other = std::get<T>(b.value);
        if constexpr (std::is_same_v<T, Matrix>)
          return value.columns == other.columns && value.values == other.values;
        else
          return value == other;
      },
      a.value);
}

bool same_change(const ChangeDescription& a, const ChangeDescription& b) {
  return a.element == b.element && std::ranges::equal(a.settings, b.settings, same_value);
}

bool same_trials(const std::optional<TrialsDescription>& a, const std::optional<TrialsDescription>& b) {
  if (!a || !b) return a.has_value() == b.has_value();
  return std::tie(a->data, a->from, a->count, a->flush, a->reset) ==
         std::tie(b->data, b->from, b->count, b->flush, b->reset);
}

}  // namespace

bool same_phase(const PhaseDescription& a, const PhaseDescription& b) {
  return std::tie(a.name, a.steps, a.learn, a.reset) == std::tie(b.name, b.steps, b.learn, b.reset) &&
         same_trials(a.trials, b.trials) && std::ranges::equal(a.changes, b.changes, same_change);
}

}  // namespace bouton
