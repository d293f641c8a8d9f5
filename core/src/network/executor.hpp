/// The executor: what a Network holds, builds and steps.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include <bouton/network.hpp>

#include "file/document.hpp"
#include "network/description.hpp"
#include "network/output_ring.hpp"

namespace bouton {

/// A layer or input at work. An input without a source has no instances.
struct LayerNode {
  LayerDescription description;
  std::vector<Slice> slices;
  std::vector<std::unique_ptr<Layer>> instances;
  std::vector<std::vector<double>> ports;                        // the sums, one value per unit of the whole layer
  std::vector<std::vector<std::span<const double>>> port_views;  // per slice, per port
  std::vector<std::size_t> incoming;                             // synapses, in the order of the file
  OutputRing ring;
  std::vector<double> fed;
  bool is_fed = false;
};

/// A synapse at work.
struct SynapseNode {
  SynapseDescription description;
  std::vector<std::unique_ptr<Synapse>> instances;  // one per slice of the target
  std::vector<Signal> signals;                      // of the present step
};

/// All weights of a synapse, ordered by post, then pre; what its rule has put off is written first.
std::vector<WeightEntry> settled_weights(const SynapseNode& node);

/// The tick of step 0: no delay reaches back before tick 0.
inline constexpr std::uint64_t first_tick = 1 << 20;
static_assert(first_tick > longest_delay);

struct Executor {
  NetworkDescription description;  // without layers and synapses, which the nodes hold
  std::vector<LayerNode> layers;
  std::vector<SynapseNode> synapses;
  std::vector<std::size_t> order;  // all layers, inputs included
  std::uint64_t steps = 0;
  Json document;                                            // what all was built from
  std::map<std::string, std::vector<std::string>> changed;  // parameters that differ from the document, by element

  /// Builds everything. What a plugin refuses is reported to the document; the executor may then not be stepped.
  Executor(NetworkDescription description, const NetworkOptions& options, Document& source);

  void step(bool learn);
  void reset();
  /// Writes what a synapse's rule has put off.
  void settle(SynapseNode& node);
  /// Changes parameters of one element together. If the element refuses them, it keeps the old ones.
  void set(const std::string& element, std::span<const ParameterSetting> settings);

  /// Remembers a change for when the network is saved.
  void note_change(const std::string& element, std::span<const ParameterSetting> settings);

  LayerNode& layer(std::string_view name);
  SynapseNode& synapse(std::string_view name);
  void visit_state(std::string_view element, StateVisitor& visitor);
  /// What a layer published in the latest step.
  Signal output(const LayerNode& node) const { return node.ring.signal(tick() - 1); }

 private:
  void build_layer(LayerNode& node, Document& document);
  void build_synapse(SynapseNode& node, Document& document);
  void check_records(Document& document);
  /// The place of the present step in the rings.
  std::uint64_t tick() const { return first_tick + steps; }
  void publish(LayerNode& node);
  void propagate(LayerNode& node);
  void gather(SynapseNode& node);
  void update(SynapseNode& node, bool learn);
};

/// The executor behind a network, for the rest of the core.
Executor& executor_of(Network& network);

}  // namespace bouton
