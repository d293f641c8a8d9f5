// Forgets what it has learnt in a reset.
#include "bad.hpp"

struct Bad final : Synapse {
  static void declare(bouton::Declaration<Bad>& d) { describe(d); }
  void reset() override {
    for (double& w : weights().values()) w = 0.1;
  }
};

BOUTON_PLUGIN(Bad)
