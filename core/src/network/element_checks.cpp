#include "network/element_checks.hpp"

#include <algorithm>
#include <exception>
#include <map>
#include <new>
#include <set>

#include <fmt/format.h>

#include "network/element_setup.hpp"
#include "network/state.hpp"
#include "registry/nearest.hpp"

namespace bouton {

namespace {

/// The first parameter below `pointer` that a plugin's message names in quotes; `pointer` if there is none.
std::string place_of(const std::string& message, const ElementDescription& element, std::string pointer,
                     const Document& document) {
  std::size_t first = std::string::npos;
  std::string place = pointer;
  for (const auto& parameter : element.type->declaration.parameters) {
    std::string inner = pointer + "/" + parameter.name;
    std::replace(inner.begin() + static_cast<std::ptrdiff_t>(pointer.size()), inner.end(), '.', '/');
    const auto at = message.find("'" + parameter.name + "'");
    if (at < first && document.root().contains(Json::json_pointer(inner))) first = at, place = inner;
  }
  return place;
}

bool has_sources(const SynapseDescription& d, const std::vector<const LayerDescription*>& layers) {
  return !d.sources.empty() && std::ranges::all_of(d.sources, [&](const auto& s) { return layers[s.layer]->size > 0; });
}

/// A synapse between the layers' units, as if the target had none.
std::unique_ptr<Synapse> make_without_units(const SynapseDescription& d, const NetworkDescription& network,
                                            const std::vector<const LayerDescription*>& layers) {
  std::vector<std::size_t> source_sizes;
  for (const auto& source : d.sources) source_sizes.push_back(layers[source.layer]->size);
  auto weights = WeightMatrix::dense(source_sizes[0], {});
  weights.store_as(d.precision);
  return ElementSetup::make_synapse(d, network.seed, network.dt, {}, source_sizes, std::move(weights));
}

void show_state(Layer& layer, StateVisitor& visitor) { layer.visit_state(visitor); }
void show_state(Synapse& synapse, StateVisitor& visitor) {
  visitor.weights("weights", synapse.weights(), {"", "synaptic weights"});
  synapse.visit_state(visitor);
}

template <class Description>
const Description* find_named(const std::vector<const Description*>& all, const std::string& name) {
  const auto at = std::ranges::find(all, name, [](const auto* d) { return d->name; });
  return at == all.end() ? nullptr : *at;
}

}  // namespace

bool construct(const ElementDescription& element, Document& document, const std::function<void()>& part) {
  try {
    part();
    return true;
  } catch (const std::bad_alloc&) {
    document.report(element.pointer, fmt::format("there is not enough memory for '{}'", element.name));
  } catch (const std::exception& error) {
    for (const char* params : {"/params", "/source/params"})
      if (const auto pointer = element.pointer + params; document.root().contains(Json::json_pointer(pointer))) {
        const auto place = place_of(error.what(), element, pointer, document);
        document.report(place == pointer ? element.pointer : place,
                        fmt::format("'{}': {}", element.name, error.what()));
        return false;
      }
    document.report(element.pointer, fmt::format("'{}': {}", element.name, error.what()));
  } catch (...) {
    document.report(element.pointer,
                    fmt::format("'{}': its type threw something that is no std::exception", element.name));
  }
  return false;
}

void check_variable(const RecordDescription& record, const LayerDescription* layer, Document& document,
                    const std::function<void(StateVisitor&)>& show) {
  StateReader reader(record.variable);
  show(reader);
  auto names = reader.names();
  if (layer) {
    names.push_back("output");
    if (layer->output_kind() != OutputKind::analog) names.push_back("spikes");
  }
  if (reader.found() || std::ranges::find(names, record.variable) != names.end()) return;
  document.report(record.pointer + "/variable", fmt::format("'{}' has no variable '{}'{}", record.of, record.variable,
                                                            suggestion(record.variable, names)));
}

void check_changes(const NetworkDescription& network, const std::vector<const LayerDescription*>& layers,
                   const std::vector<const SynapseDescription*>& synapses, Document& document) {
  std::map<std::string, std::unique_ptr<Element>> tried;
  std::set<std::string> reported;
  for (const auto& phase : network.phases)
    for (const auto& change : phase.changes) {
      // A phase that is repeated is reported once.
      if (reported.contains(change.pointer)) continue;
      const auto* layer = find_named(layers, change.element);
      const auto* synapse = layer ? nullptr : find_named(synapses, change.element);
      if (!layer && !synapse) continue;
      const ElementDescription& description = layer ? static_cast<const ElementDescription&>(*layer) : *synapse;
      if (document.has_errors_at(description.pointer) || (synapse && !has_sources(*synapse, layers))) continue;
      auto& element = tried[change.element];
      try {
        if (!element && layer) element = ElementSetup::make_layer(*layer, network.seed, network.dt, {});
        if (!element) element = make_without_units(*synapse, network, layers);
        for (const auto& [parameter, value] : change.settings) ElementSetup::assign(*element, *parameter, value, {});
        element->prepare();
      } catch (const std::exception& error) {
        reported.insert(change.pointer);
        document.report(place_of(error.what(), description, change.pointer, document),
                        fmt::format("'{}': {}", change.element, error.what()));
        element.reset();
      }
    }
}

void check_elements(const NetworkDescription& network, Document& document) {
  // A layer is made whole, since what it accepts may depend on its size; a larger one would take long.
  constexpr Unit most_units = 1 << 20;
  std::vector<const LayerDescription*> layers;
  std::vector<const SynapseDescription*> synapses;
  for (const auto& layer : network.layers) layers.push_back(&layer);
  for (const auto& synapse : network.synapses) synapses.push_back(&synapse);
  const auto check = [&](const ElementDescription& d, const LayerDescription* layer, auto&& make) {
    if (document.has_errors_at(d.pointer)) return;
    construct(d, document, [&] {
      const auto element = d.type ? make() : nullptr;
      if (element) element->prepare();
      for (const auto& record : network.records)
        if (record.of == d.name)
          check_variable(record, layer, document, [&](StateVisitor& visitor) {
            if (element) show_state(*element, visitor);
          });
    });
  };
  for (const auto& d : network.layers)
    if (d.size > 0 && d.size <= most_units)
      check(d, &d, [&] { return ElementSetup::make_layer(d, network.seed, network.dt, {0, d.size}); });
  for (const auto& d : network.synapses)
    if (has_sources(d, layers)) check(d, nullptr, [&] { return make_without_units(d, network, layers); });
  check_changes(network, layers, synapses, document);
}

}  // namespace bouton
