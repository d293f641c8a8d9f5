#include "file/reader.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "file/connections.hpp"
#include "file/parameters.hpp"
#include "network/element_setup.hpp"
#include "registry/nearest.hpp"

namespace bouton {

namespace {

constexpr std::uint64_t largest_layer = std::numeric_limits<Unit>::max();

/// Reads one document; each member function reads one part of it.
class Reader {
 public:
  Reader(const Node& root, Registry& registry, NetworkDescription& network)
      : root_(root), registry_(registry), network_(network) {}

  void read_header(std::optional<std::uint64_t> seed) {
    root_.is_object_of({"bouton", "name", "seed", "dt", "plugins", "data", "inputs", "layers", "synapses", "outputs",
                        "record", "readout", "run", "$schema"});
    if (const auto version = root_.require("bouton"))
      if (const auto v = version->count(); v && *v != 1)
        version->report(fmt::format("file format version {}; this program reads version 1", *v));
    network_.name = root_.text_or("name", network_.file.stem().string());
    if (has_control_character(network_.name) && root_.find("name"))
      root_.find("name")->report("the name holds a control character");
    if (const auto schema = root_.find("$schema")) schema->text();
    network_.seed = seed.value_or(root_.count_or("seed", 1));
    network_.dt = root_.number_or("dt", 1.0);
    if (!(network_.dt > 0) || !std::isfinite(network_.dt)) {
      root_.find("dt")->report(fmt::format("'dt' is {}; it must be > 0 (ms)", network_.dt));
      has_dt_ = false;
    }
  }

  void read_plugins(bool default_plugins) {
    for (const auto& node : elements("plugins"))
      if (const auto path = node.text()) try {
          registry_.add_library(root_.document().resolve(*path));
        } catch (const PluginRefused& refused) {
          node.report(refused.what());
        }
    if (default_plugins) registry_.search_default_folders();
  }

  void read_data() {
    for (const auto& node : elements("data")) {
      if (!node.is_object_of({"name", "type", "params"})) continue;
      DataDescription data;
      data.pointer = node.pointer();
      data.name = read_name(node);
      data.type = read_type(node, {TypeKind::data_set});
      if (data.type) {
        const auto errors_before = node.document().findings_count();
        data.parameters = read_parameters(node.find("params"), node, data.type->declaration, scope(data.name)).settings;
        if (node.document().findings_count() == errors_before) open(node, data);
      }
      network_.data.push_back(std::move(data));
    }
  }

  void read_inputs(bool live_inputs) {
    for (const auto& node : elements("inputs")) {
      if (!node.is_object_of({"name", "size", "source"})) continue;
      LayerDescription input;
      input.is_input = true;
      read_name_and_size(node, input);
      if (const auto source = node.find("source"); source && source->is_object_of({"type", "params"})) {
        input.type = read_type(*source, {TypeKind::generator});
        if (input.type) {
          auto read = read_parameters(source->find("params"), *source, input.type->declaration,
                                      scope(input.name, input.size, true));
          input.parameters = std::move(read.settings);
          input.bindings = std::move(read.bindings);
        }
      }
      if (!live_inputs && !node.find("source"))
        node.report(
            fmt::format("input '{}' has no 'source', and nothing feeds it here; give it one, for example "
                        "{{\"type\": \"sequence\", …}}",
                        input.name));
      network_.layers.push_back(std::move(input));
    }
    check_bindings();
  }

  void read_layers() {
    for (const auto& node : elements("layers")) {
      if (!node.is_object_of({"name", "type", "size", "params", "input"})) continue;
      LayerDescription layer;
      read_name_and_size(node, layer);
      layer.type = read_type(node, {TypeKind::neuron});
      if (layer.type)
        layer.parameters =
            read_parameters(node.find("params"), node, layer.type->declaration, scope(layer.name, layer.size)).settings;
      if (node.find("input")) fed_directly_.insert(network_.layers.size());
      network_.layers.push_back(std::move(layer));
    }
    if (network_.layers.empty()) root_.report("there is nothing to run: neither 'inputs' nor 'layers' has an entry");
  }

