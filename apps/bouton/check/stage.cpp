#include "check/stage.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

namespace bouton_program {

namespace {

using bouton::Declaration;
using bouton::OutputKind;
using bouton::ParameterType;
using bouton::TypeKind;

/// Random 0/1 values: a function of unit and step alone.
class Spikes : public bouton::Layer {
 public:
  template <class T>
  static void declare_activity(Declaration<T>& d) {
    d.parameter("activity", &Spikes::activity_, "share of the units that are 1").default_value(0.3);
  }
  void prepare() override { random_ = random("spikes"); }
  void step(const bouton::LayerInputs& in, std::span<double> out) override {
    for (std::size_t k = 0; k < out.size(); ++k)
      out[k] = random_.uniform(slice().begin + k, in.step.index) < activity_ ? 1.0 : 0.0;
  }

 private:
  double activity_ = 0.3;
  bouton::Random random_;
};

struct SpikeInput final : Spikes {
  static void declare(Declaration<SpikeInput>& d) {
    d.type("check spikes", "random spikes").version("1", "Bouton").local();
    declare_activity(d);
  }
};

/// The same values, not announced as spikes.
struct ZeroOneInput final : Spikes {
  static void declare(Declaration<ZeroOneInput>& d) {
    d.type("check zeros and ones", "random 0 and 1").version("1", "Bouton").output(OutputKind::analog).local();
    declare_activity(d);
  }
};

/// Random values from 0 to 2.
class ValueInput final : public bouton::Layer {
 public:
  static void declare(Declaration<ValueInput>& d) {
    d.type("check values", "random values").version("1", "Bouton").output(OutputKind::analog).local();
    d.parameter("other_below", &ValueInput::other_below_, "units below have other values").default_value(0);
  }
  void prepare() override { random_ = random("values"); }
  void step(const bouton::LayerInputs& in, std::span<double> out) override {
    random_.uniform(slice().begin, in.step.index, out);
    for (std::size_t k = 0; k < out.size(); ++k)
      out[k] = std::cmp_less(slice().begin + k, other_below_) ? 3 - out[k] : 2 * out[k];
  }

 private:
  bouton::Random random_;
  std::int64_t other_below_ = 0;
};

/// Spikes where its input exceeds 1, and at random, so that rules have something to learn from whatever the weights.
class Target final : public bouton::Layer {
 public:
  static void declare(Declaration<Target>& d) {
    d.type("check target", "spikes").version("1", "Bouton").port("in", "anything").local();
    d.parameter("deaf", &Target::deaf_, "whether it spikes whatever its input").default_value(false);
  }
  void prepare() override { random_ = random("spikes"); }
  void step(const bouton::LayerInputs& in, std::span<double> out) override {
    for (std::size_t k = 0; k < out.size(); ++k)
      out[k] = (in.port(0)[k] > 1 && !deaf_) || random_.uniform(slice().begin + k, in.step.index) < 0.2 ? 1.0 : 0.0;
  }

 private:
  bouton::Random random_;
  bool deaf_ = false;
};

/// Carries what a transform publishes.
struct Carrier final : bouton::Synapse {
  static void declare(Declaration<Carrier>& d) { d.type("check carrier", "fixed weights").version("1", "Bouton"); }
  void propagate(const bouton::SynapseInputs& in, std::span<double> port) override {
    weights().accumulate(in.source(0), port);
  }
};

constexpr std::size_t more_sources = 5;  // a synapse has so many more presynaptic units than postsynaptic ones

double choose_number(const bouton::ParameterDeclaration& p, double usual, Choice choice, double uniform) {
  // An excluded bound is approached.
  const auto inside = [](double bound, bool excluded) {
    return excluded ? 1e-6 * std::max(1.0, std::abs(bound)) : 0.0;
  };
  const bool whole = p.type == ParameterType::integer;
  const double low = p.minimum ? *p.minimum + (whole ? p.minimum_excluded : inside(*p.minimum, p.minimum_excluded)) : 0;
  const double high =
      p.maximum ? *p.maximum - (whole ? p.maximum_excluded : inside(*p.maximum, p.maximum_excluded)) : 0;
  const double spread = std::exp(4 * uniform - 2);
  double x = usual;
  if (choice == Choice::lowest && p.minimum) x = low;
  if (choice == Choice::highest && p.maximum) x = high;
  if (choice == Choice::random) {
    if (p.minimum && p.maximum)
      x = low + (high - low) * uniform;
    else if (p.minimum)
      x = low + spread;
    else if (p.maximum)
      x = high - spread;
    else
      x = usual + 4 * uniform - 2;
  }
  return whole ? std::round(x) : x;
}

/// A value inside the range, for a parameter without a default.
double middle(const bouton::ParameterDeclaration& p) {
  if (p.minimum && p.maximum) return (*p.minimum + *p.maximum) / 2;
  if (p.minimum) return *p.minimum + 1;
  if (p.maximum) return *p.maximum - 1;
  return 0.5;
}

Json input(const std::string& name, std::size_t size, const std::string& type) {
  return {{"name", name}, {"size", size}, {"source", {{"type", type}}}};
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
        auto drive = input(name, stage.size, p % 2 == 0 ? values : spikes);
        if (p % 2 == 0) drive["source"]["params"] = {{"other_below", stage.other_input_below}};
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
    for (const auto& entry : weights.entries()) values[std::string(name)].push_back(entry.value);
  }
};

}  // namespace

