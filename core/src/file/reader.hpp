/// From a network file to its description.
#pragma once

#include <bouton/network.hpp>

#include "description/description.hpp"
#include "file/node.hpp"

namespace bouton {

/// Reads the whole document, reports all that is wrong with it to the document, and adds the libraries that it names to
/// the registry. The description is only complete if the document has no errors afterwards.
NetworkDescription read_network(Document& document, Registry& registry, const NetworkOptions& options);

/// Reads `run`.
void read_phases(const Node& root, NetworkDescription& network);

/// Reports parameters that cannot take what the data set that they follow gives them, as far as the first sample of
/// each phase shows it.
void check_samples(const NetworkDescription& network, Document& document);

/// Index in `network.layers`, or nothing.
std::optional<std::size_t> find_layer(const NetworkDescription& network, const std::string& name);

/// The names of the inputs and layers.
std::vector<std::string> layer_names(const NetworkDescription& network);

}  // namespace bouton
