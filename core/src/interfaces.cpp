// The destructors of the interfaces stand here, so that each class has one set of type information, in the core.
#include <algorithm>
#include <vector>

#include <bouton/declaration.hpp>

namespace bouton {

StateVisitor::~StateVisitor() = default;
Element::~Element() = default;
Layer::~Layer() = default;
Synapse::~Synapse() = default;
DataSet::~DataSet() = default;
Recorder::~Recorder() = default;
RecordSink::~RecordSink() = default;
TypeCollector::~TypeCollector() = default;

void ListingLayer::step(const LayerInputs& in, std::span<double> out) {
  std::vector<Unit> spikes(size() + slack);
  spikes.resize(step_listing(in, spikes));
  std::ranges::fill(out, 0.0);
  for (const Unit unit : spikes) out[unit] = 1.0;
}

}  // namespace bouton
