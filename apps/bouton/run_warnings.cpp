#include "run_warnings.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace bouton_program {

namespace {

/// "layer 'a'", "layers 'a', 'b'", and at most a few names.
std::string named(const std::string& what, const std::vector<std::string>& names) {
  constexpr std::size_t most_named = 5;
  std::vector<std::string> quoted;
  for (const auto& name : names) {
    if (quoted.size() == most_named) break;
    quoted.push_back("'" + name + "'");
  }
  auto text = fmt::format("{}{} {}", what, names.size() == 1 ? "" : "s", fmt::join(quoted, ", "));
  if (names.size() > most_named) text += fmt::format(" and {} more", names.size() - most_named);
  return text;
}

/// Names of the layers, but not of inputs, for which `is_meant` holds.
template <class Predicate>
std::vector<std::string> layers_of(const bouton::RunSummary& summary, const Predicate& is_meant) {
  std::vector<std::string> names;
  for (const auto& layer : summary.layers)
    if (!layer.is_input && layer.units > 0 && layer.steps > 0 && is_meant(layer)) names.push_back(layer.name);
  return names;
}

}  // namespace

std::vector<std::string> prediction_warnings(const bouton::RunResult& result) {
  std::vector<std::string> warnings;
  for (const auto& phase : result.phases)
    if (phase.unpredicted > 0)
      warnings.push_back(fmt::format(
          "phase '{}': in {} of {} trials no unit of the readout spiked; they have no prediction and count as wrong",
          phase.name, phase.unpredicted, phase.trials));
  return warnings;
}

std::vector<std::string> warnings_of(const bouton::RunResult& result) {
  auto warnings = prediction_warnings(result);
  const auto& summary = result.summary;
  if (const auto silent = layers_of(summary, [](const auto& layer) { return layer.spikes == 0; }); !silent.empty())
    warnings.push_back(named("layer", silent) + " never spiked");
  const auto always = layers_of(summary, [](const auto& layer) { return layer.spikes == layer.units * layer.steps; });
  if (!always.empty()) warnings.push_back("every unit of " + named("layer", always) + " spiked in every step");
  std::vector<std::string> at_limits;
  for (const auto& synapse : summary.synapses)
    if (synapse.connections > 0 && synapse.after.at_limits == 1.0) at_limits.push_back(synapse.name);
  if (!at_limits.empty()) warnings.push_back("all weights of " + named("synapse", at_limits) + " are at a limit");
  return warnings;
}

}  // namespace bouton_program
