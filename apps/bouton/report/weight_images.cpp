#include "report/weight_images.hpp"

#include <algorithm>
#include <optional>
#include <vector>

#include "report/network_json.hpp"
#include "report/packing.hpp"

namespace bouton_program {

namespace {

using Json = nlohmann::ordered_json;

std::string without_part(const std::string& name) { return name.substr(0, name.find('[')); }

/// The image of the element that a whole synapse leads from.
std::optional<ImageShape> image_before(const std::string& synapse, const Json& network, const ImageData& images,
                                       std::size_t pre_size) {
  const auto shape = images.shape_of(source_of(network, synapse));
  return shape && shape->size() == pre_size ? shape : std::nullopt;
}

/// A synapse from an image to the layer `to`, of which all weights are known; or null.
const WeightView* synapse_from_image(const std::string& to, std::size_t size, const Json& network,
                                     const ImageData& images, const WeightViews& views) {
  for (const auto& [name, view] : views)
    if (target_of(network, name) == to && view->entries() && view->target().layer_size == size &&
        image_before(name, network, images, view->target().pre_size))
      return view;
  return nullptr;
}

Json images_json(const WeightSample& sample, const ImageShape& shape, const std::string& of) {
  return {{"rows", shape.rows},
          {"columns", shape.columns},
          {"of", of},
          {"through", Json::array()},
          {"units", sample.chosen()}};
}

}  // namespace

std::string source_of(const Json& network, const std::string& synapse) {
  const auto entry = entry_named(network, "synapses", synapse);
  if (entry.is_null()) return "";
  const auto from = entry.value("from", Json());
  const auto& carrier = from.is_array() && !from.empty() ? from[0] : from;
  return carrier.is_string() ? without_part(carrier.get<std::string>()) : "";
}

std::string target_of(const Json& network, const std::string& synapse) {
  const auto entry = entry_named(network, "synapses", synapse);
  return entry.is_null() ? "" : without_part(entry.value("to", ""));
}

bool leads_from_image(const std::string& synapse, const Json& network, const ImageData& images) {
  return images.shape_of(source_of(network, synapse)).has_value();
}

Json weight_images(const std::string& synapse, const Json& network, const ImageData& images, const WeightViews& views) {
  const auto& view = *views.at(synapse);
  if (!view.last() || view.last()->chosen().empty()) return {};
  const auto& sample = *view.last();
  std::vector<double> pixels;
  if (const auto shape = image_before(synapse, network, images, view.target().pre_size)) {
    auto json = images_json(sample, *shape, source_of(network, synapse));
    for (std::size_t i = 0; i < sample.chosen().size(); ++i) {
      const auto weights = sample.weights_to(i);
      pixels.insert(pixels.end(), weights.begin(), weights.end());
    }
    json["data"] = base64(float32_bytes(pixels));
    return json;
  }
  const auto middle = source_of(network, synapse);
  const auto* first = synapse_from_image(middle, view.target().pre_size, network, images, views);
  if (!first) return {};
  const auto& name = first->target().element;
  const auto shape = *image_before(name, network, images, first->target().pre_size);
  auto json = images_json(sample, shape, source_of(network, name));
  json["through"] = {name, synapse};
  pixels.resize(sample.chosen().size() * shape.size());
  for (std::size_t i = 0; i < sample.chosen().size(); ++i)
    for (const auto& entry : *first->entries())
      pixels[i * shape.size() + entry.pre] += sample.weights_to(i)[entry.post] * entry.value;
  json["data"] = base64(float32_bytes(pixels));
  return json;
}

}  // namespace bouton_program
