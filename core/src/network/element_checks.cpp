#include "network/element_checks.hpp"

#include <algorithm>
#include <exception>
#include <map>
#include <new>
#include <set>
#include <string>
#include <unordered_map>

#include <fmt/format.h>

#include "base/nearest.hpp"
#include "network/element_setup.hpp"
#include "network/state.hpp"
#include "network/state_store.hpp"
#include "process/plugin_call.hpp"

namespace bouton {

namespace {

/// The first parameter below `pointer` that a plugin's message names in quotes; `pointer` if there is none.
std::string place_of(const std::string& message, const ElementDescription& element, std::string pointer,
                     const Findings& findings) {
  std::size_t first = std::string::npos;
  std::string place = pointer;
  for (const auto& parameter : element.type->declaration.parameters) {
    std::string inner = pointer + "/" + parameter.name;
    std::replace(inner.begin() + static_cast<std::ptrdiff_t>(pointer.size()), inner.end(), '.', '/');
    const auto at = message.find("'" + parameter.name + "'");
    if (at < first && findings.contains(inner)) first = at, place = inner;
  }
  return place;
}

bool has_sources(const SynapseDescription& d, const std::vector<const LayerDescription*>& layers) {
  return !d.sources.empty() && std::ranges::all_of(d.sources, [&](const auto& s) { return layers[s.layer]->size > 0; });
}

/// An element that is tried by itself, and its state.
class Tried {
 public:
  Tried(const LayerDescription& d, const NetworkDescription& network, Slice slice)
      : state_(d, {&slice, 1}), element_(ElementSetup::make_layer(d, network.seed, network.dt, slice)) {
    state_.bind(*element_, 0);
  }

  /// A synapse between the layers' units, as if the target had none.
  Tried(const SynapseDescription& d, const NetworkDescription& network,
        const std::vector<const LayerDescription*>& layers) {
    std::vector<std::size_t> source_sizes;
    for (const auto& source : d.sources) source_sizes.push_back(part_size(source.part, layers[source.layer]->size));
    auto weights = WeightMatrix::dense(source_sizes[0], {});
    weights.store_as(d.precision);
    auto synapse = ElementSetup::make_synapse(d, network.seed, network.dt, {}, source_sizes, std::move(weights));
    weights_ = &synapse->weights();
    element_ = std::move(synapse);
    const Slice none;
    state_ = StateStore(d, {&none, 1}, source_sizes);
    state_.bind(*element_, 0);
  }

  Element& element() { return *element_; }

  void show_state(StateVisitor& visitor) {
    if (weights_) visitor.weights("weights", *weights_, {"", "synaptic weights"});
    state_.show(*element_, 0, visitor);
    element_->visit_state(visitor);
  }

