// Never comes back from a step.
#include "bad.hpp"

struct Bad final : Neuron {
  static void declare(bouton::Declaration<Bad>& d) { describe(d); }
  void step(const bouton::LayerInputs&, std::span<double> out) override {
    for (volatile bool forever = true; forever;) out[0] = 0;
  }
};

BOUTON_PLUGIN(Bad)
