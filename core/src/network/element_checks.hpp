/// What only an element itself can say is wrong: parameters that it refuses, variables that it does not have.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include <bouton/state.hpp>

#include "description/description.hpp"
#include "description/findings.hpp"

namespace bouton {

/// Runs one part of the construction of an element; what it throws becomes a finding, and the result is false.
bool construct(const ElementDescription& element, Findings& findings, const std::function<void()>& part);

/// Reports if the element that a recording names has no such variable. `layer` is null for a synapse; `show` shows the
/// element's state.
void check_variable(const RecordDescription& record, const LayerDescription* layer, Findings& findings,
                    const std::function<void(StateVisitor&)>& show);

/// Tries what phases change on elements without units, one after the other; elements that are wrong themselves are left
/// out. `layers` are all of the network, in its order.
void check_changes(const NetworkDescription& network, const std::vector<const LayerDescription*>& layers,
                   const std::vector<const SynapseDescription*>& synapses, Findings& findings);

/// For a file that is wrong and will not be built: makes each element that is right so far by itself, and reports what
/// building would.
void check_elements(const NetworkDescription& network, Findings& findings);

}  // namespace bouton
