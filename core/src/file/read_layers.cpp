#include <limits>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/nearest.hpp"
#include "file/element_reader.hpp"
#include "file/initial.hpp"
#include "file/reader.hpp"

namespace bouton {

namespace {

constexpr std::uint64_t largest_layer = std::numeric_limits<Unit>::max();

/// Reads `inputs` and `layers`.
class LayerReader : ElementReader {
 public:
  explicit LayerReader(Reading& reading) : ElementReader(reading) {}

  void read_inputs(bool live_inputs) {
    for (const auto& node : elements("inputs")) {
      if (!node.is_object_of({"name", "size", "source"})) continue;
      LayerDescription input;
      input.is_input = true;
      read_name_and_size(node, input);
      if (const auto source = node.find("source"); source && source->is_object_of({"type", "params", "initial"})) {
        input.type = read_type(*source, {TypeKind::generator});
        if (input.type) {
          auto read = read_parameters(source->find("params"), *source, input.type->declaration,
                                      scope(input.name, input.size, true));
          input.parameters = std::move(read.settings);
          input.bindings = std::move(read.bindings);
          input.initial = read_initial(*source, input.type->declaration, scope(input.name, input.size));
        }
      }
      if (!live_inputs && !node.find("source"))
        node.report(
            fmt::format("input '{}' has no 'source', and nothing feeds it here; give it one, for example "
                        "{{\"type\": \"sequence\", …}}",
                        input.name));
      add_layer(std::move(input));
    }
    check_bindings();
  }

  void read_layers() {
    for (const auto& node : elements("layers")) {
      if (!node.is_object_of({"name", "type", "size", "params", "initial", "input"})) continue;
      LayerDescription layer;
      read_name_and_size(node, layer);
      layer.type = read_type(node, {TypeKind::neuron});
      if (layer.type) {
        const auto own = scope(layer.name, layer.size);
        layer.parameters = read_parameters(node.find("params"), node, layer.type->declaration, own).settings;
        layer.initial = read_initial(node, layer.type->declaration, own);
      }
      if (node.find("input")) reading_.fed_directly.insert(network_.layers.size());
      add_layer(std::move(layer));
    }
    if (network_.layers.empty()) root_.report("there is nothing to run: neither 'inputs' nor 'layers' has an entry");
  }

  /// `input` of a layer: a name, or {"from", "port", "delay"}, or several of them.
  void read_direct_inputs() {
    if (reading_.fed_directly.empty()) return;
    for (const auto& node : elements("layers")) {
      const auto input = node.find("input");
      const auto name = node.find("name");
      const auto target =
          input && name && name->value().is_string() ? find_layer(name->value().get<std::string>()) : std::nullopt;
      if (!target) continue;
      if (input->value().is_array() && input->value().empty())
        input->report("'input' is empty; it names what feeds the layer");
      else if (input->value().is_array())
        for (const auto& one : input->elements()) read_direct_input(one, *target);
      else
        read_direct_input(*input, *target);
    }
  }

 private:
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
    DirectInput direct{{source->layer, network_.layers[source->layer].is_input ? 0u : 1u, 0, source->part}, 0};
    const auto source_size = size_of(*source);
    if (source_size != layer.size && source_size > 0 && layer.size > 0)
      from->report(fmt::format("'{}' has {} units and '{}' {}; without a synapse they must be equal",
                               from->text().value(), source_size, layer.name, layer.size));
    direct.source.delay = is_name ? direct.source.delay : node.steps_or("delay", direct.source.delay);
    if (direct.source.delay > longest_delay)
      node.find("delay")->report(fmt::format("a delay must be at most {} steps", longest_delay));
    if (layer.type) {
      std::vector<std::string> ports;
      for (const auto& port : layer.type->declaration.ports) ports.push_back(port.name);
      if (const auto port = node.find("port"))
        direct.port = port->choice(ports).value_or(0);
      else if (ports.size() > 1)
        node.report(fmt::format("'{}' has the ports {}; say which: {{\"from\": \"{}\", \"port\": \"{}\"}}", layer.name,
                                fmt::join(ports, ", "), from->text().value(), ports.front()));
    }
    layer.direct.push_back(direct);
  }
};

}  // namespace

void read_inputs(Reading& reading, bool live_inputs) { LayerReader(reading).read_inputs(live_inputs); }

void read_layers(Reading& reading) {
  LayerReader reader(reading);
  reader.read_layers();
  reader.read_direct_inputs();
}

}  // namespace bouton
