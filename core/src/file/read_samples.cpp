#include <algorithm>
#include <set>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "file/document.hpp"
#include "file/reader.hpp"
#include "network/guard.hpp"
#include "network/sample_values.hpp"
#include "registry/parameter_value.hpp"

namespace bouton {

namespace {

/// The place of a field in a data set; nothing if it has none of that name.
std::optional<std::size_t> find_field(const DataSet& set, const std::string& name) {
  const auto fields = set.fields();
  const auto at = std::ranges::find(fields, name, &DataField::name);
  return at == fields.end() ? std::nullopt : std::optional(static_cast<std::size_t>(at - fields.begin()));
}

void check_sample(const LayerDescription& input, const DataBinding& binding, const DataDescription& data,
                  std::uint64_t sample, Document& document) {
  std::vector<double> values(input.size);
  try {
    const bool is_read = guarded(data, 0, [&] {
      const auto field = find_field(*data.set, binding.field);
      if (field) data.set->read(sample, *field, values);
      return field.has_value();
    });
    if (!is_read) return;
  } catch (const RunFailed&) {
    return;  // a run that gets there fails, and says at which step
  }
  if (const auto wrong = scale_sample(input, binding, data, sample, values))
    document.report(binding.pointer, wrong->what());
}

}  // namespace

void check_samples(const NetworkDescription& network, Document& document) {
  for (const auto& input : network.layers)
    for (const auto& binding : input.bindings)
      if (const auto wrong = check_value(*binding.parameter, 0.0, 0); !wrong.empty())
        document.report(binding.pointer,
                        fmt::format("a parameter that follows a data set is 0 where there is no sample: {}", wrong));
  if (document.has_errors()) return;
  std::set<std::pair<std::size_t, std::uint64_t>> seen;
  for (const auto& phase : network.phases) {
    if (!phase.trials || phase.trials->count == 0 || !seen.emplace(phase.trials->data, phase.trials->from).second)
      continue;
    for (const auto& input : network.layers)
      for (const auto& binding : input.bindings)
        check_sample(input, binding, network.data[phase.trials->data], phase.trials->from, document);
  }
}

}  // namespace bouton
