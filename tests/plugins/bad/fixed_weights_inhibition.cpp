// Declares that it only carries, and lets inhibition count twice.
#include "bad.hpp"

struct Bad final : Synapse {
  static void declare(bouton::Declaration<Bad>& d) {
    describe(d);
    d.fixed_weights();
  }
  void propagate(const bouton::SynapseInputs& in, std::span<double> port) override {
    weights().accumulate(in.source(0), port);
    if (syn_type() == bouton::SynapseType::inhibitory) weights().accumulate(in.source(0), port);
  }
};

BOUTON_PLUGIN(Bad)
