// Follows a null pointer when it is destroyed.
#include "bad.hpp"

struct Bad final : Neuron {
  static void declare(bouton::Declaration<Bad>& d) { describe(d); }
  ~Bad() override { *nowhere = 1; }
  volatile double* nowhere = nullptr;
};

BOUTON_PLUGIN(Bad)
