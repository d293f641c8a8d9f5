/// What only an element itself can say is wrong: parameters that it refuses, variables that it does not have.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include <bouton/state.hpp>

#include "description/description.hpp"
#include "description/findings.hpp"
#include "network/state.hpp"

namespace bouton {

/// Runs one part of the construction of an element; what it throws becomes a finding, and the result is false.
bool construct(const ElementDescription& element, Findings& findings, const std::function<void()>& part);

/// Reports if the element that a recording names has no such variable, or if what is asked of it cannot be recorded.
/// `layer` is null for a synapse; `show` shows the element's state.
void check_target(const RecordDescription& record, const TargetDescription& target, const LayerDescription* layer,
                  Findings& findings, const std::function<void(StateVisitor&)>& show);

/// As what a target is recorded; `finder` has seen the element's state.
RecordShape shape_of(const TargetDescription& target, const StateFinder& finder, bool is_of_layer);

/// Tries what phases change on elements without units, one after the other; elements that are wrong themselves are left
/// out. `layers` are all of the network, in its order.
void check_changes(const NetworkDescription& network, const std::vector<const LayerDescription*>& layers,
                   const std::vector<const SynapseDescription*>& synapses, Findings& findings);

/// For a file that is wrong and will not be built: makes each element that is right so far by itself, and reports what
/// building would.
void check_elements(const NetworkDescription& network, Findings& findings);

}  // namespace bouton