 private:
  StateStore state_;
  std::unique_ptr<Element> element_;
  WeightMatrix* weights_ = nullptr;  // of a synapse
};

template <class Description>
std::unordered_map<std::string, const Description*> by_name(const std::vector<const Description*>& all) {
  std::unordered_map<std::string, const Description*> found;
  for (const auto* description : all) found.emplace(description->name, description);
  return found;
}

template <class Description>
const Description* find_named(const std::unordered_map<std::string, const Description*>& all, const std::string& name) {
  const auto at = all.find(name);
  return at == all.end() ? nullptr : at->second;
}

}  // namespace

bool construct(const ElementDescription& element, Findings& findings, const std::function<void()>& part) {
  const PluginCall call(element.name, element.type.get(), PluginCall::building);
  try {
    part();
    return true;
  } catch (const std::bad_alloc&) {
    findings.report(element.pointer, fmt::format("there is not enough memory for '{}'", element.name));
  } catch (const std::exception& error) {
    for (const char* params : {"/params", "/source/params"})
      if (const auto pointer = element.pointer + params; findings.contains(pointer)) {
        const auto place = place_of(error.what(), element, pointer, findings);
        findings.report(place == pointer ? element.pointer : place,
                        fmt::format("'{}': {}", element.name, error.what()));
        return false;
      }
    findings.report(element.pointer, fmt::format("'{}': {}", element.name, error.what()));
  } catch (...) {
    findings.report(element.pointer,
                    fmt::format("'{}': its type threw something that is no std::exception", element.name));
  }
  return false;
}

void check_variable(const RecordDescription& record, const LayerDescription* layer, Findings& findings,
                    const std::function<void(StateVisitor&)>& show) {
  StateFinder finder(record.variable);
  show(finder);
  auto names = finder.names();
  if (layer) {
    names.push_back("output");
    if (layer->output_kind() != OutputKind::analog) names.push_back("spikes");
  }
  if (record.part && finder.found() && !finder.is_per_unit())
    findings.report(
        record.pointer + "/of",
        fmt::format("'{}' of '{}' has no value for each unit, so a part of it cannot be recorded; name '{}' "
                    "without the brackets",
                    record.variable, record.of, record.of));
  if (finder.found() || std::ranges::find(names, record.variable) != names.end()) return;
  findings.report(record.pointer + "/variable", fmt::format("'{}' has no variable '{}'{}", record.of, record.variable,
                                                            suggestion(record.variable, names)));
}

void check_changes(const NetworkDescription& network, const std::vector<const LayerDescription*>& layers,
                   const std::vector<const SynapseDescription*>& synapses, Findings& findings) {
  std::map<std::string, std::unique_ptr<Tried>> tried;
  std::set<std::string> reported;
  const auto layer_of_name = by_name(layers);
  const auto synapse_of_name = by_name(synapses);
  const auto try_change = [&](const ChangeDescription& change) {
    // A phase that is repeated is reported once.
    if (reported.contains(change.pointer)) return;
    const auto* layer = find_named(layer_of_name, change.element);
    const auto* synapse = layer ? nullptr : find_named(synapse_of_name, change.element);
    if (!layer && !synapse) return;
    const ElementDescription& description = layer ? static_cast<const ElementDescription&>(*layer) : *synapse;
    if (findings.has_errors_at(description.pointer) || (synapse && !has_sources(*synapse, layers))) return;
    auto& own = tried[change.element];
    const PluginCall call(description.name, description.type.get(), PluginCall::building);
    try {
      if (!own && layer) own = std::make_unique<Tried>(*layer, network, Slice{});
      if (!own) own = std::make_unique<Tried>(*synapse, network, layers);
      for (const auto& [parameter, value] : change.settings)
        ElementSetup::assign(own->element(), *parameter, value, {});
      own->element().prepare();
    } catch (const std::exception& error) {
      reported.insert(change.pointer);
      findings.report(place_of(error.what(), description, change.pointer, findings),
                      fmt::format("'{}': {}", change.element, error.what()));
      own.reset();
    }
  };
  visit_twice(network.run, [&](std::size_t phase) {
    for (const auto& change : network.phases[phase].changes) try_change(change);
  });
}

void check_elements(const NetworkDescription& network, Findings& findings) {
  // A layer is made whole, since what it accepts may depend on its size; a larger one would take long.
  constexpr Unit most_units = 1 << 20;
  std::vector<const LayerDescription*> layers;
  std::vector<const SynapseDescription*> synapses;
  for (const auto& layer : network.layers) layers.push_back(&layer);
  for (const auto& synapse : network.synapses) synapses.push_back(&synapse);
  std::unordered_multimap<std::string, const RecordDescription*> records;
  for (const auto& record : network.records) records.emplace(record.of, &record);
  const auto check = [&](const ElementDescription& d, const LayerDescription* layer, auto&& make) {
    if (findings.has_errors_at(d.pointer)) return;
    construct(d, findings, [&] {
      const std::unique_ptr<Tried> tried = d.type ? make() : nullptr;
      if (tried) tried->element().prepare();
      const auto [begin, end] = records.equal_range(d.name);
      for (auto record = begin; record != end; ++record)
        check_variable(*record->second, layer, findings, [&](StateVisitor& visitor) {
          if (tried) tried->show_state(visitor);
        });
    });
  };
  for (const auto& d : network.layers)
    if (d.size > 0 && d.size <= most_units)
      check(d, &d, [&] { return std::make_unique<Tried>(d, network, Slice{0, d.size}); });
  for (const auto& d : network.synapses)
    if (has_sources(d, layers)) check(d, nullptr, [&] { return std::make_unique<Tried>(d, network, layers); });
  check_changes(network, layers, synapses, findings);
}

}  // namespace bouton
