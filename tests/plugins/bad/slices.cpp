// Counts units within the slice where it draws random numbers.
#include "bad.hpp"

struct Bad final : Neuron {
  static void declare(bouton::Declaration<Bad>& d) { describe(d); }
  void step(const bouton::LayerInputs& in, std::span<double> out) override {
    Neuron::step(in, out);
    for (std::size_t k = 0; k < size(); ++k) out[k] += random("noise").uniform(k, in.step.index);
  }
};

BOUTON_PLUGIN(Bad)
