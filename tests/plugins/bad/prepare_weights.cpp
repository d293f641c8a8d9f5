// Scales its weights whenever a parameter is set.
#include "bad.hpp"

struct Bad final : Synapse {
  static void declare(bouton::Declaration<Bad>& d) { describe(d); }
  void prepare() override {
    for (double& w : weights().values()) w *= 0.9;
  }
};

BOUTON_PLUGIN(Bad)
