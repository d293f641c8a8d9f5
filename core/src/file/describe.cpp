#include "file/describe.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "file/save.hpp"

namespace bouton {

namespace {

Json json_of(const ParameterValue& value) {
  return std::visit([](const auto& v) { return value_to_json(v); }, value);
}

/// The value of a parameter in an object of parameters, or null where it is not given.
Json* given(Json& params, std::string_view name) {
  Json* place = &params;
  for (; !name.empty(); name.remove_prefix(std::min(name.size(), name.find('.') + 1))) {
    const std::string key(name.substr(0, name.find('.')));
    if (!place->is_object() || !place->contains(key)) return nullptr;
    place = &(*place)[key];
    if (name.find('.') == name.npos) break;
  }
  return place;
}

void set_default(Json& object, const std::string& key, Json value) {
  if (!object.contains(key)) object[key] = std::move(value);
}

/// Makes the path in `{"file": …}` absolute; any other value stays.
void make_file_absolute(Json& value, const std::filesystem::path& folder) {
  if (value.is_object() && value.contains("file"))
    value["file"] = std::filesystem::absolute(folder / value["file"].get<std::string>()).string();
}

/// Makes the paths in some parameters absolute; relative files start at `folder`, path values were resolved before.
void make_paths_absolute(Json& params, const std::vector<ParameterSetting>& settings,
                         const std::filesystem::path& folder) {
  for (const auto& [declaration, value] : settings) {
    Json* place = given(params, declaration->name);
    if (!place) continue;
    if (declaration->type == ParameterType::path)
      *place = std::filesystem::absolute(std::get<std::string>(value)).string();
    else
      make_file_absolute(*place, folder);
  }
}

/// Fills in one document from what was read of it.
class Describer {
 public:
  Describer(const Json& document, const Executor& executor)
      : network_(executor.description), executor_(executor), root_(document) {}

  Json describe() {
    root_["name"] = network_.name;
    root_["seed"] = network_.seed;
    root_["dt"] = network_.dt;
    bouton::make_paths_absolute(root_, executor_);
    for (const auto& data : network_.data) fill_parameters(data);
    for (const auto& node : executor_.layers) fill_layer(node.description, node.state);
    for (const auto& node : executor_.synapses) fill_synapse(node);
    for (const auto& record : network_.records) fill_record(record);
    if (network_.readout) fill_readout(*network_.readout);
    if (root_.contains("run")) {
      std::size_t first = 0;
      fill_phases(root_["run"], first);
    }
    return std::move(root_);
  }

 private:
  Json& at(const std::string& pointer) { return root_[Json::json_pointer(pointer)]; }

  /// An element without `params` gets some only if it has parameters.
  void fill_parameters(const ElementDescription& element) {
    for (const auto& [declaration, value] : element.parameters) {
      Json& owner = owner_of(root_, element);
      if (owner.contains("params") && given(owner["params"], declaration->name)) continue;
      // A path that is not given is no file in the folder.
      const auto* text = std::get_if<std::string>(&value);
      if (declaration->type == ParameterType::path && text->empty()) continue;
      parameter_in(owner["params"], declaration->name) = json_of(value);
    }
  }

  void fill_initial(const ElementDescription& element, const StateStore& state) {
    for (const auto& variable : state.variables()) {
      const auto& d = *variable.declaration;
      set_default(owner_of(root_, element)["initial"], d.name, state_to_json(d, d.initial));
    }
  }

  void fill_layer(const LayerDescription& layer, const StateStore& state) {
    fill_parameters(layer);
    fill_initial(layer, state);
    for (const auto& binding : layer.bindings) {
      Json& own = at(binding.pointer);
      set_default(own, "scale", binding.scale);
      set_default(own, "hold_in_flush", binding.hold_in_flush);
      set_default(own, "learning_only", binding.learning_only);
    }
    Json& own = at(layer.pointer);
    if (!own.contains("input")) return;
    Json& input = own["input"];
    for (std::size_t i = 0; i < layer.direct.size(); ++i)
      fill_direct_input(input.is_array() ? input[i] : input, layer.direct[i], layer);
  }

  static void fill_direct_input(Json& own, const DirectInput& direct, const LayerDescription& layer) {
    if (own.is_string()) own = {{"from", own}};
    if (const auto& ports = layer.type->declaration.ports; !ports.empty())
      set_default(own, "port", ports[direct.port].name);
    set_default(own, "delay", direct.source.delay);
  }

  void fill_synapse(const SynapseNode& node) {
    const auto& synapse = node.description;
    fill_parameters(synapse);
    fill_initial(synapse, node.state);
    Json& own = at(synapse.pointer);
    const auto& target = executor_.layers[synapse.target].description;
    if (const auto& ports = target.type->declaration.ports; !ports.empty())
      set_default(own, "port", ports[synapse.port].name);
    constexpr const char* syn_types[] = {"hybrid", "exc", "inh"};
    set_default(own, "syn_type", syn_types[static_cast<std::size_t>(synapse.syn_type)]);
    set_default(own, "dtype", synapse.precision == WeightPrecision::float32 ? "float32" : "float64");
    // Where connections have delays of their own and `delay` does not say so, the weights bring them.
    const bool weights_bring_delays = !node.instances.empty() && !node.instances[0]->weights().delays().empty();
    if (!own.contains("delay_ms") && !weights_bring_delays) set_default(own, "delay", default_delay(own["from"]));
    fill_connect(own, synapse);
  }

