#include "run/shown_class.hpp"

#include <algorithm>
#include <cstddef>
#include <vector>

namespace bouton {

namespace {

/// For each layer, whether what it publishes can change what the layer `goal` does.
std::vector<bool> layers_that_reach(const Executor& executor, std::size_t goal, bool learn) {
  std::vector<bool> reaches(executor.layers.size(), false);
  std::vector<std::size_t> open{goal};
  reaches[goal] = true;
  const auto visit = [&](std::size_t source) {
    if (reaches[source]) return;
    reaches[source] = true;
    open.push_back(source);
  };
  while (!open.empty()) {
    const auto& node = executor.layers[open.back()];
    open.pop_back();
    for (const auto& direct : node.description.direct) visit(direct.source.layer);
    for (const auto synapse : node.incoming) {
      const auto& sources = executor.synapses[synapse].description.sources;
      for (std::size_t i = 0; i < (learn ? sources.size() : 1); ++i) visit(sources[i].layer);
    }
  }
  return reaches;
}

bool follows(const LayerDescription& input, const std::string& field, bool learn) {
  return std::ranges::any_of(input.bindings, [&](const DataBinding& binding) {
    return binding.field == field && binding.scale != 0.0 && (learn || !binding.learning_only);
  });
}

}  // namespace

std::string input_that_shows(const Executor& executor, const std::string& target, const std::string& readout_layer,
                             bool learn) {
  const auto& layers = executor.layers;
  const auto named = [](const LayerNode& node) -> const std::string& { return node.description.name; };
  const auto shows = [&](const LayerNode& node) { return follows(node.description, target, learn); };
  if (std::ranges::none_of(layers, shows)) return "";
  const auto goal = std::ranges::find(layers, readout_layer, named) - layers.begin();
  const auto reaches = layers_that_reach(executor, static_cast<std::size_t>(goal), learn);
  for (std::size_t i = 0; i < layers.size(); ++i)
    if (reaches[i] && shows(layers[i])) return layers[i].description.name;
  return "";
}

}  // namespace bouton
