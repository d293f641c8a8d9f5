#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "file/connections.hpp"
#include "file/element_reader.hpp"
#include "file/initial.hpp"
#include "file/read_delay.hpp"

namespace bouton {

namespace {

/// Reads `synapses`.
class SynapseReader : ElementReader {
 public:
  explicit SynapseReader(Reading& reading) : ElementReader(reading) {}

  void read_synapses() {
    for (const auto& node : elements("synapses")) {
      if (!node.is_object_of({"name", "type", "from", "to", "port", "syn_type", "weights", "connect", "dtype", "delay",
                              "delay_ms", "dendritic_delay", "params", "initial", "transform", "transform_mod"}))
        continue;
      SynapseDescription synapse;
      synapse.pointer = node.pointer();
      synapse.name = read_name(node);
      synapse.type = read_type(node, {TypeKind::synapse});
      const auto target = read_reference(node, "to");
      reading_.has_lost_target = reading_.has_lost_target || !target;
      const bool has_sources = read_sources(node, synapse);
      ConnectionSizes sizes;
      if (target && has_sources)
        sizes = {size_of(synapse.sources[0]), size_of(*target),
                 name_of({synapse.sources[0].layer, synapse.sources[0].part}), name_of(*target)};
      read_delay(node, reading_.has_dt ? network_.dt : 0, sizes, synapse);
      if (target) {
        synapse.target = target->layer;
        synapse.target_part = target->part;
        read_port(node, synapse);
      }
      if (synapse.type) {
        auto own = scope(synapse.name, target ? size_of(*target) : 0);
        own.weight_unit = synapse.weight_unit;
        synapse.parameters = read_parameters(node.find("params"), node, synapse.type->declaration, own).settings;
        std::vector<std::size_t> sizes;
        for (const auto& source : synapse.sources) sizes.push_back(size_of(source));
        if (has_sources) synapse.initial = read_initial(node, synapse.type->declaration, own, sizes);
      }
      read_precision(node, synapse);
      if (synapse.type && sizes.pre > 0 && sizes.post > 0) {
        synapse.shared = shared_units(synapse);
        read_connections(node, synapse.type->declaration.weights, sizes, synapse);
        check_modulators(node, synapse);
      }
      if (has_sources) {
        read_transform(node, "transform", 0, synapse);
        read_transform(node, "transform_mod", 1, synapse);
      }
      if (!target) synapse.sources.clear();  // it leads nowhere
      reading_.synapse_names.insert(synapse.name);
      network_.synapses.push_back(std::move(synapse));
    }
  }

 private:
  bool read_sources(const Node& node, SynapseDescription& synapse) {
    const auto from = node.require("from");
    if (!from) return false;
    std::vector<Node> names;
    if (from->value().is_array())
      names = from->elements();
    else
      names.push_back(*from);
    bool complete = true;
    for (const auto& name : names) {
      if (const auto found = resolve(name))
        synapse.sources.push_back({found->layer, network_.layers[found->layer].is_input ? 0u : 1u, 0, found->part});
      else
        complete = false;
    }
    if (synapse.type && complete) {
      const auto& d = synapse.type->declaration;
      if (names.size() < d.least_sources || names.size() > d.most_sources) {
        const auto wanted = d.least_sources == d.most_sources
                                ? fmt::to_string(d.least_sources)
                                : fmt::format("{} to {}", d.least_sources, d.most_sources);
        from->report(fmt::format("'{}' takes {} presynaptic name{}, found {}", d.name, wanted,
                                 d.most_sources == 1 ? "" : "s", names.size()));
        complete = false;
      }
    }
    return complete && !synapse.sources.empty();
  }

  SharedUnits shared_units(const SynapseDescription& synapse) const {
    const auto& source = synapse.sources[0];
    if (source.layer != synapse.target) return {};
    const LayerPart whole{0, network_.layers[synapse.target].size, 1};
    return SharedUnits::of(synapse.target_part.value_or(whole), source.part.value_or(whole));
  }

