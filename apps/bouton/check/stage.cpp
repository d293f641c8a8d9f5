#include "check/stage.hpp"

#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace bouton_program {

namespace {

using bouton::TypeKind;
using Json = nlohmann::ordered_json;

constexpr std::size_t more_sources = 5;  // a synapse has so many more presynaptic units than postsynaptic ones

Json input(const std::string& name, std::size_t size, const std::string& type) {
  return {{"name", name}, {"size", size}, {"source", {{"type", type}}}};
}

/// Adds something that listens to the element. With a delay of 0 it steps after it, in the same step.
void add_witness(Json& network, const Stage& stage, const std::string& e) {
  network["layers"].push_back({{"name", "witness " + e}, {"type", "check target"}, {"size", stage.size}});
  network["synapses"].push_back({{"name", "to the witness " + e},
                                 {"type", "check carrier"},
                                 {"from", e},
                                 {"to", "witness " + e},
                                 {"weights", {{"identity", 1}}},
                                 {"delay", *stage.witness_delay}});
}

/// Adds the element and what feeds it to the network; `e` is its name, inputs get it as their suffix.
void add_element(Json& network, const Stage& stage, const std::string& e, const Json& params) {
  const std::string values = "check values", spikes = stage.spikes_as_values ? "check zeros and ones" : "check spikes";
  const auto& type = *stage.type;
  switch (type.kind) {
    case TypeKind::generator:
      if (stage.is_without_element) break;
      network["inputs"].push_back(
          {{"name", e}, {"size", stage.size}, {"source", {{"type", type.name}, {"params", params}}}});
      break;
    case TypeKind::neuron: {
      Json ports = Json::array();
      for (std::size_t p = 0; p < type.ports.size(); ++p) {
        const std::string name = fmt::format("x{} {}", p, e);
        const double factor = stage.drive.of(p);
        auto drive = input(name, stage.size, p % 2 == 0 ? values : factor == 1 ? spikes : "check zeros and ones");
        if (p % 2 == 0)
          drive["source"]["params"] = {{"other_below", stage.other_input_below}, {"factor", factor}};
        else if (factor != 1)
          drive["source"]["params"] = {{"height", factor}};
        network["inputs"].push_back(std::move(drive));
        ports.push_back({{"from", name}, {"port", type.ports[p].name}});
      }
      if (stage.is_without_element) break;
      network["layers"].push_back(
          {{"name", e}, {"type", type.name}, {"size", stage.size}, {"params", params}, {"input", ports}});
      break;
    }
    case TypeKind::transform: {
      network["inputs"].push_back(input("x " + e, stage.size, values));
      network["layers"].push_back({{"name", "target " + e}, {"type", "check target"}, {"size", stage.size}});
      Json carrier = {{"name", e},
                      {"type", "check carrier"},
                      {"from", "x " + e},
                      {"to", "target " + e},
                      {"weights", {{"identity", 0.5}}}};
      if (!stage.is_without_element) carrier["transform"] = {{"type", type.name}, {"params", params}};
      network["synapses"].push_back(std::move(carrier));
      break;
    }
    case TypeKind::synapse: {
      const bool diagonal = type.weights == bouton::WeightsKind::diagonal;
      auto x = input("x " + e, stage.size + (diagonal ? 0 : more_sources), spikes);
      x["source"]["params"] = {{"activity", stage.activity}};
      network["inputs"].push_back(std::move(x));
      network["layers"].push_back({{"name", "target " + e},
                                   {"type", "check target"},
                                   {"size", stage.size},
                                   {"params", {{"deaf", stage.is_target_deaf}}}});
      if (stage.has_other_synapse) {
        network["inputs"].push_back(input("other " + e, stage.size, values));
        network["synapses"].push_back({{"name", "before " + e},
                                       {"type", "check carrier"},
                                       {"from", "other " + e},
                                       {"to", "target " + e},
                                       {"weights", {{"constant", 0.1}}}});
      }
      Json from = {"x " + e};
      const std::size_t sources = stage.sources.value_or(type.least_sources);
      for (std::size_t s = 1; s < sources; ++s) {
        const std::string name = fmt::format("m{} {}", s, e);
        network["inputs"].push_back(input(name, s % 2 == 1 ? stage.size : 1, values));
        from.push_back(name);
      }
      if (stage.is_without_element) break;
      Json weights = {{"distribution", "uniform"}, {"low", stage.least_weight}, {"high", stage.most_weight}};
      if (stage.is_sparse && !diagonal) weights["density"] = 0.4;
      network["synapses"].push_back({{"name", e},
                                     {"type", type.name},
                                     {"from", from},
                                     {"to", "target " + e},
                                     {"weights", weights},
                                     {"dtype", stage.is_single ? "float32" : "float64"},
                                     {"syn_type", stage.is_inhibitory ? "inh" : "hybrid"},
                                     {"params", params}});
      break;
    }
    case TypeKind::data_set:
    case TypeKind::recorder: break;
  }
}

class Collector final : public bouton::StateVisitor {
 public:
  std::map<std::string, std::vector<double>> values;

