#include "network/element_setup.hpp"

namespace bouton {

void ElementSetup::assign(Element& element, const ParameterDeclaration& parameter, const ParameterValue& value,
                          Slice slice) {
  const auto* values = std::get_if<std::vector<double>>(&value);
  if (parameter.type == ParameterType::per_unit && values->size() > 1)
    parameter.assign(element, std::vector<double>(values->begin() + slice.begin, values->begin() + slice.end));
  else
    parameter.assign(element, value);
}

std::unique_ptr<Element> ElementSetup::make(const ElementDescription& description, std::uint64_t seed, double dt,
                                            Slice slice) {
  auto element = description.type->declaration.create();
  element->name_ = description.name;
  element->seed_ = seed;
  element->dt_ = dt;
  for (const auto& [parameter, value] : description.parameters) assign(*element, *parameter, value, slice);
  return element;
}

std::unique_ptr<Layer> ElementSetup::make_layer(const LayerDescription& description, std::uint64_t seed, double dt,
                                                Slice slice) {
  std::unique_ptr<Layer> layer(static_cast<Layer*>(make(description, seed, dt, slice).release()));
  layer->slice_ = slice;
  return layer;
}

std::unique_ptr<Synapse> ElementSetup::make_synapse(const SynapseDescription& description, std::uint64_t seed,
                                                    double dt, Slice slice, std::vector<std::size_t> source_sizes,
                                                    WeightMatrix weights) {
  std::unique_ptr<Synapse> synapse(static_cast<Synapse*>(make(description, seed, dt, slice).release()));
  synapse->slice_ = slice;
  synapse->source_sizes_ = std::move(source_sizes);
  synapse->syn_type_ = description.syn_type;
  synapse->weights_ = std::move(weights);
  return synapse;
}

}  // namespace bouton
