#include "network/sample_values.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "numerics/finite.hpp"
#include "registry/parameter_value.hpp"

namespace bouton {

std::optional<SampleOutOfRange> scale_sample(const LayerDescription& input, const DataBinding& binding,
                                             const DataDescription& data, std::uint64_t sample,
                                             std::span<double> values) {
  for (double& x : values) x *= binding.scale;
  if (values.empty()) return std::nullopt;
  const auto wrong_with = [&](double x) { return check_value(*binding.parameter, x, 0); };
  // A range has no holes.
  const auto [least, most] = std::ranges::minmax(values);
  if (!first_not_finite(values) && wrong_with(least).empty() && wrong_with(most).empty()) return std::nullopt;
  const auto at = std::ranges::find_if(values, [&](double x) { return !wrong_with(x).empty(); });
  return SampleOutOfRange(
      input.name, binding.parameter->name, data.name, sample, static_cast<Unit>(at - values.begin()), *at,
      fmt::format("{} (the field '{}' times the scale {})", wrong_with(*at), binding.field, binding.scale));
}

}  // namespace bouton
