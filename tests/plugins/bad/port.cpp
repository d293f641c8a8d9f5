// Overwrites what other synapses have added.
#include "bad.hpp"

struct Bad final : Synapse {
  static void declare(bouton::Declaration<Bad>& d) { describe(d); }
  void propagate(const bouton::SynapseInputs& in, std::span<double> port) override {
    for (double& x : port) x = 0;
    Synapse::propagate(in, port);
  }
};

BOUTON_PLUGIN(Bad)
