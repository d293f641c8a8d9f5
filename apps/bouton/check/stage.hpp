/// The small network in which the checks put one type of a plugin, and what can be seen of it.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <bouton/bouton.hpp>

#include "check/stage_params.hpp"

namespace bouton_program {

/// Another element of the same type.
struct Twin {
  bouton::Unit size = 17;
  Choice choice = Choice::usual;
  std::uint64_t draw = 0;
};

/// How strongly a neuron is driven.
struct Drive {
  double factor = 1;                     ///< inputs are so many times those of the usual size
  std::optional<std::size_t> port = {};  ///< which port they lead to; all if not said

  double of(std::size_t p) const { return !port || *port == p ? factor : 1; }
};

/// A network around one element, named `Stage::element`.
struct Stage {
  const bouton::TypeDeclaration* type = nullptr;
  bouton::Unit size = 17;
  Choice choice = Choice::usual;
  std::map<std::string, Choice> bounds = {};  ///< of single parameters, in place of `choice`
  std::uint64_t draw = 0;                     ///< which of the random choices
  std::uint64_t seed = 1;
  std::size_t slices = 1;
  bool spikes_as_values = false;                    ///< the same 0/1 input, published as analog values
  bool is_sparse = false;                           ///< of a synapse
  bool is_single = false;                           ///< of a synapse: weights in float32
  bool is_inhibitory = false;                       ///< of a synapse
  double least_weight = 0;                          ///< of a synapse
  double most_weight = 0.5;                         ///< of a synapse
  double activity = 0.3;                            ///< of a synapse: the share of its inputs that spike in a step
  double dt = 1.0;                                  ///< ms
  bool has_other_synapse = false;                   ///< one that adds to the same port before the synapse does
  bool is_target_deaf = false;                      ///< the synapse's target spikes whatever its input
  bool is_without_element = false;                  ///< only what is around it, to find out what it costs
  std::optional<Twin> twin = {};                    ///< a second element of the type beside it, with other inputs
  std::optional<std::uint64_t> witness_delay = {};  ///< of a layer: something listens to it, so many steps later
  Drive drive = {};                                 ///< of a neuron
  std::uint64_t steps = 60;                         ///< how many show what it does
  bouton::Unit other_input_below = 0;               ///< inputs of units below that one differ
  std::optional<std::size_t> sources = {};          ///< of a synapse; as few as it takes if not said
  std::string params = "{}";                        ///< in place of those that would be chosen

  /// As many as show what comes late.
  std::uint64_t many_steps() const { return 5 * steps; }
  /// The name of the element under test.
  std::string element() const;
  /// The parameters of the element as a JSON text; nothing if one, a path for example, cannot be made up.
  std::optional<std::string> chosen_params() const;
  /// The network as text; nothing if a parameter, a path for example, cannot be made up.
  std::optional<std::string> text() const;
  bouton::Network build(const bouton::Registry& registry) const;
};

/// Registers what the stage is made of beside the type under test.
void add_stage_types(bouton::Registry& registry);

/// From now on, what is around the type looks at the floating-point environment in each of its steps. The core may
/// restore it once a call of the network returns, so what a step leaves behind shows only in the steps of others.
void watch_floating_point();
/// How it changed since then, in words; "" if it did not.
std::string floating_point_change();

/// All named state of an element, by name; weights included unless asked otherwise.
std::map<std::string, std::vector<double>> state_of(bouton::Network& network, const std::string& element,
                                                    bool with_weights = true);

/// Takes steps and returns what the element published or added to its target, step after step.
std::vector<double> observe(bouton::Network& network, const Stage& stage, std::uint64_t steps, bool learn);

}  // namespace bouton_program
