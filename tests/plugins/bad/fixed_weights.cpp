// Declares that its weights are fixed, and lets them decay.
#include "bad.hpp"

struct Bad final : Synapse {
  static void declare(bouton::Declaration<Bad>& d) {
    describe(d);
    d.fixed_weights();
  }
  void update(const bouton::SynapseInputs&, const bouton::Signal&, bool learn) override {
    if (!learn) return;
    for (double& w : weights().values()) w *= 0.99;
  }
};

BOUTON_PLUGIN(Bad)