  /// `input` of a layer: a name, or {"from", "port", "delay"}, or several of them.
  void read_direct_inputs() {
    if (fed_directly_.empty()) return;
    for (const auto& node : elements("layers")) {
      const auto input = node.find("input");
      const auto name = node.find("name");
      const auto target = input && name && name->value().is_string()
                              ? find_layer(network_, name->value().get<std::string>())
                              : std::nullopt;
      if (!target) continue;
      if (input->value().is_array() && input->value().empty())
        input->report("'input' is empty; it names what feeds the layer");
      else if (input->value().is_array())
        for (const auto& one : input->elements()) read_direct_input(one, *target);
      else
        read_direct_input(*input, *target);
    }
  }

  void read_synapses() {
    for (const auto& node : elements("synapses")) {
      if (!node.is_object_of({"name", "type", "from", "to", "port", "syn_type", "weights", "connect", "dtype", "delay",
                              "delay_ms", "params", "transform", "transform_mod"}))
        continue;
      SynapseDescription synapse;
      synapse.pointer = node.pointer();
      synapse.name = read_name(node);
      synapse.type = read_type(node, {TypeKind::synapse});
      const auto target = read_reference(node, "to");
      has_lost_target_ = has_lost_target_ || !target;
      const bool has_sources = read_sources(node, synapse);
      read_delay(node, synapse);
      if (target) {
        synapse.target = *target;
        read_port(node, synapse);
      }
      if (synapse.type)
        synapse.parameters = read_parameters(node.find("params"), node, synapse.type->declaration,
                                             scope(synapse.name, target ? network_.layers[*target].size : 0))
                                 .settings;
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
      network_.synapses.push_back(std::move(synapse));
    }
  }

  /// A layer that nothing leads to, or only what no input reaches, sees nothing but zero.
  void warn_of_unreached_layers() {
    const auto& layers = network_.layers;
    std::vector<bool> is_fed(layers.size()), is_reached(layers.size());
    for (std::size_t i = 0; i < layers.size(); ++i) is_reached[i] = layers[i].is_input;
    const auto carry = [&](std::size_t source, std::size_t target) {
      is_fed[target] = true;
      const bool is_new = is_reached[source] && !is_reached[target];
      if (is_new) is_reached[target] = true;
      return is_new;
    };
    const bool has_inputs = std::ranges::any_of(layers, &LayerDescription::is_input);
    // Where a synapse comes from or leads to is a finding if it is not known.
    if (has_lost_target_) return;
    for (const auto& synapse : network_.synapses)
      if (synapse.sources.empty() && !layers.empty()) is_fed[synapse.target] = is_reached[synapse.target] = true;
    for (bool grows = true; grows;) {
      grows = false;
      for (std::size_t i = 0; i < layers.size(); ++i)
        for (const auto& direct : layers[i].direct) grows |= carry(direct.source.layer, i);
      for (const auto& synapse : network_.synapses)
        if (!synapse.sources.empty()) grows |= carry(synapse.sources[0].layer, synapse.target);
    }
    for (std::size_t i = 0; i < layers.size(); ++i) {
      // A transform is as unreached as its source, which is told.
      if (is_fed[i] && !has_inputs) continue;  // a network that is to run by itself
      const bool is_told = layers[i].type && layers[i].type->declaration.kind == TypeKind::transform;
      if (is_reached[i] || is_told || (!is_fed[i] && fed_directly_.contains(i))) continue;
      const auto& name = layers[i].name;
      root_.document().warn(layers[i].pointer, is_fed[i] ? fmt::format("no input reaches layer '{}'", name)
                                                         : fmt::format("no synapse leads to layer '{}'", name));
    }
  }

  void read_outputs() {
    for (const auto& node : elements("outputs"))
      if (const auto name = node.text()) {
        if (std::ranges::find(network_.outputs, *name) != network_.outputs.end())
          node.report(fmt::format("the output '{}' stands twice", *name));
        else if (find_layer(network_, *name))
          network_.outputs.push_back(*name);
        else
          node.report(fmt::format("no layer or input '{}'{}", *name, suggestion(*name, layer_names(network_))));
      }
  }

