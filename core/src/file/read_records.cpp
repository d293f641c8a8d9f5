#include <sys/resource.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/nearest.hpp"
#include "description/same_setting.hpp"
#include "file/element_reader.hpp"
#include "file/read_target.hpp"
#include "file/reader.hpp"

namespace bouton {

namespace {

/// Reads `record`. An entry has one target or several. Each target gets a file of its own, unless the recorder's files
/// can hold several: then all targets of entries with one name are in one file.
class RecordReader : ElementReader {
 public:
  explicit RecordReader(Reading& reading) : ElementReader(reading) {}

  void read() {
    for (const auto& node : elements("record")) read_entry(node);
    check_open_files();
  }

 private:
  void read_entry(const Node& node) {
    if (!node.is_object_of(
            {"name", "of", "variable", "units", "format", "every", "when", "bin", "sum", "reduce", "params"}))
      return;
    const auto of = node.require("of"), variable = node.require("variable");
    if (!of || !variable) return;
    const auto variable_text = variable->text();
    const auto names = variable_text ? read_of(*of) : std::nullopt;
    if (!names) return;
    std::vector<std::string> texts;
    for (const auto& name : *names) texts.push_back(name.value().get<std::string>());
    RecordDescription record;
    record.pointer = node.pointer();
    record.name = node.text_or("name", fmt::format("{}.{}", fmt::join(texts, "+"), *variable_text));
    check_file_name(node, record.name);
    record.type = read_type(node, {TypeKind::recorder}, "format", "csv");
    if (record.type)
      record.parameters =
          read_parameters(node.find("params"), node, record.type->declaration, scope(record.name)).settings;
    std::vector<TargetDescription> targets;
    for (std::size_t i = 0; i < texts.size(); ++i)
      if (auto target = read_target(node, (*names)[i], record.name, *variable_text)) targets.push_back(*target);
    if (record.type && record.type->declaration.one_sample && !targets.empty() && !targets[0].at_end)
      node.report(fmt::format("a file of '{}' holds one sample; add \"when\": \"end\"", record.type->declaration.name));
    if (!record.type || record.type->declaration.several_targets || texts.size() == 1) {
      record.targets = std::move(targets);
      return add(node, std::move(record));
    }
    for (auto& target : targets) {
      RecordDescription own = record;
      const auto& text = texts[static_cast<std::size_t>(&target - targets.data())];
      own.name = node.find("name") ? record.name + "." + text : fmt::format("{}.{}", text, *variable_text);
      own.targets = {std::move(target)};
      add(node, std::move(own));
    }
  }

  /// The names in `of`: a text, or a list of texts.
  static std::optional<std::vector<Node>> read_of(const Node& of) {
    const auto names = of.value().is_array() ? of.elements() : std::vector{of};
    if (names.empty()) of.report("the list is empty; it names layers, inputs or synapses");
    for (const auto& name : names) {
      const auto text = name.text();
      if (!text) return std::nullopt;
      if (text->empty()) return name.report("'of' is empty; it names a layer, an input or a synapse"), std::nullopt;
      if (std::ranges::count_if(names, [&](const Node& other) { return other.value() == name.value(); }) > 1)
        return name.report(fmt::format("'{}' stands twice", *text)), std::nullopt;
    }
    return names.empty() ? std::nullopt : std::optional(names);
  }

  void check_file_name(const Node& node, const std::string& name) {
    const Node place = node.find("name").value_or(node);
    if (has_control_character(name) && node.find("name"))
      place.report("the name holds a control character");
    else if (name.empty() || name.starts_with('.') || name.find('/') != std::string::npos)
      place.report(
          fmt::format("'{}' cannot be the name of a file; give the recording a 'name' of letters, digits, '.', '_' "
                      "and '-'",
                      name));
    if (name.size() > longest_name)
      place.report(
          fmt::format("the name has {} bytes, and a file is named after it; give the recording a 'name' of at most {}",
                      name.size(), longest_name));
    if (name == "predictions" || name == "confusion" || name == "run")
      node.report(fmt::format("'{}' is the name of a file that every run may write; choose another", name));
  }

