// Exports a function beside its manifest.
#include "bad.hpp"

struct Bad final : Neuron {
  static void declare(bouton::Declaration<Bad>& d) { describe(d); }
};

BOUTON_EXPORT int helper() { return 1; }

BOUTON_PLUGIN(Bad)