  void read_records() {
    for (const auto& node : elements("record")) {
      if (!node.is_object_of({"name", "of", "variable", "format", "every", "when", "params"})) continue;
      RecordDescription record;
      record.pointer = node.pointer();
      const auto of = node.require("of"), variable = node.require("variable");
      if (!of || !variable) continue;
      const auto of_text = of->text(), variable_text = variable->text();
      if (!of_text || !variable_text) continue;
      record.of = *of_text;
      record.variable = *variable_text;
      auto names = layer_names(network_);
      for (const auto& synapse : network_.synapses) names.push_back(synapse.name);
      if (record.of.empty()) {
        of->report("'of' is empty; it names a layer, an input or a synapse");
        continue;
      }
      if (std::find(names.begin(), names.end(), record.of) == names.end())
        of->report(fmt::format("nothing is named '{}'{}", record.of, suggestion(record.of, names)));
      record.name = node.text_or("name", record.of + "." + record.variable);
      if (has_control_character(record.name) && node.find("name"))
        node.find("name")->report("the name holds a control character");
      else if (record.name.empty() || record.name.starts_with('.') || record.name.find('/') != std::string::npos)
        (node.find("name") ? *node.find("name") : node)
            .report(fmt::format("'{}' cannot be the name of a file; give the recording a 'name' of letters, digits, "
                                "'.', '_' and '-'",
                                record.name));
      if (record.name == "predictions" || record.name == "confusion" || record.name == "run")
        node.report(fmt::format("'{}' is the name of a file that every run may write; choose another", record.name));
      for (const auto& other : network_.records)
        if (other.name == record.name) node.report(fmt::format("two recordings are named '{}'", record.name));
      record.type = read_type(node, {TypeKind::recorder}, "format", "csv");
      if (record.type)
        record.parameters =
            read_parameters(node.find("params"), node, record.type->declaration, scope(record.name)).settings;
      if (const auto every = node.find("every")) record.every = every->count(1).value_or(1);
      if (record.every == 0) node.find("every")->report("'every' is 0; it must be >= 1 (steps)");
      if (const auto when = node.find("when")) record.at_end = when->choice({"every", "end"}) == 1;
      network_.records.push_back(std::move(record));
    }
  }

  void read_readout() {
    const auto node = root_.find("readout");
    if (!node || !node->is_object_of({"of", "rule", "ties", "target"})) return;
    ReadoutDescription readout;
    readout.pointer = node->pointer();
    const auto of = read_reference(*node, "of");
    if (of) readout.of = network_.layers[*of].name;
    if (const auto rule = node->require("rule")) rule->choice({"spike_count"});
    if (const auto ties = node->find("ties")) {
      const auto which = ties->choice({"lowest", "input"});
      readout.ties = which == 1 ? ReadoutDescription::Ties::input : ReadoutDescription::Ties::lowest;
      if (which == 1 && of && network_.layers[*of].type && network_.layers[*of].type->declaration.ports.size() != 1)
        ties->report(fmt::format("'{}' does not have one input port whose sum could decide", readout.of));
    }
    readout.target = node->text_or("target", "");
    network_.readout = std::move(readout);
  }

 private:
  ParameterScope scope(const std::string& element, std::size_t units = 0, bool may_bind = false) const {
    return {element, units, network_.seed, may_bind};
  }

  std::vector<Node> elements(const std::string& key) const {
    const auto node = root_.find(key);
    return node ? node->elements() : std::vector<Node>{};
  }

  /// The name of an element, checked to be new.
  std::string read_name(const Node& node) {
    const auto name_node = node.require("name");
    if (!name_node) return "";
    const auto name = name_node->text();
    if (!name) return "";
    if (name->empty()) name_node->report("the name is empty");
    if (has_control_character(*name)) name_node->report("the name holds a control character");
    if (const auto [other, is_new] = names_.emplace(*name, node.pointer()); !is_new)
      name_node->report(fmt::format("the name '{}' is already that of {}", *name, other->second));
    return *name;
  }