std::optional<Json> choose(const bouton::ParameterDeclaration& p, std::size_t units, Choice choice,
                           const bouton::Random& random) {
  std::uint64_t counter = 0;
  const auto number = [&](double usual) { return choose_number(p, usual, choice, random.uniform(0, counter++)); };
  const auto list_of = [&](const std::vector<double>& usual) {
    Json list = Json::array();
    for (const double x : usual) list.push_back(number(x));
    return list;
  };
  switch (p.type) {
    case ParameterType::real:
    case ParameterType::integer: {
      double usual = middle(p);
      if (const auto& d = p.default_value)
        usual = p.type == ParameterType::real ? std::get<double>(*d) : static_cast<double>(std::get<std::int64_t>(*d));
      const double x = number(usual);
      return p.type == ParameterType::real ? Json(x) : Json(static_cast<std::int64_t>(x));
    }
    case ParameterType::boolean:
      if (choice == Choice::random) return random.uniform(0, 0) < 0.5;
      return choice == Choice::highest;
    case ParameterType::text:
      if (p.choices.empty()) return p.default_value ? Json(std::get<std::string>(*p.default_value)) : Json("");
      return p.choices[choice == Choice::random ? random.below(p.choices.size(), 0, 0) : 0];
    case ParameterType::path: return std::nullopt;
    case ParameterType::per_unit: {
      const double usual = p.default_value ? std::get<std::vector<double>>(*p.default_value).at(0) : middle(p);
      return list_of(std::vector<double>(choice == Choice::random ? units : 1, usual));
    }
    case ParameterType::list:
      if (p.default_value) return list_of(std::get<std::vector<double>>(*p.default_value));
      return list_of(std::vector<double>(p.length ? p.length : 3, middle(p)));
    case ParameterType::matrix: {
      Json rows = Json::array();
      for (std::size_t row = 0; row < (p.row_per_unit ? units : 3); ++row)
        rows.push_back(list_of(std::vector<double>(p.column_per_unit ? units : 3, middle(p))));
      return rows;
    }
  }
  return std::nullopt;
}

void set_param(Json& params, std::string_view name, Json value) {
  Json* place = &params;
  for (auto dot = name.find('.'); dot != std::string_view::npos; dot = name.find('.')) {
    place = &(*place)[std::string(name.substr(0, dot))];
    name.remove_prefix(dot + 1);
  }
  (*place)[std::string(name)] = std::move(value);
}

const Json* find_param(const Json& params, std::string_view name) {
  const Json* place = &params;
  for (;;) {
    const auto dot = name.find('.');
    const auto found = place->find(std::string(name.substr(0, dot)));
    if (found == place->end()) return nullptr;
    if (dot == std::string_view::npos) return &*found;
    place = &*found;
    name.remove_prefix(dot + 1);
  }
}

std::optional<Json> Stage::chosen_params() const {
  Json all = Json::object();
  for (const auto& p : type->parameters) {
    const auto bound = bounds.find(p.name);
    const auto how = bound == bounds.end() ? choice : bound->second;
    if (find_param(params, p.name)) continue;
    if (how == Choice::usual && (p.default_value || p.may_be_absent)) continue;
    const auto value = choose(p, size, how, bouton::Random(draw, p.name, "check"));
    if (!value && (p.default_value || p.may_be_absent)) continue;
    if (!value) return std::nullopt;
    set_param(all, p.name, *value);
  }
  all.update(params, true);
  return all;
}

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
  add_element(network, *this, "e", *own);
  if (twin) {
    Stage other = *this;
    other.size = twin->size;
    other.choice = twin->choice;
    other.draw = twin->draw;
    const auto its = other.chosen_params();
    if (!its) return std::nullopt;
    add_element(network, other, "twin", *its);
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

void add_stage_types(bouton::Registry& registry) {
  registry.add<SpikeInput>();
  registry.add<ZeroOneInput>();
  registry.add<ValueInput>();
  registry.add<Target>();
  registry.add<Carrier>();
}

std::map<std::string, std::vector<double>> state_of(bouton::Network& network, const std::string& element) {
  Collector collector;
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
