// Has no fault, and never spikes.
#include "bad.hpp"

struct Bad final : Neuron {
  static void declare(bouton::Declaration<Bad>& d) {
    describe(d);
    d.output(bouton::OutputKind::spikes);
  }
  void step(const bouton::LayerInputs& in, std::span<double> out) override {
    Neuron::step(in, out);
    for (double& x : out) x = 0;
  }
};

BOUTON_PLUGIN(Bad)
