// Ends the process as if all were well.
#include <cstdlib>

#include "bad.hpp"

struct Bad final : Neuron {
  static void declare(bouton::Declaration<Bad>& d) { describe(d); }
  void step(const bouton::LayerInputs&, std::span<double>) override { std::exit(0); }
};

BOUTON_PLUGIN(Bad)
