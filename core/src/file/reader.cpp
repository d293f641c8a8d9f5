#include "file/reader.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <string_view>

#include <fmt/format.h>

#include "description/edges.hpp"
#include "file/element_reader.hpp"
#include "network/element_setup.hpp"
#include "process/plugin_call.hpp"

namespace bouton {

namespace {

/// Reads what is said of the network as a whole.
class NetworkReader : ElementReader {
 public:
  explicit NetworkReader(Reading& reading) : ElementReader(reading) {}

  void read_header(std::optional<std::uint64_t> seed) {
    root_.is_object_of({"bouton", "name", "seed", "dt", "plugins", "data", "inputs", "layers", "synapses", "outputs",
                        "record", "readout", "run", "$schema"});
    if (const auto version = root_.require("bouton"))
      if (const auto v = version->count(); v && *v != 1)
        version->report(fmt::format("file format version {}; this program reads version 1", *v));
    network_.name = root_.text_or("name", network_.file.stem().string());
    if (const auto name = root_.find("name")) check_name(*name, network_.name);
    if (const auto schema = root_.find("$schema")) schema->text();
    network_.seed = seed.value_or(root_.count_or("seed", 1));
    network_.dt = root_.number_or("dt", 1.0, declared_unit("ms"));
    if (!(network_.dt > 0) || !std::isfinite(network_.dt))
      root_.find("dt")->report(fmt::format("'dt' is {}; it must be > 0 (ms)", network_.dt));
    reading_.has_dt = !root_.document().has_errors_at("/dt");
    root_.document().dt = reading_.has_dt ? network_.dt : 1.0;
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

  void read_data(const std::function<void(std::string_view)>& on_reading) {
    for (const auto& node : elements("data")) {
      if (!node.is_object_of({"name", "type", "params"})) continue;
      DataDescription data;
      data.pointer = node.pointer();
      data.name = read_name(node);
      data.type = read_type(node, {TypeKind::data_set});
      if (data.type) {
        const auto errors_before = node.document().errors_count();
        data.parameters = read_parameters(node.find("params"), node, data.type->declaration, scope(data.name)).settings;
        if (node.document().errors_count() == errors_before) {
          if (on_reading) on_reading(data.name);
          open(node, data);
        }
      }
      network_.data.push_back(std::move(data));
    }
  }

 private:
  void open(const Node& node, DataDescription& data) {
    const PluginCall call(data.name, data.type.get(), PluginCall::building);
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
};

/// A layer that nothing leads to, or only what no input reaches, sees nothing but zero.
void warn_of_unreached_layers(const Reading& reading) {
  const auto& layers = reading.network.layers;
  // Where a synapse comes from or leads to is a finding if it is not known.
  if (reading.has_lost_target) return;
  std::vector<bool> is_fed(layers.size()), is_reached(layers.size());
  std::vector<std::vector<std::size_t>> leads_to(layers.size());
  std::vector<std::size_t> to_follow;
  const auto reach = [&](std::size_t layer) {
    if (is_reached[layer]) return;
    is_reached[layer] = true;
    to_follow.push_back(layer);
  };
  for_each_edge(layers, reading.network.synapses, [&](const Edge& edge) {
    if (edge.is_modulator) return;
    is_fed[edge.target] = true;
    leads_to[edge.source.layer].push_back(edge.target);
  });
  for (std::size_t i = 0; i < layers.size(); ++i)
    if (layers[i].is_input) reach(i);
  for (const auto& synapse : reading.network.synapses)
    if (synapse.sources.empty() && !layers.empty()) {
      is_fed[synapse.target] = true;
      reach(synapse.target);
    }
  while (!to_follow.empty()) {
    const auto layer = to_follow.back();
    to_follow.pop_back();
    for (const auto target : leads_to[layer]) reach(target);
  }
  const bool has_inputs = std::ranges::any_of(layers, &LayerDescription::is_input);
  for (std::size_t i = 0; i < layers.size(); ++i) {
    // A transform is as unreached as its source, which is told.
    if (is_fed[i] && !has_inputs) continue;  // a network that is to run by itself
    const bool is_told = layers[i].type && layers[i].type->declaration.kind == TypeKind::transform;
    if (is_reached[i] || is_told || (!is_fed[i] && reading.fed_directly.contains(i))) continue;
    const auto& name = layers[i].name;
    reading.root.document().warn(layers[i].pointer, is_fed[i] ? fmt::format("no input reaches layer '{}'", name)
                                                              : fmt::format("no synapse leads to layer '{}'", name));
  }
}

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
  Reading reading{root, registry, network};
  NetworkReader reader(reading);
  reader.read_header(options.seed);
  reader.read_plugins(options.default_plugins);
  reader.read_data(options.on_reading);
  read_inputs(reading, options.live_inputs);
  read_layers(reading);
  read_synapses(reading);
  warn_of_unreached_layers(reading);
  read_outputs(reading);
  read_phases(root, network);
  check_recorded_phases(reading);
  check_samples(network, document);
  network.named_files.assign(document.named_files().begin(), document.named_files().end());
  return network;
}

}  // namespace bouton
