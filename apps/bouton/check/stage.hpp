/// The small network in which the checks put one type of a plugin, and what can be seen of it.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include <bouton/bouton.hpp>

namespace bouton_program {

using Json = nlohmann::ordered_json;

/// How to choose the values of the parameters.
enum class Choice {
  usual,    ///< defaults; where there is none, something in the middle of the range
  lowest,   ///< the lower bound, where there is one
  highest,  ///< the upper bound, where there is one
  random,   ///< anything in the range
};

/// Another element of the same type.
struct Twin {
  bouton::Unit size = 17;
  Choice choice = Choice::usual;
  std::uint64_t draw = 0;
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
  bool spikes_as_values = false;            ///< the same 0/1 input, published as analog values
  bool is_sparse = false;                   ///< of a synapse
  bool is_single = false;                   ///< of a synapse: weights in float32
  bool is_inhibitory = false;               ///< of a synapse
  double least_weight = 0;                  ///< of a synapse
  double most_weight = 0.5;                 ///< of a synapse
  double activity = 0.3;                    ///< of a synapse: the share of its inputs that spike in a step
  double dt = 1.0;                          ///< ms
  bool has_other_synapse = false;           ///< one that adds to the same port before the synapse does
  bool is_target_deaf = false;              ///< the synapse's target spikes whatever its input
  bool is_without_element = false;          ///< only what is around it, to find out what it costs
  std::optional<Twin> twin = {};            ///< a second element of the type beside it, with other inputs
  bouton::Unit other_input_below = 0;       ///< inputs of units below that one differ
  std::optional<std::size_t> sources = {};  ///< of a synapse; as few as it takes if not said
  Json params = Json::object();             ///< in place of those that would be chosen

  /// The name of the element under test.
  std::string element() const;
  /// The parameters of the element, groups as objects; nothing if one cannot be made up.
  std::optional<Json> chosen_params() const;
  /// The network as text; nothing if a parameter, a path for example, cannot be made up.
  std::optional<std::string> text() const;
  bouton::Network build(const bouton::Registry& registry) const;
};

/// Sets a parameter, "group.name" inside of its group.
void set_param(Json& params, std::string_view name, Json value);
/// The value of a parameter, or nullptr.
const Json* find_param(const Json& params, std::string_view name);

/// A value for a parameter; nothing if it cannot be made up.
std::optional<Json> choose(const bouton::ParameterDeclaration& parameter, std::size_t units, Choice choice,
                           const bouton::Random& random);

/// Registers what the stage is made of beside the type under test.
void add_stage_types(bouton::Registry& registry);

/// All named state of an element, by name, weights included.
std::map<std::string, std::vector<double>> state_of(bouton::Network& network, const std::string& element);

/// Takes steps and returns what the element published or added to its target, step after step.
std::vector<double> observe(bouton::Network& network, const Stage& stage, std::uint64_t steps, bool learn);

}  // namespace bouton_program