  void read_name_and_size(const Node& node, LayerDescription& layer) {
    layer.pointer = node.pointer();
    layer.name = read_name(node);
    const auto size_node = node.require("size");
    if (!size_node) return;
    const auto size = size_node->count(1, largest_layer - 1);
    if (!size) return;
    if (*size == 0 || *size >= largest_layer)
      size_node->report(fmt::format("'size' is {}; it must be from 1 to {}", *size, largest_layer - 1));
    else
      layer.size = static_cast<Unit>(*size);
  }

  std::shared_ptr<const RegisteredType> read_type(const Node& node, std::initializer_list<TypeKind> kinds,
                                                  const std::string& key = "type", const std::string& otherwise = "") {
    const auto type_node = otherwise.empty() ? node.require(key) : node.find(key);
    const auto name = type_node ? type_node->text() : otherwise.empty() ? std::nullopt : std::optional(otherwise);
    if (!name) return nullptr;
    const Node& place = type_node ? *type_node : node;
    const auto type = registry_.find(*name);
    if (!type) {
      place.report(registry_.explain_missing(*name, *kinds.begin()));
      return nullptr;
    }
    if (std::find(kinds.begin(), kinds.end(), type->declaration.kind) == kinds.end()) {
      place.report(fmt::format("'{}' is a {}; wanted a {}", *name, to_string(type->declaration.kind),
                               to_string(*kinds.begin())));
      return nullptr;
    }
    return type;
  }

  void open(const Node& node, DataDescription& data) {
    try {
      data.set.reset(static_cast<DataSet*>(ElementSetup::make(data, network_.seed, network_.dt).release()));
      data.set->prepare();
      // What the checks will ask for, so that a set that cannot say it is found out here.
      data.set->samples();
      data.set->fields();
    } catch (const std::exception& error) {
      data.set = nullptr;
      node.report(fmt::format("data set '{}': {}", data.name, error.what()));
    } catch (...) {
      data.set = nullptr;
      node.report(fmt::format("data set '{}': its type threw something that is no std::exception", data.name));
    }
  }

  /// A field that an input follows must be in every data set that has it, in the input's size.
  void check_bindings() {
    for (const auto& input : network_.layers)
      for (const auto& binding : input.bindings) {
        std::vector<std::string> fields;
        bool found = false;
        bool all_open = true;
        for (const auto& data : network_.data) {
          if (!data.set) {
            all_open = false;
            continue;
          }
          for (const auto& field : data.set->fields()) {
            fields.push_back(field.name);
            if (field.name != binding.field) continue;
            found = true;
            if (input.size > 0 && field.size != input.size)
              root_.document().report(binding.pointer,
                                      fmt::format("field '{}' of data set '{}' has {} values; input '{}' has {} units",
                                                  field.name, data.name, field.size, input.name, input.size));
          }
        }
        if (!found && all_open)
          root_.document().report(
              binding.pointer + "/data",
              fmt::format("no data set has a field '{}'{}", binding.field, suggestion(binding.field, fields)));
      }
  }

  void read_direct_input(const Node& node, std::size_t target) {
    const bool is_name = node.value().is_string();
    if (!is_name && !node.is_object_of({"from", "port", "delay"})) return;
    const auto from = is_name ? std::optional<Node>(node) : node.require("from");
    const auto source = from ? resolve(*from) : std::nullopt;
    if (!source) return;
    auto& layer = network_.layers[target];
    DirectInput direct{{*source, network_.layers[*source].is_input ? 0u : 1u}, 0};
    const auto source_size = network_.layers[*source].size;
    if (source_size != layer.size && source_size > 0 && layer.size > 0)
      from->report(fmt::format("'{}' has {} units and '{}' {}; without a synapse they must be equal",
                               network_.layers[*source].name, source_size, layer.name, layer.size));
    direct.source.delay = is_name ? direct.source.delay : node.count_or("delay", direct.source.delay);
    if (direct.source.delay > longest_delay)
      node.find("delay")->report(fmt::format("a delay must be at most {} steps", longest_delay));
    if (layer.type) {
      std::vector<std::string> ports;
      for (const auto& port : layer.type->declaration.ports) ports.push_back(port.name);
      if (const auto port = node.find("port"))
        direct.port = port->choice(ports).value_or(0);
      else if (ports.size() > 1)
        node.report(fmt::format("'{}' has the ports {}; say which: {{\"from\": \"{}\", \"port\": \"{}\"}}", layer.name,
                                fmt::join(ports, ", "), network_.layers[*source].name, ports.front()));
    }
    layer.direct.push_back(direct);
  }

