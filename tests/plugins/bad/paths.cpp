// Only looks at the list of spikes.
#include "bad.hpp"

struct Bad final : Synapse {
  static void declare(bouton::Declaration<Bad>& d) { describe(d); }
  void propagate(const bouton::SynapseInputs& in, std::span<double> port) override {
    if (in.source(0).is_spikes) weights().accumulate(in.source(0), port);
  }
};

BOUTON_PLUGIN(Bad)