  /// A layer is heard a step later, an input in the same step.
  Json default_delay(const Json& from) const {
    if (from.is_array()) {
      Json delays = Json::array();
      for (const auto& name : from) delays.push_back(default_delay(name));
      return delays;
    }
    const auto& name = from.get_ref<const std::string&>();
    auto source = executor_.layer_index(name);
    if (!source) source = executor_.layer_index(split_part(name)->name);
    return executor_.layers[source.value()].description.is_input ? 0 : 1;
  }

  static void fill_connect(Json& own, const SynapseDescription& synapse) {
    // A matrix says by itself what is connected, and a diagonal or `density` leaves nothing to say.
    const Json weights = own.value("weights", Json());
    const bool is_rule = weights.contains("constant") || weights.contains("distribution");
    if (is_rule && !weights.contains("density") && synapse.type->declaration.weights == WeightsKind::matrix)
      set_default(own, "connect", {{"rule", "all_to_all"}});
    if (!own.contains("connect")) return;
    const auto rule = own["connect"]["rule"].get<std::string>();
    if (rule == "all_to_all" || rule.starts_with("fixed_")) set_default(own["connect"], "autapses", true);
  }

  /// Several entries may be one file, and one entry several.
  void fill_record(const RecordDescription& record) {
    ElementDescription entry = record;
    for (const auto& target : record.targets) {
      entry.pointer = target.pointer;
      fill_parameters(entry);
      Json& own = at(target.pointer);
      const bool is_one_of_several = own["of"].is_array() && !record.type->declaration.several_targets;
      if (!is_one_of_several) set_default(own, "name", record.name);
      set_default(own, "format", record.type->declaration.name);
      if (target.bin == 0) set_default(own, "every", target.every);
      set_default(own, "when", target.at_end ? "end" : "every");
    }
  }

  void fill_readout(const ReadoutDescription& readout) {
    Json& own = at(readout.pointer);
    set_default(own, "ties", readout.ties == ReadoutDescription::Ties::input ? "input" : "lowest");
    // Without a target it is the only class of each data set: that has one name if all sets agree.
    std::set<std::string> targets;
    for (const auto& phase : network_.phases)
      if (phase.trials)
        for (const auto& field : network_.data[phase.trials->data].set->fields())
          if (field.is_class) targets.insert(field.name);
    if (readout.target.empty() && targets.size() == 1) own["target"] = *targets.begin();
  }

  /// `index` is that of the first phase in the file, and afterwards of the phase behind the last.
  void fill_phases(Json& list, std::size_t& index) {
    for (auto& own : list) {
      if (own.contains("run"))
        fill_phases(own["run"], index);
      else
        fill_phase(own, network_.phases[index++]);
      set_default(own, "repeat", 1);
    }
  }

  static void fill_phase(Json& own, const PhaseDescription& phase) {
    set_default(own, "name", phase.name);
    set_default(own, "learn", phase.learn);
    set_default(own, "steps", phase.steps);
    if (!phase.trials) return set_default(own, "reset", phase.reset);
    set_default(own, "reset", phase.trials->reset ? "state" : "none");
    set_default(own, "flush", phase.trials->flush);
    set_default(own["trials"], "from", phase.trials->from);
    set_default(own["trials"], "count", phase.trials->count);
  }

  const NetworkDescription& network_;
  const Executor& executor_;
  Json root_;
};

void make_run_absolute(Json& list, const NetworkDescription& network, const std::filesystem::path& folder,
                       const std::string& pointer) {
  for (std::size_t i = 0; i < list.size(); ++i) {
    auto& own = list[i];
    const auto at = fmt::format("{}/{}", pointer, i);
    if (own.contains("run")) make_run_absolute(own["run"], network, folder, at + "/run");
    if (!own.contains("set")) continue;
    for (const auto& phase : network.phases)
      for (const auto& change : phase.changes)
        if (change.pointer.starts_with(at + "/set/"))
          make_paths_absolute(own["set"][change.element], change.settings, folder);
  }
}

}  // namespace

void make_paths_absolute(Json& root, const Executor& executor) {
  const auto& network = executor.description;
  const auto folder = network.file.parent_path();
  if (root.contains("plugins"))
    for (auto& plugin : root["plugins"])
      plugin = std::filesystem::absolute(folder / plugin.get<std::string>()).lexically_normal().string();
  const auto in_element = [&](const ElementDescription& element) {
    Json& owner = owner_of(root, element);
    if (owner.contains("params")) make_paths_absolute(owner["params"], element.parameters, folder);
    for (const auto& setting : element.initial) make_file_absolute(owner["initial"][setting.declaration->name], folder);
  };
  for (const auto& data : network.data) in_element(data);
  for (const auto& node : executor.layers) in_element(node.description);
  for (const auto& node : executor.synapses) {
    in_element(node.description);
    Json& own = root[Json::json_pointer(node.description.pointer)];
    if (own.contains("weights")) make_file_absolute(own["weights"], folder);
  }
  for (const auto& record : network.records)
    for (ElementDescription entry = record; const auto& target : record.targets) {
      entry.pointer = target.pointer;
      in_element(entry);
    }
  if (root.contains("run")) make_run_absolute(root["run"], network, folder, "/run");
}

Json describe_network(const Json& document, const Executor& executor) {
  return Describer(document, executor).describe();
}

}  // namespace bouton
