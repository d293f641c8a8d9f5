#include "summary_json.hpp"

#include <nlohmann/json.hpp>

#include "run_warnings.hpp"

namespace bouton_program {

namespace {

using Json = nlohmann::ordered_json;

Json json_of(const std::optional<double>& value) { return value ? Json(*value) : Json(); }

Json share(std::uint64_t part, std::uint64_t whole) {
  return whole == 0 ? 0.0 : static_cast<double>(part) / static_cast<double>(whole);
}

Json json_of(const bouton::LayerSummary& layer, double dt) {
  Json json = {{"name", layer.name}, {"units", layer.units}, {"spikes", layer.spikes}};
  if (layer.is_input) json["input"] = true;
  json["rate_hz"] = layer.rate_in_hz(dt);
  json["rate_per_step"] = layer.rate_per_step();
  json["silent"] = share(layer.silent, layer.units);
  json["saturated"] = share(layer.saturated, layer.units);
  json["cv"] = json_of(layer.cv);
  return json;
}

Json json_of(const bouton::WeightSummary& weights) {
  return {{"mean", weights.mean},
          {"deviation", weights.deviation},
          {"least", weights.least},
          {"most", weights.most},
          {"at_limits", json_of(weights.at_limits)},
          {"histogram", {{"low", weights.low}, {"high", weights.high}, {"counts", weights.histogram}}}};
}

}  // namespace

nlohmann::ordered_json summary_to_json(const bouton::RunResult& result, double dt) {
  Json layers = Json::array(), synapses = Json::array();
  for (const auto& layer : result.summary.layers) layers.push_back(json_of(layer, dt));
  for (const auto& synapse : result.summary.synapses)
    synapses.push_back({{"name", synapse.name},
                        {"connections", synapse.connections},
                        {"before", json_of(synapse.before)},
                        {"after", json_of(synapse.after)}});
  return {{"layers", layers}, {"synapses", synapses}, {"warnings", warnings_of(result)}};
}

}  // namespace bouton_program