  /// Nothing if what it names is no element.
  std::optional<TargetDescription> read_target(const Node& entry, const Node& of, const std::string& recording,
                                               const std::string& variable) {
    TargetDescription target;
    target.pointer = entry.pointer();
    target.of_pointer = of.pointer();
    target.of = of.value().get<std::string>();
    target.variable = variable;
    const auto size = read_recorded(of, target);
    if (!size) return std::nullopt;
    const auto* synapse = find_synapse(target.of);
    read_sampling(entry, variable == "spikes" && find_layer(target.of),
                  synapse && variable == "weights" ? synapse->weight_unit : "", target);
    if (const auto units = entry.find("units"); units && *size > 0)
      target.units = read_units(*units, target.units, *size, Random(network_.seed, recording, "units of " + target.of));
    return target;
  }

  /// What `of` names: a layer, an input, a part of one, or a synapse. Returns how many (postsynaptic) units it has.
  std::optional<Unit> read_recorded(const Node& of, TargetDescription& target) {
    if (const auto layer = find_layer(target.of)) return network_.layers[*layer].size;
    if (reading_.synapse_names.contains(target.of)) return size_of_synapse(target.of);
    const auto part = split_part(target.of);
    const std::string name(part ? part->name : target.of);
    if (part && find_layer(name)) {
      const auto found = resolve(of);
      target.of = name;
      if (!found) return std::nullopt;
      if (found->part) target.units = RecordedUnits{found->part->count, found->part->begin, found->part->stride};
      return network_.layers[found->layer].size;
    }
    if (part && reading_.synapse_names.contains(name))
      of.report(fmt::format("'{}' is a synapse, of which no part can be recorded; name it without the brackets", name));
    else
      of.report([&] { return fmt::format("nothing is named '{}'{}", name, suggestion(name, names())); });
    return std::nullopt;
  }

  const SynapseDescription* find_synapse(const std::string& name) const {
    const auto synapse = std::ranges::find(network_.synapses, name, &SynapseDescription::name);
    return synapse == network_.synapses.end() ? nullptr : &*synapse;
  }
  /// 0 if it is not known, because the synapse is wrong.
  Unit size_of_synapse(const std::string& name) const {
    const auto* synapse = find_synapse(name);
    if (!synapse || synapse->target >= network_.layers.size()) return 0;
    return part_size(synapse->target_part, network_.layers[synapse->target].size);
  }

  /// Adds a file, or targets to one.
  void add(const Node& node, RecordDescription record) {
    const auto other = std::ranges::find(network_.records, record.name, &RecordDescription::name);
    if (other == network_.records.end()) return network_.records.push_back(std::move(record));
    if (!record.type || other->type != record.type || !record.type->declaration.several_targets)
      return node.report(fmt::format("two recordings are named '{}'", record.name));
    if (!std::ranges::equal(record.parameters, other->parameters, is_same))
      return node.report(
          fmt::format("two recordings are named '{}', which puts them into one file, but their 'params' "
                      "differ; give both the same",
                      record.name));
    for (auto& target : record.targets) other->targets.push_back(std::move(target));
  }

  /// Each recording holds a file open until the run ends.
  void check_open_files() {
    constexpr rlim_t others = 32;  // that the process needs for itself
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return;
    if (network_.records.empty() || network_.records.size() + others <= limit.rlim_cur) return;
    root_.find("record")->report(
        fmt::format("{} recordings hold as many files open, and this process may open {}; record less, or allow more "
                    "with 'ulimit -n {}'",
                    network_.records.size(), limit.rlim_cur, network_.records.size() + others));
  }

  std::vector<std::string> names() const {
    auto all = layer_names(network_);
    for (const auto& synapse : network_.synapses) all.push_back(synapse.name);
    return all;
  }
};

}  // namespace

void read_records(Reading& reading) { RecordReader(reading).read(); }

void check_recorded_phases(Reading& reading) {
  std::vector<std::string> names;
  for (const auto& phase : reading.network.phases) names.push_back(phase.name);
  for (const auto& record : reading.network.records)
    for (const auto& target : record.targets)
      if (!target.phase.empty() && std::ranges::find(names, target.phase) == names.end())
        reading.root.document().report(
            target.pointer + "/when/phase",
            fmt::format("no phase is named '{}'{}", target.phase, suggestion(target.phase, names)));
}

}  // namespace bouton
