#include <algorithm>

#include <fmt/format.h>

#include "base/nearest.hpp"
#include "file/read_changes.hpp"
#include "file/reader.hpp"

namespace bouton {

namespace {

std::vector<ChangeDescription> read_changes(const Node& set, const NetworkDescription& network) {
  ChangeScope scope;
  scope.seed = network.seed;
  scope.names = [&] {
    auto names = layer_names(network);
    for (const auto& synapse : network.synapses) names.push_back(synapse.name);
    return names;
  };
  scope.find = [&](const std::string& name) -> std::optional<ChangeTarget> {
    for (const auto& synapse : network.synapses)
      if (synapse.name == name) {
        const auto& layers = network.layers;
        return ChangeTarget{&synapse, layers.empty() ? 0 : part_size(synapse.target_part, layers[synapse.target].size)};
      }
    for (const auto& layer : network.layers)
      if (layer.name == name) return ChangeTarget{&layer, layer.size};
    return std::nullopt;
  };
  return bouton::read_changes(set, scope);
}

std::optional<TrialsDescription> read_trials(const Node& node, const Node& phase, const NetworkDescription& network) {
  if (!node.is_object_of({"data", "from", "count"})) return std::nullopt;
  TrialsDescription trials;
  trials.flush = phase.steps_or("flush", 0);
  const auto data = node.require("data");
  const auto name = data ? data->text() : std::nullopt;
  if (!name) return std::nullopt;
  std::vector<std::string> names;
  for (const auto& d : network.data) names.push_back(d.name);
  const auto at = std::find(names.begin(), names.end(), *name);
  if (at == names.end()) {
    data->report(fmt::format("no data set '{}'{}", *name, suggestion(*name, names)));
    return std::nullopt;
  }
  trials.data = static_cast<std::size_t>(at - names.begin());
  trials.from = node.count_or("from", 0);
  const auto& set = network.data[trials.data].set;
  if (!set) return std::nullopt;
  const std::uint64_t samples = set->samples();
  if (trials.from >= samples) {
    (node.find("from") ? *node.find("from") : node)
        .report(fmt::format("sample {} does not exist; data set '{}' has {} samples", trials.from, *name, samples));
    return std::nullopt;
  }
  trials.count = node.count_or("count", samples - trials.from);
  if (trials.count == 0) node.find("count")->report("'count' is 0; it must be >= 1");
  if (trials.count > samples - trials.from)
    node.find("count")->report(fmt::format("{} samples from {} on are wanted; data set '{}' has {}", trials.count,
                                           trials.from, *name, samples));
  return trials;
}

/// The inputs that follow a field, and the readout's target, must find it in the data set of the trials.
void check_fields(const Node& node, const TrialsDescription& trials, const NetworkDescription& network) {
  const auto& data = network.data[trials.data];
  const auto fields = data.set->fields();
  std::vector<std::string> names, classes;
  for (const auto& field : fields) {
    names.push_back(field.name);
    if (field.is_class) classes.push_back(field.name);
  }
  // A field that no data set has is reported at the input.
  const auto is_somewhere = [&](const std::string& name) {
    return std::any_of(network.data.begin(), network.data.end(), [&](const auto& other) {
      if (!other.set) return false;
      const auto all = other.set->fields();
      return std::any_of(all.begin(), all.end(), [&](const auto& field) { return field.name == name; });
    });
  };
  for (const auto& layer : network.layers)
    for (const auto& binding : layer.bindings)
      if (std::find(names.begin(), names.end(), binding.field) == names.end() && is_somewhere(binding.field))
        node.report(fmt::format("input '{}' follows the field '{}', which data set '{}' does not have{}", layer.name,
                                binding.field, data.name, suggestion(binding.field, names)));
  if (!network.readout) return;
  const auto& readout = *network.readout;
  if (readout.target.empty()) {
    if (classes.size() != 1)
      node.report(
          fmt::format("data set '{}' has {} fields with a class; the readout's 'target' must name the one to "
                      "predict",
                      data.name, classes.size()));
  } else if (std::find(classes.begin(), classes.end(), readout.target) == classes.end()) {
    node.report(fmt::format("the readout predicts '{}', which is no class in data set '{}'{}", readout.target,
                            data.name, suggestion(readout.target, classes)));
  }
  for (const auto& field : fields) {
    const auto layer = find_layer(network, readout.of);
    const bool is_target = readout.target.empty() ? field.is_class : field.name == readout.target;
    const auto units = layer ? part_size(readout.part, network.layers[*layer].size) : 0;
    if (units > 0 && is_target && field.size > units)
      node.report(fmt::format("data set '{}' has {} classes; the readout's layer '{}' has {} units", data.name,
                              field.size, part_name(readout.of, readout.part), units));
  }
}

constexpr int deepest_repeat = 16;

const std::vector<std::string> phase_keys{"name", "steps", "learn", "reset", "trials", "flush", "set", "repeat"};

PhaseDescription read_phase(const Node& node, const NetworkDescription& network, std::uint64_t number) {
  PhaseDescription phase;
  phase.name = node.text_or("name", fmt::to_string(number));
  if (phase.name.find_first_of(",\"\r\n") != std::string::npos)
    node.find("name")->report("a phase's name stands in CSV files; it has no comma, quote or line break");
  phase.learn = node.boolean_or("learn", true);
  const auto trials = node.find("trials"), reset = node.find("reset"), flush = node.find("flush");
  if (const auto set = node.find("set")) phase.changes = read_changes(*set, network);
  if (trials) {
    if (const auto steps = node.require("steps")) {
      phase.steps = steps->steps(1).value_or(1);
      if (phase.steps == 0) steps->report("'steps' is 0; a trial lasts at least one step");
    }
    phase.trials = read_trials(*trials, node, network);
    if (phase.trials) {
      if (reset) phase.trials->reset = reset->choice({"none", "state"}) == 1;
      check_fields(*trials, *phase.trials, network);
    }
  } else {
    phase.steps = node.steps_or("steps", 0);
    if (reset) phase.reset = reset->boolean().value_or(false);
    if (flush) flush->report("'flush' belongs to trials; this phase has none");
    if (!node.find("steps") && !reset && !node.find("set"))
      node.report("a phase does nothing without 'steps', 'trials', 'reset' or 'set'");
  }
  return phase;
}

/// Reads lists of phases into the network: each phase once, and the tree of their repeats.
class RunReader {
 public:
  explicit RunReader(NetworkDescription& network) : network_(network) {}

