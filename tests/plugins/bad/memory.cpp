// Writes one value behind its output.
#include "bad.hpp"

struct Bad final : Neuron {
  static void declare(bouton::Declaration<Bad>& d) { describe(d); }
  void step(const bouton::LayerInputs& in, std::span<double> out) override {
    Neuron::step(in, out);
    out.data()[size()] = 1;
  }
};

BOUTON_PLUGIN(Bad)
