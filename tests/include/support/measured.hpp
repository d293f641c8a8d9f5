/// A layer and a synapse with parameters in units, and networks of them.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include <support/edit.hpp>

namespace support::measured {

using Values = std::vector<double>;

/// Parameters of every kind, with units, shown as state.
class Measured final : public bouton::Layer {
 public:
  static void declare(bouton::Declaration<Measured>& d) {
    d.type("measured", "shows its parameters").version("1.0", "tests").output(bouton::OutputKind::analog);
    d.port("exc", "a current", "pA");
    d.port("inh", "a conductance", "nS");
    d.port("plain", "anything");
    d.parameter("tau", &Measured::tau_, "in steps").unit("steps").default_value(4);
    d.parameter("tau_ms", &Measured::tau_ms_, "in ms").unit("ms").default_value(20);
    d.parameter("rate", &Measured::rate_, "per step").unit("1/step").default_value(0).at_most(1);
    d.parameter("number", &Measured::number_, "a number").default_value(0);
    d.parameter("ratio", &Measured::ratio_, "a number, said so").unit("1").default_value(0);
    d.parameter("slope", &Measured::slope_, "a product of units").unit("mV/ms").default_value(0);
    d.parameter("count", &Measured::count_, "whole").unit("steps").default_value(2);
    d.parameter("rest", &Measured::rest_, "per unit").unit("mV").default_value(0).at_least(-100);
    d.parameter("list", &Measured::list_, "numbers").unit("ms").default_value(Values{});
    d.parameter("square", &Measured::square_, "units by units")
        .unit("nS")
        .row_per_unit()
        .column_per_unit()
        .default_value(bouton::Matrix{2, 2, {0, 0, 0, 0}});
    d.parameter("table", &Measured::table_, "rows").unit("mV").default_value(bouton::Matrix{1, 1, {0}});
    d.state("v", &Measured::v_, "potential").unit("mV");
    d.state("left", &Measured::left_, "steps that are left").unit("steps");
  }
  void prepare() override {
    scalars_ = {tau_, tau_ms_, rate_, number_, ratio_, slope_, static_cast<double>(count_)};
    rests_.resize(size());
    for (std::size_t k = 0; k < size(); ++k) rests_[k] = rest_[k];
  }
  void step(const bouton::LayerInputs&, std::span<double> out) override { std::fill(out.begin(), out.end(), 0.0); }
  void visit_state(bouton::StateVisitor& visitor) override {
    visitor.per_unit("scalars", scalars_, {"", "scalar parameters"});
    visitor.per_unit("rests", rests_, {"mV", "the parameter"});
    visitor.per_unit("list", list_, {"ms", "the parameter"});
    visitor.per_unit("square", square_.values, {"nS", "the parameter"});
    visitor.per_unit("table", table_.values, {"mV", "the parameter"});
  }

 private:
  double tau_ = 0, tau_ms_ = 0, rate_ = 0, number_ = 0, ratio_ = 0, slope_ = 0;
  std::int64_t count_ = 0;
  bouton::PerUnit rest_;
  Values list_, scalars_, rests_;
  bouton::Matrix square_, table_;
  bouton::StateArray v_;
  bouton::CountArray left_;
};

/// Publishes its rate.
class Beating final : public bouton::Layer {
 public:
  static void declare(bouton::Declaration<Beating>& d) {
    d.type("beating", "its rate").version("1.0", "tests").output(bouton::OutputKind::analog);
    d.parameter("rate", &Beating::rate_, "one or one per unit").unit("1/step").default_value(0);
  }
  void step(const bouton::LayerInputs&, std::span<double> out) override {
    for (std::size_t k = 0; k < out.size(); ++k) out[k] = rate_[k];
  }

 private:
  bouton::PerUnit rate_;
};

/// Parameters in the unit of the weights, shown as state.
class Weighing final : public bouton::Synapse {
 public:
  static void declare(bouton::Declaration<Weighing>& d) {
    d.type("weighing", "shows its parameters").version("1.0", "tests");
    d.parameter("most", &Weighing::most_, "largest weight").unit("weight").default_value(1);
    d.parameter("slope", &Weighing::slope_, "per weight").unit("1/weight").default_value(1);
  }
  void propagate(const bouton::SynapseInputs&, std::span<double>) override {}
  void prepare() override { shown_ = {most_, slope_}; }
  void visit_state(bouton::StateVisitor& visitor) override { visitor.per_unit("shown", shown_, {"", "parameters"}); }

 private:
  double most_ = 0, slope_ = 0;
  Values shown_;
};

inline bouton::Registry registry() {
  auto r = support::registry();
  r.add<Measured>();
  r.add<Weighing>();
  return r;
}

/// Two inputs and a layer of two units, with what is given for the layer and the synapse.
inline std::string text(const std::string& layer, const std::string& synapse = R"("weights": {"constant": 1})",
                        const std::string& root = "\"dt\": 0.1") {
  return "{\"bouton\": 1, " + root +
         R"(, "inputs": [{"name": "x", "size": 2, "source": {"type": "rows", "params": {"values": [[1, 0]]}}}],
  "layers": [{"name": "l", "type": "measured", "size": 2)" +
         (layer.empty() ? "" : ", ") + layer + R"(}],
  "synapses": [{"name": "w", "type": "plain", "from": "x", "to": "l", "port": "exc", )" +
         synapse + "}]}";
}
inline std::string params(const std::string& given) { return "\"params\": {" + given + "}"; }

/// The value of a scalar parameter; `place` is its number in the declaration.
inline double scalar(const std::string& given, std::size_t place, const std::string& dt = "0.1") {
  auto r = registry();
  auto n = support::network(text(params(given), R"("weights": {"constant": 1})", "\"dt\": " + dt), r);
  return n.state("l", "scalars").at(place);
}
enum Place { tau, tau_ms, rate, number, ratio, slope, count };

inline Values state(const std::string& layer, const std::string& variable) {
  auto r = registry();
  return support::network(text(layer), r).state("l", variable);
}

inline Values weights(const std::string& synapse) {
  auto r = registry();
  return support::network(text("", synapse), r).state("w", "weights");
}

inline std::string found(const std::string& layer, const std::string& synapse = R"("weights": {"constant": 1})",
                         const std::string& root = "\"dt\": 0.1") {
  auto r = registry();
  return findings(text(layer, synapse, root), r);
}
inline std::string found_root(const std::string& root) { return found("", R"("weights": {"constant": 1})", root); }

}  // namespace support::measured
