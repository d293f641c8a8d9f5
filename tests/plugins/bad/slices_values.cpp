// Takes the threshold of the first unit for all.
#include "bad.hpp"

struct Bad final : Neuron {
  static void declare(bouton::Declaration<Bad>& d) {
    describe(d);
    d.parameter("v0", &Bad::v0, "threshold, one or one per unit").at_least(0).at_most(5).default_value(1);
  }
  void step(const bouton::LayerInputs& in, std::span<double> out) override {
    Neuron::step(in, out);
    for (double& x : out) x = x > v0[0] ? x : 0;
  }
  bouton::PerUnit v0;
};

BOUTON_PLUGIN(Bad)
