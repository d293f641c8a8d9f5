// Keeps its potential through a reset.
#include "bad.hpp"

struct Bad final : Neuron {
  static void declare(bouton::Declaration<Bad>& d) { describe(d); }
  void reset() override {}
};

BOUTON_PLUGIN(Bad)
