#include "network/element_checks.hpp"

#include <algorithm>
#include <exception>
#include <map>
#include <new>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

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

namespace {

/// Reports units, a reduction or a format that do not go with the variable.
void check_way(const RecordDescription& record, const TargetDescription& target, const StateFinder& finder,
               RecordShape shape, Findings& findings) {
  const auto at = [&](const char* key) {
    return findings.contains(target.pointer + key) ? target.pointer + key : target.pointer;
  };
  if (target.units && finder.found() && !finder.is_per_unit() && !finder.is_weights()) {
    const bool has_list = findings.contains(target.pointer + "/units");
    findings.report(
        has_list ? target.pointer + "/units" : target.of_pointer,
        fmt::format("'{}' of '{}' has no value for each unit, so a part of it cannot be recorded; {}", target.variable,
                    target.of,
                    has_list ? "leave 'units' out" : fmt::format("name '{}' without the brackets", target.of)));
  }
  if (target.reduction && !finder.is_weights())
    findings.report(at("/reduce"), fmt::format("'reduce' takes what has a value for each connection, such as weights; "
                                               "'{}' of '{}' has none",
                                               target.variable, target.of));
  const auto& type = record.type->declaration;
  if (std::ranges::find(type.shapes, shape) != type.shapes.end()) return;
  std::vector<std::string_view> written;
  for (const auto each : type.shapes) written.push_back(to_string(each));
  findings.report(at("/format"),
                  fmt::format("'{}' writes {}; '{}' of '{}' would be {}; choose another format", type.name,
                              fmt::join(written, " and "), target.variable, target.of, to_string(shape)));
}

}  // namespace

RecordShape shape_of(const TargetDescription& target, const StateFinder& finder, bool is_of_layer) {
  if (is_of_layer && target.variable == "spikes") return target.bin > 0 ? RecordShape::values : RecordShape::spikes;
  return finder.is_weights() && !target.reduction ? RecordShape::weights : RecordShape::values;
}

void check_target(const RecordDescription& record, const TargetDescription& target, const LayerDescription* layer,
                  Findings& findings, const std::function<void(StateVisitor&)>& show) {
  StateFinder finder(target.variable);
  show(finder);
  auto names = finder.names();
  if (layer) {
    names.push_back("output");
    if (layer->output_kind() != OutputKind::analog) names.push_back("spikes");
  }
  if (finder.found() || std::ranges::find(names, target.variable) != names.end()) {
    if (record.type) check_way(record, target, finder, shape_of(target, finder, layer != nullptr), findings);
    return;
  }
  findings.report(target.pointer + "/variable", fmt::format("'{}' has no variable '{}'{}", target.of, target.variable,
                                                            suggestion(target.variable, names)));
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
  std::unordered_multimap<std::string, std::pair<const RecordDescription*, const TargetDescription*>> targets;
  for (const auto& record : network.records)
    for (const auto& target : record.targets) targets.emplace(target.of, std::pair(&record, &target));
  const auto check = [&](const ElementDescription& d, const LayerDescription* layer, auto&& make) {
    if (findings.has_errors_at(d.pointer)) return;
    construct(d, findings, [&] {
      const std::unique_ptr<Tried> tried = d.type ? make() : nullptr;
      if (tried) tried->element().prepare();
      const auto [begin, end] = targets.equal_range(d.name);
      for (auto at = begin; at != end; ++at)
        check_target(*at->second.first, *at->second.second, layer, findings, [&](StateVisitor& visitor) {
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
