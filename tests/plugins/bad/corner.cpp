// Fails where one parameter is lowest and another highest.
#include "bad.hpp"

struct Bad final : Neuron {
  static void declare(bouton::Declaration<Bad>& d) {
    describe(d);
    d.parameter("a", &Bad::a, "a share").at_least(0).at_most(1).default_value(0.5);
    d.parameter("b", &Bad::b, "a share").at_least(0).at_most(1).default_value(0.5);
  }
  void step(const bouton::LayerInputs& in, std::span<double> out) override {
    Neuron::step(in, out);
    for (double& x : out) x /= a + 1 - b;
  }
  double a = 0.5, b = 0.5;
};

BOUTON_PLUGIN(Bad)
