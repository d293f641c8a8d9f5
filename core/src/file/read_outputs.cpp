#include <string>
#include <unordered_set>
#include <vector>

#include <fmt/format.h>

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
};

}  // namespace

void read_outputs(Reading& reading) {
  OutputReader reader(reading);
  reader.read_outputs();
  read_records(reading);
  reader.read_readout();
}

}  // namespace bouton
