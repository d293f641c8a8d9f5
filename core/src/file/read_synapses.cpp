#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "file/connections.hpp"
#include "file/element_reader.hpp"
#include "file/initial.hpp"

namespace bouton {

namespace {

/// Reads `synapses`.
class SynapseReader : ElementReader {
 public:
  explicit SynapseReader(Reading& reading) : ElementReader(reading) {}

  void read_synapses() {
    for (const auto& node : elements("synapses")) {
      if (!node.is_object_of({"name", "type", "from", "to", "port", "syn_type", "weights", "connect", "dtype", "delay",
                              "delay_ms", "params", "initial", "transform", "transform_mod"}))
        continue;
      SynapseDescription synapse;
      synapse.pointer = node.pointer();
      synapse.name = read_name(node);
      synapse.type = read_type(node, {TypeKind::synapse});
      const auto target = read_reference(node, "to");
      reading_.has_lost_target = reading_.has_lost_target || !target;
      const bool has_sources = read_sources(node, synapse);
      read_delay(node, synapse);
      if (target) {
        synapse.target = *target;
        read_port(node, synapse);
      }
      if (synapse.type) {
        auto own = scope(synapse.name, target ? network_.layers[*target].size : 0);
        own.weight_unit = synapse.weight_unit;
        synapse.parameters = read_parameters(node.find("params"), node, synapse.type->declaration, own).settings;
        std::vector<std::size_t> sizes;
        for (const auto& source : synapse.sources) sizes.push_back(network_.layers[source.layer].size);
        if (has_sources) synapse.initial = read_initial(node, synapse.type->declaration, own, sizes);
      }
      read_precision(node, synapse);
      const bool has_sizes = target && has_sources && network_.layers[*target].size > 0 &&
                             network_.layers[synapse.sources[0].layer].size > 0;
      if (synapse.type && has_sizes) {
        synapse.same_layer = synapse.sources[0].layer == *target;
        read_connections(node, synapse.type->declaration.weights,
                         {network_.layers[synapse.sources[0].layer].size, network_.layers[*target].size,
                          network_.layers[synapse.sources[0].layer].name, network_.layers[*target].name},
                         synapse);
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
      if (const auto index = resolve(name))
        synapse.sources.push_back({*index, network_.layers[*index].is_input ? 0u : 1u});
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

  void read_delay(const Node& node, SynapseDescription& synapse) {
    const auto steps = node.find("delay"), ms = node.find("delay_ms");
    if (steps && ms) {
      ms->report("give 'delay' or 'delay_ms', not both");
      return;
    }
    const auto delay = steps ? steps : ms;
    if (!delay || (ms && !reading_.has_dt)) return;
    std::vector<Node> nodes;
    if (delay->value().is_array())
      nodes = delay->elements();
    else
      nodes.push_back(*delay);
    const auto from = node.find("from");
    const std::size_t names = !from ? 0 : from->value().is_array() ? from->value().size() : 1;
    if (delay->value().is_array() && nodes.size() != names) {
      delay->report(fmt::format("there are {} delays and {} presynaptic names", nodes.size(), names));
      return;
    }
    for (std::size_t i = 0; i < nodes.size() && i < synapse.sources.size(); ++i) {
      std::optional<std::uint64_t> count;
      if (steps) {
        count = nodes[i].steps();
      } else if (const auto value = nodes[i].number(declared_unit("ms"))) {
        const double whole = std::round(*value / network_.dt);
        if (!(whole >= 0) || std::abs(whole * network_.dt - *value) > 1e-9 * std::max(1.0, *value))
          nodes[i].report(
              fmt::format("'delay_ms' is {}; it must be a whole multiple of dt, {} ms", *value, network_.dt));
        else if (whole > static_cast<double>(longest_delay))
          count = longest_delay + 1;
        else
          count = static_cast<std::uint64_t>(whole);
      }
      if (!count) continue;
      if (*count > longest_delay)
        nodes[i].report(fmt::format("a delay must be at most {} steps", longest_delay));
      else
        synapse.sources[i].delay = *count;
    }
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
    const auto post = network_.layers[synapse.target].size;
    for (std::size_t s = 1; s < synapse.sources.size(); ++s) {
      const auto& modulator = network_.layers[synapse.sources[s].layer];
      if (modulator.size != 1 && modulator.size != post)
        node.find("from")->at(s).report(
            fmt::format("modulator '{}' has {} units; wanted 1, or {} (one per unit of '{}')", modulator.name,
                        modulator.size, post, network_.layers[synapse.target].name));
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
    layer.size = network_.layers[synapse.sources[which].layer].size;
    layer.type = read_type(*transform, {TypeKind::transform});
    if (layer.type) {
      const auto own = scope(layer.name, layer.size);
      layer.parameters = read_parameters(transform->find("params"), *transform, layer.type->declaration, own).settings;
      layer.initial = read_initial(*transform, layer.type->declaration, own);
    }
    layer.direct.push_back({synapse.sources[which], 0});
    if (const auto [other, is_new] = reading_.names.emplace(layer.name, layer.pointer); !is_new)
      transform->report(fmt::format("the name '{}' is already that of {}", layer.name, other->second));
    synapse.sources[which] = {network_.layers.size(), 0};
    add_layer(std::move(layer));
  }
};

}  // namespace

void read_synapses(Reading& reading) { SynapseReader(reading).read_synapses(); }

}  // namespace bouton