  void read_port(const Node& node, SynapseDescription& synapse) {
    const auto& layer = network_.layers[synapse.target];
    if (layer.is_input) {
      node.find("to")->report(fmt::format("'{}' is an input; a synapse leads to a layer", layer.name));
      return;
    }
    if (const auto type = node.find("syn_type"))
      if (const auto which = type->choice({"hybrid", "exc", "inh"}))
        synapse.syn_type = static_cast<SynapseType>(*which);
    if (!layer.type) return;
    read_which_port(node, layer, synapse);
    const auto& ports = layer.type->declaration.ports;
    synapse.weight_unit = ports[synapse.port].unit;
    // A port of its own takes the magnitude; on a single port inhibition is subtracted.
    const bool inhibits = synapse.syn_type == SynapseType::inhibitory && ports.size() == 1;
    synapse.subtract = inhibits != ports[synapse.port].subtracts;
  }

  /// `port`, or the port that `syn_type` names.
  static void read_which_port(const Node& node, const LayerDescription& layer, SynapseDescription& synapse) {
    const auto& ports = layer.type->declaration.ports;
    std::vector<std::string> names;
    for (const auto& port : ports) names.push_back(port.name);
    if (const auto port = node.find("port")) {
      if (const auto which = port->choice(names)) synapse.port = *which;
    } else if (ports.size() > 1) {
      const char* wanted = synapse.syn_type == SynapseType::inhibitory ? "inh" : "exc";
      const auto at = std::find(names.begin(), names.end(), wanted);
      if (synapse.syn_type == SynapseType::hybrid || at == names.end()) {
        node.report(fmt::format("'{}' has the ports {}; say which with 'port' or with 'syn_type' exc or inh",
                                layer.name, fmt::join(names, ", ")));
        return;
      }
      synapse.port = static_cast<std::size_t>(at - names.begin());
    }
  }

  void read_precision(const Node& node, SynapseDescription& synapse) {
    const auto dtype = node.find("dtype");
    const auto which = dtype ? dtype->choice({"float64", "float32"}) : std::nullopt;
    if (!which || *which == 0) return;
    if (synapse.type && !synapse.type->declaration.single_precision)
      dtype->report(fmt::format("'{}' keeps its weights in float64 only", synapse.type->declaration.name));
    synapse.precision = WeightPrecision::float32;
  }

  void check_modulators(const Node& node, const SynapseDescription& synapse) {
    const LayerReference target{synapse.target, synapse.target_part};
    const auto post = size_of(target);
    for (std::size_t s = 1; s < synapse.sources.size(); ++s) {
      const LayerReference modulator{synapse.sources[s].layer, synapse.sources[s].part};
      const auto size = size_of(modulator);
      if (size != 1 && size != post)
        node.find("from")->at(s).report(
            fmt::format("modulator '{}' has {} units; wanted 1, or {} (one per unit of '{}')", name_of(modulator), size,
                        post, name_of(target)));
    }
  }

  /// Puts a transform between a source and the synapse: a layer named "SYNAPSE.transform" that the source feeds
  /// directly.
  void read_transform(const Node& node, const std::string& key, std::size_t which, SynapseDescription& synapse) {
    const auto transform = node.find(key);
    if (!transform || !transform->is_object_of({"type", "params", "initial"})) return;
    if (which >= synapse.sources.size()) {
      transform->report("there is no modulator to transform: 'from' has one name");
      return;
    }
    LayerDescription layer;
    layer.name = synapse.name + "." + key;
    layer.pointer = transform->pointer();
    layer.size = size_of(synapse.sources[which]);
    layer.type = read_type(*transform, {TypeKind::transform});
    if (layer.type) {
      const auto own = scope(layer.name, layer.size);
      layer.parameters = read_parameters(transform->find("params"), *transform, layer.type->declaration, own).settings;
      layer.initial = read_initial(*transform, layer.type->declaration, own);
    }
    auto& source = synapse.sources[which];
    layer.direct.push_back({{source.layer, source.delay, 0, source.part}, 0});
    // What all connections have in common lies before the transform, the rest of their delays behind it.
    const bool has_delays = which == 0 && !std::holds_alternative<std::monostate>(synapse.delays);
    if (has_delays) synapse.taken_delay = source.delay;
    if (const auto [other, is_new] = reading_.names.emplace(layer.name, layer.pointer); !is_new)
      transform->report(fmt::format("the name '{}' is already that of {}", layer.name, other->second));
    source = {network_.layers.size(), 0, has_delays ? source.longest_delay() - source.delay : 0};
    add_layer(std::move(layer));
  }
};

}  // namespace

void read_synapses(Reading& reading) { SynapseReader(reading).read_synapses(); }

}  // namespace bouton
