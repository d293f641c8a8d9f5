// Changes an environment variable when it is destroyed.
#include <cstdlib>

#include "bad.hpp"

struct Bad final : Neuron {
  static void declare(bouton::Declaration<Bad>& d) { describe(d); }
  ~Bad() override { setenv("BAD", "1", 1); }
};

BOUTON_PLUGIN(Bad)
