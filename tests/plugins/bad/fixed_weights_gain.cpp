// Declares that its weights are fixed, and multiplies what they carry.
#include "bad.hpp"

struct Bad final : Synapse {
  double gain = 1;

  static void declare(bouton::Declaration<Bad>& d) {
    describe(d);
    d.fixed_weights();
    d.parameter("gain", &Bad::gain, "factor").default_value(1.0);
  }
  void propagate(const bouton::SynapseInputs& in, std::span<double> port) override {
    std::vector<double> sums(port.size());
    weights().accumulate(in.source(0), sums);
    for (std::size_t k = 0; k < port.size(); ++k) port[k] += gain * sums[k];
  }
};

BOUTON_PLUGIN(Bad)
