/// A network as a drawing, in Graphviz's language.
#pragma once

#include <string>

#include <nlohmann/json_fwd.hpp>

namespace bouton_program {

/// DOT of a network file that has nothing wrong, with or without its defaults: inputs (ellipses) and layers (boxes)
/// with their sizes and types; synapses with their types, rules, delays and signs; modulators, transforms, ports and
/// parts of layers. Colours and arrows tell the same, so that either is enough; they stand out from a light and a dark
/// page. Where there are too many connections to write on each, what there is to say is a tooltip.
std::string dot_of(const nlohmann::ordered_json& network);

}  // namespace bouton_program
