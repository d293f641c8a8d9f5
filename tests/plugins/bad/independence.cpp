// All instances share a sum.
#include "bad.hpp"

struct Bad final : Neuron {
  static void declare(bouton::Declaration<Bad>& d) { describe(d); }
  void step(const bouton::LayerInputs& in, std::span<double> out) override {
    Neuron::step(in, out);
    if (in.step.index == 0) sum = 0;
    for (double& x : out) x += sum += x;
  }
  static inline double sum = 0;
};

BOUTON_PLUGIN(Bad)
