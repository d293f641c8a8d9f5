#include "network/part_views.hpp"

namespace bouton {

namespace {

/// Those units of the part that lie in the slice, in numbers of the layer, or of the slice.
LayerPart part_in(const SynapseDescription& synapse, Slice of_layer, bool from_begin_of_slice) {
  if (!synapse.target_part) return {from_begin_of_slice ? 0 : of_layer.begin, of_layer.end - of_layer.begin, 1};
  const Slice own = synapse.target_part->numbers_in(of_layer);
  const Unit count = own.end - own.begin;
  // No unit is at the begin of the slice, too.
  const Unit first = count > 0 ? synapse.target_part->unit(own.begin) : of_layer.begin;
  return {first - (from_begin_of_slice ? of_layer.begin : 0), count, synapse.target_part->stride};
}

}  // namespace

PartViews::PartViews(const SynapseDescription& synapse, Slice of_layer)
    : units_(part_in(synapse, of_layer, false)),
      post_(synapse.target_part ? std::optional(part_in(synapse, of_layer, true)) : std::nullopt) {
  for (const auto& source : synapse.sources) sources_.emplace_back(source.part);
  if (units_.stride > 1) copied_.assign(units_.count, 0.0);
}

void PartViews::narrow(std::span<Signal> sources, std::size_t first) {
  for (std::size_t i = first; i < sources.size(); ++i) sources[i] = sources_[i].of(sources[i]);
}

std::span<double> PartViews::port(std::span<double> of_layer) {
  if (units_.stride == 1) return of_layer.subspan(units_.begin, units_.count);
  for (std::size_t k = 0; k < copied_.size(); ++k) copied_[k] = of_layer[units_.unit(k)];
  return copied_;
}

void PartViews::put_back(std::span<double> of_layer) const {
  for (std::size_t k = 0; k < copied_.size(); ++k) of_layer[units_.unit(k)] = copied_[k];
}

std::size_t PartViews::bytes() const {
  std::size_t sum = post_.bytes() + copied_.size() * sizeof(double);
  for (const auto& source : sources_) sum += source.bytes();
  return sum;
}

}  // namespace bouton
