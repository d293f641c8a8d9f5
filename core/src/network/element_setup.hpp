/// The one place that makes elements and writes what plugins only read.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "description/description.hpp"

namespace bouton {

class ElementSetup {
 public:
  /// Makes an element of the described type, names it and assigns its parameters; `slice` cuts what is per unit.
  /// Binds no state and does not call prepare().
  static std::unique_ptr<Element> make(const ElementDescription& description, std::uint64_t seed, double dt,
                                       Slice slice = {});
  static std::unique_ptr<Layer> make_layer(const LayerDescription& description, std::uint64_t seed, double dt,
                                           Slice slice);
  static std::unique_ptr<Synapse> make_synapse(const SynapseDescription& description, std::uint64_t seed, double dt,
                                               Slice slice, std::vector<std::size_t> source_sizes,
                                               WeightMatrix weights);
  /// Writes one parameter; a value per unit of the whole layer is cut to the slice.
  static void assign(Element& element, const ParameterDeclaration& parameter, const ParameterValue& value, Slice slice);
};

}  // namespace bouton
