/// What units see of an image, through the weights that lead to them.
#pragma once

#include <map>
#include <string>

#include <nlohmann/json.hpp>

#include "report/image_data.hpp"
#include "report/weight_view.hpp"

namespace bouton_program {

/// The weights of all synapses that were recorded, by the synapse's name.
using WeightViews = std::map<std::string, const WeightView*>;

/// Images of what some postsynaptic units of a synapse see: its weights, if its source is an image; if its source is a
/// layer to which another recorded synapse leads from an image, the sums over all paths of the products of their
/// weights. Null if neither is so.
nlohmann::ordered_json weight_images(const std::string& synapse, const nlohmann::ordered_json& network,
                                     const ImageData& images, const WeightViews& views);

/// Whether a synapse leads from an image.
bool leads_from_image(const std::string& synapse, const nlohmann::ordered_json& network, const ImageData& images);

/// The presynaptic and the postsynaptic element of a synapse, without what names a part of them; "" if it is unknown.
std::string source_of(const nlohmann::ordered_json& network, const std::string& synapse);
std::string target_of(const nlohmann::ordered_json& network, const std::string& synapse);

}  // namespace bouton_program