  /// `first` is the number of the list's first phase in the run.
  PhaseTree read_list(const Node& list, std::uint64_t first, int depth) {
    auto tree = phase_list();
    for (const auto& node : list.elements()) {
      auto part = read_part(node, first + tree.once, depth);
      if (!read_repeat(node, part) || !append(tree, std::move(part))) report_too_many(node);
    }
    return tree;
  }

 private:
  /// A phase, or `{"repeat": n, "run": [...]}`.
  PhaseTree read_part(const Node& node, std::uint64_t number, int depth) {
    if (const auto inner = node.find("run")) {
      if (depth == deepest_repeat) {
        inner->report(fmt::format("repeats are nested deeper than {} levels", deepest_repeat));
        return phase_list();
      }
      for (const auto& key : phase_keys)
        if (const auto stray = key == "repeat" ? std::nullopt : node.find(key))
          stray->report(fmt::format("'{}' cannot stand beside 'run'; give it to a phase in 'run'", key));
      auto keys = phase_keys;
      keys.push_back("run");
      return node.is_object_of(keys) ? read_list(*inner, number, depth + 1) : phase_list();
    }
    if (!node.is_object_of(phase_keys)) return phase_list();
    network_.phases.push_back(read_phase(node, network_, number));
    return single_phase(network_.phases.size() - 1);
  }

  /// False if the part would run too often.
  static bool read_repeat(const Node& node, PhaseTree& part) {
    const std::uint64_t times = node.count_or("repeat", 1);
    if (times == 0) node.find("repeat")->report("'repeat' is 0; it must be >= 1");
    if (!may_repeat(part, times)) return false;
    part.times = std::max<std::uint64_t>(times, 1);
    return true;
  }

  /// Where the run becomes too long; what follows would only say it again.
  void report_too_many(const Node& node) {
    const auto repeat = node.find("repeat");
    if (!has_too_many_)
      (repeat ? *repeat : node).report(fmt::format("the run would have more than {} phases", most_phases));
    has_too_many_ = true;
  }

  NetworkDescription& network_;
  bool has_too_many_ = false;
};

}  // namespace

void read_phases(const Node& root, NetworkDescription& network) {
  if (const auto run = root.find("run")) network.run = RunReader(network).read_list(*run, 0, 0);
}

}  // namespace bouton
