#include "live/picture.hpp"

#include <algorithm>
#include <utility>

namespace bouton_program {

namespace {

using Json = nlohmann::ordered_json;

/// A parameter with more text is a matrix, or one value for each unit: no one types it in.
constexpr std::size_t longest_value = 200;

Json short_parameters(const Json& params) {
  Json kept = Json::object();
  for (const auto& [name, value] : params.items())
    if (value.dump(-1, ' ', false, Json::error_handler_t::replace).size() <= longest_value) kept[name] = value;
  return kept;
}

/// Inputs, layers and synapses with their parameters.
Json parameters_of(const Json& described) {
  Json all = Json::array();
  for (const char* kind : {"inputs", "layers", "synapses"}) {
    const Json elements = described.value(kind, Json::array());
    for (const auto& element : elements) {
      const Json owner = element.value("source", element);
      const Json params = owner.value("params", Json::object());
      const auto kept = short_parameters(params);
      if (!kept.empty())
        all.push_back({{"name", element["name"]}, {"type", owner.value("type", "")}, {"params", kept}});
    }
  }
  return all;
}

}  // namespace

Picture::Picture(const bouton::RunMoment& moment)
    : name_(moment.network().name()),
      dt_(moment.network().dt()),
      described_(Json::parse(moment.network().described())),
      learning_(moment.learning_synapses()),
      begin_(moment.end()) {
  const auto& layers = moment.progress().layers;
  for (std::size_t i = 0; i < layers.size() && layers_.size() < most_rasters; ++i) {
    if (!layers[i].is_spiking || layers[i].units == 0) continue;
    auto& layer = layers_.emplace_back();
    layer.index = i;
    layer.name = layers[i].name;
    layer.units = layers[i].units;
    layer.stride = static_cast<bouton::Unit>((layer.units + most_rows - 1) / most_rows);
  }
  find_traces(moment.network());
}

/// Those that are recorded come first, then the first variable of each layer.
void Picture::find_traces(bouton::Network& network) {
  const auto add = [&](const std::string& element, const std::string& variable) {
    const auto is_same = [&](const Trace& t) { return t.element == element && t.variable == variable; };
    if (traces_.size() == most_traces || std::ranges::any_of(traces_, is_same)) return;
    traces_.push_back({element, variable, std::min(network.state(element, variable).size(), traced_units)});
  };
  const Json records = described_.value("record", Json::array()), layers = described_.value("layers", Json::array());
  const auto initial_of = [&](const std::string& name) {
    for (const auto& layer : layers)
      if (layer["name"] == name) return layer.value("initial", Json::object());
    return Json::object();
  };
  for (const auto& record : records) {
    const auto of = record.value("of", ""), variable = record.value("variable", "");
    if (initial_of(of).contains(variable)) add(of, variable);
  }
  for (const auto& layer : layers) {
    const Json initial = layer.value("initial", Json::object());
    if (!initial.empty()) add(layer["name"].get<std::string>(), initial.items().begin().key());
  }
}

Json Picture::facts() const {
  Json layers = Json::array(), traces = Json::array();
  for (const auto& layer : layers_)
    layers.push_back({{"name", layer.name}, {"units", layer.units}, {"stride", layer.stride}});
  for (const auto& trace : traces_)
    traces.push_back({{"of", trace.element}, {"variable", trace.variable}, {"units", trace.units}});
  return {{"name", name_},
          {"dt", dt_},
          {"layers", layers},
          {"traces", traces},
          {"synapses", learning_},
          {"parameters", parameters_of(described_)},
          {"most_spikes", most_spikes}};
}

void Picture::skip(const bouton::RunMoment& moment) {
  begin_ = moment.end();
  for (auto& layer : layers_) {
    layer.before = moment.progress().layers[layer.index].spikes;
    layer.steps.clear();
    layer.rows.clear();
    layer.left_out = 0;
  }
}

void Picture::add(const bouton::RunMoment& moment) {
  for (auto& layer : layers_)
    for (auto step = moment.first(); step < moment.end(); ++step) {
      const auto signal = moment.output(layer.index, step);
      if (!signal.is_spikes) continue;
      for (const auto unit : signal.active) {
        if (layer.stride > 1 && unit % layer.stride != 0) continue;
        if (layer.steps.size() == most_spikes) {
          ++layer.left_out;
          continue;
        }
        layer.steps.push_back(step);
        layer.rows.push_back(unit);
      }
    }
}

Json Picture::take_layer(Layer& layer, const bouton::LayerProgress& progress, std::uint64_t steps) {
  const auto spikes = static_cast<double>(progress.spikes - layer.before);
  const double seconds = static_cast<double>(steps) * dt_ * 1e-3;
  Json json = {{"steps", std::exchange(layer.steps, {})}, {"rows", std::exchange(layer.rows, {})}};
  if (steps > 0) json["hz"] = spikes / (static_cast<double>(layer.units) * seconds);
  if (layer.left_out > 0) json["left_out"] = std::exchange(layer.left_out, 0);
  layer.before = progress.spikes;
  return json;
}

Json Picture::take_weights(bouton::RunMoment& moment) {
  // Reading them must not take a larger part of the time than this, however many there are.
  constexpr int most_part = 100;
  constexpr std::chrono::seconds shortest{1};
  const auto begin = Clock::now();
  if (learning_.empty() || begin < weights_due_) return {};
  Json all = Json::array();
  for (const auto& name : learning_) {
    const auto weights = moment.weights(name);
    all.push_back({{"name", name},
                   {"mean", weights.mean},
                   {"deviation", weights.deviation},
                   {"least", weights.least},
                   {"most", weights.most},
                   {"low", weights.low},
                   {"width", (weights.high - weights.low) / static_cast<double>(weights.histogram.size())},
                   {"counts", weights.histogram}});
  }
  const auto end = Clock::now();
  weights_due_ = end + std::max<Clock::duration>(shortest, most_part * (end - begin));
  return all;
}

Json Picture::take(bouton::RunMoment& moment) {
  const auto end = moment.end();
  Json layers = Json::array(), traces = Json::array();
  for (auto& layer : layers_) layers.push_back(take_layer(layer, moment.progress().layers[layer.index], end - begin_));
  for (const auto& trace : traces_) {
    auto values = moment.network().state(trace.element, trace.variable);
    values.resize(std::min(values.size(), trace.units));
    traces.push_back(values);
  }
  Json picture = {{"begin", begin_}, {"end", end}, {"layers", layers}, {"traces", traces}};
  if (auto weights = take_weights(moment); !weights.is_null()) picture["weights"] = std::move(weights);
  begin_ = end;
  return picture;
}

}  // namespace bouton_program
