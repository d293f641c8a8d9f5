// Follows a null pointer in its first step.
#include "bad.hpp"

struct Bad final : Neuron {
  static void declare(bouton::Declaration<Bad>& d) { describe(d); }
  void step(const bouton::LayerInputs&, std::span<double> out) override { out[0] = *nowhere; }
  volatile double* nowhere = nullptr;
};

BOUTON_PLUGIN(Bad)
