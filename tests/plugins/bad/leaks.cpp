// Loses memory when it is destroyed.
#include "bad.hpp"

struct Bad final : Neuron {
  static void declare(bouton::Declaration<Bad>& d) { describe(d); }
  void prepare() override {
    Neuron::prepare();
    lost = new double[100]();
  }
  double* lost = nullptr;
};

BOUTON_PLUGIN(Bad)
