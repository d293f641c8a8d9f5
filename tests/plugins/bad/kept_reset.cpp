// Its reset forgets what it keeps.
#include "bad.hpp"

struct Bad final : Neuron {
  bouton::StateArray rise;

  static void declare(bouton::Declaration<Bad>& d) {
    describe(d);
    d.state("rise", &Bad::rise, "of the threshold").kept();
  }
  void reset() override {
    Neuron::reset();
    for (double& x : rise) x = 0;
  }
  void step(const bouton::LayerInputs& in, std::span<double> out) override {
    Neuron::step(in, out);
    for (std::size_t k = 0; k < size() && in.learn; ++k) rise[k] += 0.01 * out[k];
  }
};

BOUTON_PLUGIN(Bad)
