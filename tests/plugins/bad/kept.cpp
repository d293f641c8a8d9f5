// Adapts its kept state whether it may learn or not.
#include "bad.hpp"

struct Bad final : Neuron {
  bouton::StateArray rise;

  static void declare(bouton::Declaration<Bad>& d) {
    describe(d);
    d.state("rise", &Bad::rise, "of the threshold").kept();
  }
  void step(const bouton::LayerInputs& in, std::span<double> out) override {
    Neuron::step(in, out);
    for (std::size_t k = 0; k < size(); ++k) rise[k] += 0.01 * out[k];
  }
};

BOUTON_PLUGIN(Bad)
