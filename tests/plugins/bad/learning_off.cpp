// Learns whether it may or not.
#include "bad.hpp"

struct Bad final : Synapse {
  static void declare(bouton::Declaration<Bad>& d) { describe(d); }
  void update(const bouton::SynapseInputs&, const bouton::Signal&, bool) override {
    for (double& w : weights().values()) w *= 0.99;
  }
};

BOUTON_PLUGIN(Bad)
