// Divides by a parameter that may be 0.
#include "bad.hpp"

struct Bad final : Neuron {
  static void declare(bouton::Declaration<Bad>& d) {
    describe(d);
    d.parameter("tau", &Bad::tau, "time constant").at_least(0).default_value(1);
  }
  void step(const bouton::LayerInputs& in, std::span<double> out) override {
    Neuron::step(in, out);
    for (double& x : out) x /= tau;
  }
  double tau = 1;
};

BOUTON_PLUGIN(Bad)
