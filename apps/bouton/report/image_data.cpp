#include "report/image_data.hpp"

#include <fmt/format.h>

#include <bouton/data_set.hpp>
#include <bouton/error.hpp>

#include "report/network_json.hpp"

namespace bouton_program {

namespace {

using Json = nlohmann::ordered_json;

/// The fields of a data set that an input follows.
std::vector<std::string> fields_of(const Json& input) {
  std::vector<std::string> fields;
  const auto params = input.value("source", Json::object()).value("params", Json::object());
  for (const auto& value : params)
    if (value.is_object() && value.contains("data") && value["data"].is_string())
      fields.push_back(value["data"].get<std::string>());
  return fields;
}

/// The name of the data set of a phase, searched in groups as well.
std::string data_set_of(const Json& phases, const std::string& name) {
  for (const auto& phase : phases) {
    if (!phase.is_object()) continue;
    if (phase.contains("run"))
      if (auto found = data_set_of(phase["run"], name); !found.empty()) return found;
    if (phase.value("name", "") == name && phase.contains("trials")) return phase["trials"].value("data", "");
  }
  return "";
}

}  // namespace

ImageData::ImageData(const Json& network, const std::filesystem::path& file, bouton::Registry& registry)
    : network_(network) {
  if (!network.contains("data")) return;
  // A network needs one input or layer; this one is never stepped.
  Json only_data = {{"bouton", 1}, {"inputs", {{{"name", "nothing but data"}, {"size", 1}}}}};
  only_data["data"] = network["data"];
  bouton::NetworkOptions options;
  options.default_plugins = false;
  try {
    opened_ = bouton::Network::from_text(only_data.dump(), file, registry, options);
  } catch (const bouton::Error& error) {
    problem_ = error.what();
  }
}

std::optional<ImageData::Field> ImageData::field_of(const std::string& data_set, const std::string& name) const {
  if (!opened_) return {};
  const auto fields = opened_->data_set(data_set).fields();
  for (std::size_t i = 0; i < fields.size(); ++i)
    if (fields[i].name == name && fields[i].shape.size() == 2)
      return Field{data_set, name, i, {fields[i].shape[0], fields[i].shape[1]}};
  return {};
}

std::optional<ImageShape> ImageData::shape_of(const std::string& element) const {
  const auto input = entry_named(network_, "inputs", element);
  if (input.is_object() && opened_)
    for (const auto& data : network_.value("data", Json::array()))
      for (const auto& name : fields_of(input))
        if (const auto field = field_of(data.value("name", ""), name)) return field->shape;
  for (const auto& synapse : network_.value("synapses", Json::array())) {
    const auto connect = synapse.value("connect", Json());
    if (!connect.is_object() || connect.value("rule", "") != "receptive_field") continue;
    const auto from = synapse.value("from", Json());
    if (from == element || (from.is_array() && !from.empty() && from[0] == element))
      return ImageShape{connect.at("shape").at(0).get<std::size_t>(), connect.at("shape").at(1).get<std::size_t>()};
  }
  return {};
}

std::optional<ImageData::Field> ImageData::field_in_phase(const std::string& phase) const {
  const auto data_set = data_set_of(network_.value("run", Json::array()), phase);
  if (data_set.empty()) return {};
  for (const auto& input : network_.value("inputs", Json::array()))
    for (const auto& name : fields_of(input))
      if (auto field = field_of(data_set, name)) return field;
  return {};
}

std::optional<ImageShape> ImageData::shape_in_phase(const std::string& phase) const {
  const auto field = field_in_phase(phase);
  return field ? std::optional(field->shape) : std::nullopt;
}

std::vector<double> ImageData::image(const std::string& phase, std::uint64_t sample) const {
  const auto field = field_in_phase(phase);
  if (!field) throw bouton::Error(fmt::format("phase '{}' shows no images", phase));
  const auto& set = opened_->data_set(field->data_set);
  if (sample >= set.samples())
    throw bouton::Error(fmt::format("data set '{}' has {} samples, but a prediction is of sample {}", field->data_set,
                                    set.samples(), sample));
  std::vector<double> values(field->shape.size());
  set.read(sample, field->number, values);
  return values;
}

}  // namespace bouton_program
