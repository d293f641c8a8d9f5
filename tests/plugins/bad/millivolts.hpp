// A neuron in mV and pA: it spikes only when its input is hundreds of times what the checks begin with.
#pragma once

#include "bad.hpp"

class Millivolts : public bouton::Layer {
 public:
  template <class T>
  static void describe(bouton::Declaration<T>& d) {
    d.type("bad", "leaky integrate-and-fire neurons in mV").version("1.0", "tests").port("in", "current in pA");
  }
  void prepare() override {
    v.resize(size());
    refractory.resize(size());
  }
  void reset() override {
    v.assign(size(), rest);
    refractory.assign(size(), 0.0);
  }
  void step(const bouton::LayerInputs& in, std::span<double> out) override {
    for (std::size_t k = 0; k < size(); ++k) out[k] = step_unit(k, in.port(0)[k]);
  }
  void visit_state(bouton::StateVisitor& s) override {
    s.per_unit("v", v, {"mV", "membrane potential"});
    s.per_unit("refractory", refractory, {"steps", "steps without a spike that are left"});
  }

 protected:
  static constexpr double rest = -65, threshold = -50, resistance = 0.04, leak = 0.1, pause = 15;

  double step_unit(std::size_t k, double current) {
    if (refractory[k] > 0) {
      --refractory[k];
      return 0;
    }
    v[k] += leak * (rest - v[k] + resistance * current);
    if (v[k] <= threshold) return 0;
    v[k] = rest;
    refractory[k] = pause;
    return 1;
  }

  std::vector<double> v, refractory;
};
