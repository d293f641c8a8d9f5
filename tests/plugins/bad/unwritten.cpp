// Writes its spikes, and no zeros between them.
#include "bad.hpp"

struct Bad final : Neuron {
  static void declare(bouton::Declaration<Bad>& d) {
    describe(d);
    d.output(bouton::OutputKind::spikes);
  }
  void step(const bouton::LayerInputs& in, std::span<double> out) override {
    for (std::size_t k = 0; k < size(); ++k) {
      v[k] += in.port(0)[k];
      if (v[k] < 5) continue;
      out[k] = 1;
      v[k] = 0;
    }
  }
};

BOUTON_PLUGIN(Bad)
