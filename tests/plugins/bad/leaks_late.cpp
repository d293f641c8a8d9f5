// Loses memory when it has taken some steps.
#include "bad.hpp"

struct Bad final : Neuron {
  static void declare(bouton::Declaration<Bad>& d) { describe(d); }
  void step(const bouton::LayerInputs& in, std::span<double> out) override {
    Neuron::step(in, out);
    if (in.step.index > 10) lost = new double[4]();
  }
  double* lost = nullptr;
};

BOUTON_PLUGIN(Bad)
