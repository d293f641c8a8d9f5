#include "network/executor.hpp"

#include <algorithm>
#include <exception>

#include <fmt/format.h>

#include "base/nearest.hpp"
#include "network/element_setup.hpp"
#include "network/guard.hpp"
#include "numerics/flush_denormals.hpp"

namespace bouton {

std::vector<WeightEntry> settled_weights(const SynapseNode& node) {
  const FlushDenormals flush;
  std::vector<WeightEntry> all;
  for (const auto& instance : node.instances) {
    instance->settle();
    const auto entries = instance->weights().entries();
    all.insert(all.end(), entries.begin(), entries.end());
  }
  return all;
}

/// The elements go one after the other, so that a report of how the process ended can name the one.
Executor::~Executor() {
  const auto destroy = [&](const ElementDescription& element, auto& owner) {
    const PluginCall call(element.name, element.type.get(), steps);
    const auto destroyed = std::move(owner);
  };
  for (auto& node : layers) destroy(node.description, node.instances);
  for (auto& node : synapses) destroy(node.description, node.instances);
  for (auto& data : description.data) destroy(data, data.set);
}

void Executor::settle(SynapseNode& node) {
  const FlushDenormals flush;
  guarded(node.description, steps, [&] {
    for (auto& instance : node.instances) instance->settle();
  });
  for (auto& carrier : node.carriers) carrier->note_change();
}

void Executor::set(const std::string& element, std::span<const ParameterSetting> settings) {
  const FlushDenormals flush;
  const auto change = [&](auto& node) {
    const auto& old = node.description.parameters;
    guarded(node.description, steps, [&] {
      try {
        for (auto& instance : node.instances) {
          for (const auto& [parameter, value] : settings)
            ElementSetup::assign(*instance, *parameter, value, instance->slice());
          instance->prepare();
        }
      } catch (...) {
        const auto refusal = std::current_exception();
        for (auto& instance : node.instances) {
          for (const auto& [parameter, ignored] : settings) {
            const auto at = std::find_if(old.begin(), old.end(),
                                         [&, p = parameter](const auto& setting) { return setting.declaration == p; });
            if (at == old.end())
              parameter->clear(*instance);
            else
              ElementSetup::assign(*instance, *parameter, at->value, instance->slice());
          }
          instance->prepare();
        }
        std::rethrow_exception(refusal);
      }
    });
  };
  if (auto* node = find_layer(element)) return change(*node);
  auto& node = synapse(element);
  settle(node);
  change(node);
}

void Executor::note_change(const std::string& element, std::span<const ParameterSetting> settings) {
  const auto note = [&](ElementDescription& description) {
    for (const auto& [parameter, value] : settings) {
      auto& known = description.parameters;
      const auto at = std::find_if(known.begin(), known.end(),
                                   [&, p = parameter](const auto& setting) { return setting.declaration == p; });
      if (at == known.end())
        known.push_back({parameter, value});
      else
        at->value = value;
      auto& names = changed[element];
      if (std::find(names.begin(), names.end(), parameter->name) == names.end()) names.push_back(parameter->name);
    }
  };
  if (const auto index = layer_index(element)) return note(layers[*index].description);
  note(synapse(element).description);
}

namespace {

/// Throws UnknownName with the nearest of the names.
template <class... Nodes>
[[noreturn]] void throw_unknown(const char* message, std::string_view name, const Nodes&... nodes) {
  std::vector<std::string> names;
  const auto add = [&](const auto& all) {
    for (const auto& node : all) names.push_back(node.description.name);
  };
  (add(nodes), ...);
  throw UnknownName(fmt::format("{} '{}'", message, name), std::string(name), nearest_name(name, names));
}

}  // namespace

LayerNode* Executor::find_layer(std::string_view name) {
  const auto index = layer_index(name);
  return index ? &layers[*index] : nullptr;
}

LayerNode& Executor::layer(std::string_view name) {
  if (const auto index = layer_index(name)) return layers[*index];
  throw_unknown("no layer or input is named", name, layers);
}

SynapseNode& Executor::synapse(std::string_view name) {
  if (const auto index = synapse_index(name)) return synapses[*index];
  throw_unknown("no synapse is named", name, synapses);
}

std::pair<const ElementDescription&, std::size_t> Executor::element(std::string_view name) const {
  if (const auto index = layer_index(name)) return {layers[*index].description, layers[*index].description.size};
  const auto index = synapse_index(name);
  if (!index) throw_unknown("nothing is named", name, layers, synapses);
  const auto& synapse = synapses[*index].description;
  return {synapse, part_size(synapse.target_part, layers[synapse.target].description.size)};
}

void Executor::read_state(std::string_view element, StateReader& reader) {
  const auto read = [&](auto& node) {
    const auto* variable = node.state.find(reader.variable());
    if (!variable) return false;
    if constexpr (requires { node.carriers; }) settle(node);
    StateStore::append_values(*variable, reader.found_values());
    return true;
  };
  if (const auto layer = layer_index(element); layer && read(layers[*layer])) return;
  if (const auto synapse = synapse_index(element); synapse && read(synapses[*synapse])) return;
  visit_state(element, reader);
}

void Executor::visit_state(std::string_view element, StateVisitor& visitor) {
  const auto visit = [&](auto& node) { guarded(node.description, steps, [&] { show_state(node, visitor); }); };
  if (const auto index = layer_index(element)) return visit(layers[*index]);
  const auto index = synapse_index(element);
  if (!index) throw_unknown("nothing is named", element, layers, synapses);
  auto& node = synapses[*index];
  settle(node);
  for (auto& instance : node.instances)
    visitor.weights("weights", instance->weights(), {node.description.weight_unit, "synaptic weights"});
  visit(node);
}

}  // namespace bouton
