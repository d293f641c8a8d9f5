// Rounds upward from its first step on.
#include <cfenv>

#include "bad.hpp"

struct Bad final : Neuron {
  static void declare(bouton::Declaration<Bad>& d) { describe(d); }
  void step(const bouton::LayerInputs& in, std::span<double> out) override {
    std::fesetround(FE_UPWARD);
    Neuron::step(in, out);
  }
};

BOUTON_PLUGIN(Bad)
