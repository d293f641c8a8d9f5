// The destructors of the interfaces stand here, so that each class has one set of type information, in the core.
#include <bouton/declaration.hpp>

namespace bouton {

StateVisitor::~StateVisitor() = default;
Element::~Element() = default;
Layer::~Layer() = default;
Synapse::~Synapse() = default;
DataSet::~DataSet() = default;
Recorder::~Recorder() = default;
TypeCollector::~TypeCollector() = default;

}  // namespace bouton
