#include <bouton/builder.hpp>

#include <algorithm>

#include <fmt/format.h>

#include "api/build.hpp"
#include "base/shorten.hpp"
#include "file/document.hpp"
#include "file/save.hpp"

namespace bouton {

namespace {

Json parse(const JsonText& json) {
  auto parsed = parse_json(json.text);
  if (parsed.root) return std::move(*parsed.root);
  const auto& problem = parsed.problems.front();
  throw InvalidNetwork(
      {{"(JSON given in code)", 0, 0, "",
        shorten_message(fmt::format("'{}', at character {}: {}", json.text, problem.offset + 1, problem.message)),
        false}});
}

Json to_json(const Setting& setting) {
  if (const auto* json = std::get_if<JsonText>(&setting)) return parse(*json);
  return std::visit(
      [](const auto& value) -> Json {
        if constexpr (std::is_same_v<std::decay_t<decltype(value)>, JsonText>)
          return nullptr;
        else
          return value_to_json(value);
      },
      setting);
}

Json to_json(const Settings& settings) {
  Json params = Json::object();
  for (const auto& [name, setting] : settings) parameter_in(params, name) = to_json(setting);
  return params;
}

void add_initial(Json& element, const Settings& initial) {
  for (const auto& [variable, setting] : initial) element["initial"][variable] = to_json(setting);
}

Json to_json(const TypedSettings& typed) {
  Json json = {{"type", typed.type}, {"params", to_json(typed.params)}};
  add_initial(json, typed.initial);
  return json;
}

}  // namespace

struct NetworkBuilder::Content {
  Json inputs = Json::array(), layers = Json::array(), synapses = Json::array(), outputs = Json::array();
  std::vector<std::pair<std::string, Json>> direct;  // the layer that is fed, and its `input`
  Json header;

  Json document() const {
    Json root = header;
    root["inputs"] = inputs;
    root["layers"] = layers;
    for (const auto& [name, input] : direct) {
      auto layer = std::find_if(root["layers"].begin(), root["layers"].end(),
                                [&, &name = name](const Json& l) { return l["name"] == name; });
      if (layer == root["layers"].end())
        throw UnknownName("connect: no layer is named '" + name + "'", name, nearest_name(name, layer_names()));
      (*layer)["input"].push_back(input);
    }
    root["synapses"] = synapses;
    root["outputs"] = outputs;
    return root;
  }

  std::vector<std::string> layer_names() const {
    std::vector<std::string> names;
    for (const auto& layer : layers) names.push_back(layer["name"]);
    return names;
  }
};

NetworkBuilder::NetworkBuilder(std::string name, std::uint64_t seed, double dt)
    : content_(std::make_unique<Content>()) {
  content_->header = {{"bouton", 1}, {"name", std::move(name)}, {"seed", seed}, {"dt", dt}};
}
NetworkBuilder::NetworkBuilder(const NetworkBuilder& other) : content_(std::make_unique<Content>(*other.content_)) {}
NetworkBuilder& NetworkBuilder::operator=(const NetworkBuilder& other) {
  *content_ = *other.content_;
  return *this;
}
NetworkBuilder::~NetworkBuilder() = default;

NetworkBuilder& NetworkBuilder::input(const std::string& name, std::size_t size) {
  content_->inputs.push_back({{"name", name}, {"size", size}});
  return *this;
}

NetworkBuilder& NetworkBuilder::input(const std::string& name, std::size_t size, const TypedSettings& source) {
  content_->inputs.push_back({{"name", name}, {"size", size}, {"source", to_json(source)}});
  return *this;
}

NetworkBuilder& NetworkBuilder::layer(const std::string& name, const std::string& type, std::size_t size,
                                      const Settings& params, const Settings& initial) {
  content_->layers.push_back({{"name", name}, {"type", type}, {"size", size}, {"params", to_json(params)}});
  add_initial(content_->layers.back(), initial);
  return *this;
}

NetworkBuilder& NetworkBuilder::connect(const std::string& from, const std::string& to, const std::string& port,
                                        std::optional<std::uint64_t> delay) {
  Json input = {{"from", from}};
  if (delay) input["delay"] = *delay;
  if (!port.empty()) input["port"] = port;
  content_->direct.emplace_back(to, std::move(input));
  return *this;
}

NetworkBuilder& NetworkBuilder::synapse(const SynapseSpecification& s) {
  Json synapse = {{"name", s.name}, {"type", s.type}};
  synapse["from"] = s.from.size() == 1 ? Json(s.from[0]) : Json(s.from);
  synapse["to"] = s.to;
  synapse["syn_type"] = s.syn_type;
  if (s.port) synapse["port"] = *s.port;
  if (s.delay) synapse["delay"] = *s.delay;
  if (!s.delays.empty()) synapse["delay"] = s.delays;
  if (s.delay_ms) synapse["delay_ms"] = *s.delay_ms;
  if (s.connection_delays) synapse["delay"] = parse(*s.connection_delays);
  if (s.dendritic_delay) synapse["dendritic_delay"] = *s.dendritic_delay;
  if (const auto* constant = std::get_if<double>(&s.weights)) synapse["weights"] = {{"constant", *constant}};
  if (const auto* quantity = std::get_if<std::string>(&s.weights)) synapse["weights"] = {{"constant", *quantity}};
  if (const auto* row = std::get_if<std::vector<double>>(&s.weights)) synapse["weights"] = *row;
  if (const auto* matrix = std::get_if<Matrix>(&s.weights)) synapse["weights"] = value_to_json(*matrix);
  if (const auto* json = std::get_if<JsonText>(&s.weights)) synapse["weights"] = parse(*json);
  if (s.dtype) synapse["dtype"] = *s.dtype;
  if (s.connect) synapse["connect"] = parse(*s.connect);
  if (s.transform) synapse["transform"] = to_json(*s.transform);
  if (s.transform_mod) synapse["transform_mod"] = to_json(*s.transform_mod);
  synapse["params"] = to_json(s.params);
  add_initial(synapse, s.initial);
  content_->synapses.push_back(std::move(synapse));
  return *this;
}

NetworkBuilder& NetworkBuilder::output(const std::string& name) {
  content_->outputs.push_back(name);
  return *this;
}

NetworkBuilder& NetworkBuilder::data(const JsonText& entry) {
  content_->header["data"].push_back(parse(entry));
  return *this;
}

NetworkBuilder& NetworkBuilder::record(const JsonText& entry) {
  content_->header["record"].push_back(parse(entry));
  return *this;
}

NetworkBuilder& NetworkBuilder::readout(const JsonText& object) {
  content_->header["readout"] = parse(object);
  return *this;
}

NetworkBuilder& NetworkBuilder::run(const JsonText& phase) {
  content_->header["run"].push_back(parse(phase));
  return *this;
}

std::string NetworkBuilder::json() const { return content_->document().dump(2); }

Network NetworkBuilder::build(Registry& registry, const NetworkOptions& options) const {
  return build_network(Document("(built in code)", content_->document()), registry, options);
}

}  // namespace bouton
