// The instance that was prepared last decides for all.
#include "bad.hpp"

struct Bad final : Neuron {
  static void declare(bouton::Declaration<Bad>& d) {
    describe(d);
    d.parameter("tau", &Bad::tau, "time constant").at_least(1).default_value(10);
  }
  void prepare() override {
    Neuron::prepare();
    shared = tau;
  }
  void step(const bouton::LayerInputs& in, std::span<double> out) override {
    Neuron::step(in, out);
    for (double& x : out) x /= shared;
  }
  double tau = 10;
  static inline double shared = 10;
};

BOUTON_PLUGIN(Bad)
