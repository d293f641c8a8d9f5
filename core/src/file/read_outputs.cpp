#include <sys/resource.h>

#include <string>
#include <unordered_set>
#include <vector>

#include <fmt/format.h>

#include "base/nearest.hpp"
#include "file/element_reader.hpp"
#include "file/reader.hpp"

namespace bouton {

namespace {

/// Reads what is to be seen of a network.
class OutputReader : ElementReader {
 public:
  explicit OutputReader(Reading& reading) : ElementReader(reading) {}

  void read_outputs() {
    std::unordered_set<std::string> seen;
    for (const auto& node : elements("outputs"))
      if (const auto index = resolve_whole(node)) {
        const auto& name = network_.layers[*index].name;
        if (seen.insert(name).second)
          network_.outputs.push_back(name);
        else
          node.report(fmt::format("the output '{}' stands twice", name));
      }
  }

  void read_records() {
    std::unordered_set<std::string> names_of_records;
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
      if (record.of.empty()) {
        of->report("'of' is empty; it names a layer, an input or a synapse");
        continue;
      }
      read_recorded(*of, record);
      record.name = node.text_or("name", *of_text + "." + record.variable);
      const Node name_place = node.find("name").value_or(node);
      if (has_control_character(record.name) && node.find("name"))
        name_place.report("the name holds a control character");
      else if (record.name.empty() || record.name.starts_with('.') || record.name.find('/') != std::string::npos)
        name_place.report(
            fmt::format("'{}' cannot be the name of a file; give the recording a 'name' of letters, digits, '.', '_' "
                        "and '-'",
                        record.name));
      if (record.name.size() > longest_name)
        name_place.report(fmt::format(
            "the name has {} bytes, and a file is named after it; give the recording a 'name' of at most {}",
            record.name.size(), longest_name));
      if (record.name == "predictions" || record.name == "confusion" || record.name == "run")
        node.report(fmt::format("'{}' is the name of a file that every run may write; choose another", record.name));
      if (!names_of_records.insert(record.name).second)
        node.report(fmt::format("two recordings are named '{}'", record.name));
      record.type = read_type(node, {TypeKind::recorder}, "format", "csv");
      if (record.type)
        record.parameters =
            read_parameters(node.find("params"), node, record.type->declaration, scope(record.name)).settings;
      if (const auto every = node.find("every")) record.every = every->steps(1).value_or(1);
      if (record.every == 0) node.find("every")->report("'every' is 0; it must be >= 1 (steps)");
      if (const auto when = node.find("when")) record.at_end = when->choice({"every", "end"}) == 1;
      keep_all_spikes(node, record);
      network_.records.push_back(std::move(record));
    }
    check_open_files();
  }

  /// What `of` names: a layer, an input, a part of one, or a synapse.
  void read_recorded(const Node& of, RecordDescription& record) {
    if (find_layer(record.of) || reading_.synapse_names.contains(record.of)) return;
    const auto part = split_part(record.of);
    const std::string name(part ? part->name : record.of);
    if (part && find_layer(name)) {
      if (const auto found = resolve(of)) record.part = found->part;
    } else if (part && reading_.synapse_names.contains(name)) {
      of.report(fmt::format("'{}' is a synapse, of which no part can be recorded; name it without the brackets", name));
    } else {
      of.report([&] { return fmt::format("nothing is named '{}'{}", name, suggestion(name, names())); });
    }
    record.of = name;
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

  /// A sample of spikes would be those of one step, and the others would be lost.
  void keep_all_spikes(const Node& node, RecordDescription& record) {
    const bool is_thinned = record.every > 1 || record.at_end;
    if (record.variable != "spikes" || !is_thinned || !find_layer(record.of)) return;
    const auto key = record.at_end ? "when" : "every";
    node.find(key)->document().warn(
        node.find(key)->pointer(),
        fmt::format("'{}' does not hold for spikes, which are events and not sampled: all of them are recorded; leave "
                    "it out, or record 'output'",
                    key));
    record.every = 1;
    record.at_end = false;
  }

  void read_readout() {
    const auto node = root_.find("readout");
    if (!node || !node->is_object_of({"of", "rule", "ties", "target"})) return;
    ReadoutDescription readout;
    readout.pointer = node->pointer();
    const auto of = read_reference(*node, "of");
    if (of) readout.of = network_.layers[of->layer].name, readout.part = of->part;
    if (const auto rule = node->require("rule")) rule->choice({"spike_count"});
    if (const auto ties = node->find("ties")) {
      const auto which = ties->choice({"lowest", "input"});
      readout.ties = which == 1 ? ReadoutDescription::Ties::input : ReadoutDescription::Ties::lowest;
      if (which == 1 && of && !sums_up(network_.layers[of->layer]))
        ties->report(fmt::format("'{}' does not have one input port whose sum could decide", readout.of));
    }
    readout.target = node->text_or("target", "");
    network_.readout = std::move(readout);
  }

 private:
  /// Whether the layer has one port, and what arrives there is summed.
  static bool sums_up(const LayerDescription& layer) {
    if (!layer.type) return true;
    const auto& ports = layer.type->declaration.ports;
    return ports.size() == 1 && ports[0].state.empty();
  }

  std::vector<std::string> names() const {
    auto all = layer_names(network_);
    for (const auto& synapse : network_.synapses) all.push_back(synapse.name);
    return all;
  }
};

}  // namespace

void read_outputs(Reading& reading) {
  OutputReader reader(reading);
  reader.read_outputs();
  reader.read_records();
  reader.read_readout();
}

}  // namespace bouton
