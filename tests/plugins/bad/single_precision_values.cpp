// Declares that it takes float32 and learns in float64 alone.
#include "bad.hpp"

struct Bad final : Synapse {
  static void declare(bouton::Declaration<Bad>& d) {
    describe(d);
    d.single_precision();
  }
  void update(const bouton::SynapseInputs&, const bouton::Signal&, bool learn) override {
    if (!learn) return;
    for (double& w : weights().values()) w += 0.01;
  }
};

BOUTON_PLUGIN(Bad)