  /// Puts a transform between a source and the synapse: a layer named "SYNAPSE.transform" that the source feeds
  /// directly.
  void read_transform(const Node& node, const std::string& key, std::size_t which, SynapseDescription& synapse) {
    const auto transform = node.find(key);
    if (!transform || !transform->is_object_of({"type", "params"})) return;
    if (which >= synapse.sources.size()) {
      transform->report("there is no modulator to transform: 'from' has one name");
      return;
    }
    LayerDescription layer;
    layer.name = synapse.name + "." + key;
    layer.pointer = transform->pointer();
    layer.size = network_.layers[synapse.sources[which].layer].size;
    layer.type = read_type(*transform, {TypeKind::transform});
    if (layer.type)
      layer.parameters =
          read_parameters(transform->find("params"), *transform, layer.type->declaration, scope(layer.name, layer.size))
              .settings;
    layer.direct.push_back({synapse.sources[which], 0});
    if (const auto [other, is_new] = names_.emplace(layer.name, layer.pointer); !is_new)
      transform->report(fmt::format("the name '{}' is already that of {}", layer.name, other->second));
    synapse.sources[which] = {network_.layers.size(), 0};
    network_.layers.push_back(std::move(layer));
  }

  /// Index of the layer or input that member `key` names.
  std::optional<std::size_t> read_reference(const Node& node, const std::string& key) {
    const auto name = node.require(key);
    return name ? resolve(*name) : std::nullopt;
  }

  std::optional<std::size_t> resolve(const Node& node) {
    const auto name = node.text();
    if (!name) return std::nullopt;
    const auto index = find_layer(network_, *name);
    if (!index) node.report(fmt::format("no layer or input '{}'{}", *name, suggestion(*name, layer_names(network_))));
    return index;
  }

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
    if (!delay || (ms && !has_dt_)) return;
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
        count = nodes[i].count();
      } else if (const auto value = nodes[i].number()) {
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
    // A port of its own takes the magnitude; on a single port inhibition is subtracted.
    synapse.subtract = synapse.syn_type == SynapseType::inhibitory && ports.size() == 1;
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

  Node root_;
  Registry& registry_;
  NetworkDescription& network_;
  bool has_dt_ = true;
  bool has_lost_target_ = false;              // a synapse leads to a layer that is not there
  std::set<std::size_t> fed_directly_;        // layers with `input`
  std::map<std::string, std::string> names_;  // name of each element, and where it stands
};

}  // namespace

std::optional<std::size_t> find_layer(const NetworkDescription& network, const std::string& name) {
  for (std::size_t i = 0; i < network.layers.size(); ++i)
    if (network.layers[i].name == name) return i;
  return std::nullopt;
}

std::vector<std::string> layer_names(const NetworkDescription& network) {
  std::vector<std::string> names;
  for (const auto& layer : network.layers) names.push_back(layer.name);
  return names;
}

NetworkDescription read_network(Document& document, Registry& registry, const NetworkOptions& options) {
  NetworkDescription network;
  network.file = document.file();
  const Node root(document, document.root(), "");
  if (!root.value().is_object()) {
    root.report(fmt::format("wanted an object {{\"bouton\": 1, …}}, found {}", describe(root.value())));
    return network;
  }
  Reader reader(root, registry, network);
  reader.read_header(options.seed);
  reader.read_plugins(options.default_plugins);
  reader.read_data();
  reader.read_inputs(options.live_inputs);
  reader.read_layers();
  reader.read_direct_inputs();
  reader.read_synapses();
  reader.warn_of_unreached_layers();
  reader.read_outputs();
  reader.read_records();
  reader.read_readout();
  read_phases(root, network);
  return network;
}

}  // namespace bouton
