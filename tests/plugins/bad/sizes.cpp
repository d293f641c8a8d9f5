// Writes to its first unit where there is none.
#include "bad.hpp"

struct Bad final : Neuron {
  static void declare(bouton::Declaration<Bad>& d) { describe(d); }
  void step(const bouton::LayerInputs& in, std::span<double> out) override {
    Neuron::step(in, out);
    *static_cast<volatile double*>(v.data()) = v.data()[0];
  }
};

BOUTON_PLUGIN(Bad)