  explicit Collector(bool with_weights) : with_weights_(with_weights) {}

  void per_unit(std::string_view name, std::span<double> v, bouton::StateText) override {
    auto& all = values[std::string(name)];
    all.insert(all.end(), v.begin(), v.end());
  }
  void per_source(std::string_view name, std::span<double> v, std::size_t, bouton::StateText) override {
    values[std::string(name)].assign(v.begin(), v.end());
  }
  void counter(std::string_view name, std::uint64_t& value, bouton::StateText) override {
    values[std::string(name)] = {static_cast<double>(value)};
  }
  void weights(std::string_view name, bouton::WeightMatrix& weights, bouton::StateText) override {
    if (!with_weights_) return;
    for (const auto& entry : weights.entries()) values[std::string(name)].push_back(entry.value);
  }

 private:
  bool with_weights_;
};

}  // namespace

std::string Stage::element() const { return type->kind == TypeKind::transform ? "e.transform" : "e"; }

std::optional<std::string> Stage::text() const {
  const auto own = chosen_params();
  if (!own) return std::nullopt;
  Json network = {{"bouton", 1},
                  {"name", "check"},
                  {"seed", seed},
                  {"dt", dt},
                  {"inputs", Json::array()},
                  {"layers", Json::array()},
                  {"synapses", Json::array()}};
  add_element(network, *this, "e", Json::parse(*own));
  if (witness_delay && (type->kind == TypeKind::neuron || type->kind == TypeKind::generator))
    add_witness(network, *this, "e");
  if (twin) {
    Stage other = *this;
    other.size = twin->size;
    other.choice = twin->choice;
    other.draw = twin->draw;
    const auto its = other.chosen_params();
    if (!its) return std::nullopt;
    add_element(network, other, "twin", Json::parse(*its));
  }
  return network.dump(-1, ' ', false, Json::error_handler_t::replace);
}

bouton::Network Stage::build(const bouton::Registry& registry) const {
  bouton::NetworkOptions options;
  options.default_plugins = false;
  options.slices = slices;
  auto types = registry;
  return bouton::Network::from_text(text().value_or(""), "(the network of the check)", types, options);
}

std::map<std::string, std::vector<double>> state_of(bouton::Network& network, const std::string& element,
                                                    bool with_weights) {
  Collector collector(with_weights);
  network.visit_state(element, collector);
  return std::move(collector.values);
}

std::vector<double> observe(bouton::Network& network, const Stage& stage, std::uint64_t steps, bool learn) {
  std::vector<double> seen;
  const bool is_synapse = stage.type->kind == TypeKind::synapse;
  for (std::uint64_t t = 0; t < steps; ++t) {
    network.step(learn);
    const auto values = is_synapse ? network.port_input("target e") : network.output(stage.element()).values;
    seen.insert(seen.end(), values.begin(), values.end());
  }
  return seen;
}

}  // namespace bouton_program
