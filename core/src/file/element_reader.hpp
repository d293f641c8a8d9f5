/// What the readers of inputs, layers, synapses and recordings have in common.
#pragma once

#include <initializer_list>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include <bouton/registry.hpp>

#include "description/description.hpp"
#include "file/node.hpp"
#include "file/parameters.hpp"

namespace bouton {

/// A network file on its way to a description. The parts are read in the order of these functions.
struct Reading {
  Node root;
  Registry& registry;
  NetworkDescription& network;
  bool has_dt = true;
  bool has_lost_target = false;                                     // a synapse leads to a layer that is not there
  std::set<std::size_t> fed_directly = {};                          // layers with `input`
  std::map<std::string, std::string> names = {};                    // name of each element, and where it stands
  std::unordered_map<std::string, std::size_t> layer_of_name = {};  // index in the network's layers
  std::unordered_set<std::string> synapse_names = {};
};

void read_inputs(Reading& reading, bool live_inputs);
/// `layers`, with what feeds them directly.
void read_layers(Reading& reading);
/// `synapses`, with their transforms.
void read_synapses(Reading& reading);
/// `outputs`, `record` and `readout`.
void read_outputs(Reading& reading);
/// `record`.
void read_records(Reading& reading);
/// Reports recordings of phases that the file does not have; once the phases are read.
void check_recorded_phases(Reading& reading);

/// A layer or input, or a part of it.
struct LayerReference {
  std::size_t layer;  ///< index in the network's layers
  std::optional<LayerPart> part;
};

/// In bytes. Files are named after elements and recordings, with a suffix, and the system takes 255.
inline constexpr std::size_t longest_name = 200;

/// Reads what all kinds of elements have.
class ElementReader {
 protected:
  explicit ElementReader(Reading& reading)
      : reading_(reading), root_(reading.root), registry_(reading.registry), network_(reading.network) {}

  ParameterScope scope(const std::string& element, std::size_t units = 0, bool may_bind = false) const;
  /// The elements of an array of the file; none if it is absent.
  std::vector<Node> elements(const std::string& key) const;
  /// The name of an element, checked to be new.
  std::string read_name(const Node& node);
  /// Reports a text that cannot be the name of an element or of a file.
  static void check_name(const Node& node, std::string_view name);
  /// Puts a layer or input behind the others.
  void add_layer(LayerDescription layer);
  /// The index of the layer or input of that name.
  std::optional<std::size_t> find_layer(const std::string& name) const;
  /// The type that member `key` names, or `otherwise` if it is absent; null, with a finding, if it is of another kind.
  std::shared_ptr<const RegisteredType> read_type(const Node& node, std::initializer_list<TypeKind> kinds,
                                                  const std::string& key = "type", const std::string& otherwise = "");
  /// The layer or input that member `key` names, or the part of it.
  std::optional<LayerReference> read_reference(const Node& node, const std::string& key);
  /// The layer or input that the node names, or the part of it: "e", "e[0:10]". A layer whose own name ends in brackets
  /// is found by it.
  std::optional<LayerReference> resolve(const Node& node);
  /// The same, but reports a part.
  std::optional<std::size_t> resolve_whole(const Node& node);
  /// How many units there are.
  Unit size_of(const LayerReference& reference) const {
    return part_size(reference.part, network_.layers[reference.layer].size);
  }
  std::string name_of(const LayerReference& reference) const {
    return part_name(network_.layers[reference.layer].name, reference.part);
  }
  Unit size_of(const SynapseSource& source) const { return size_of({source.layer, source.part}); }

  Reading& reading_;
  const Node& root_;
  Registry& registry_;
  NetworkDescription& network_;
};

}  // namespace bouton
