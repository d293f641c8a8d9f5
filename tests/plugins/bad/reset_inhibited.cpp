// Keeps its refractory time through a reset, and never spikes when both of its ports are driven.
#include "millivolts.hpp"

struct Bad final : Millivolts {
  static void declare(bouton::Declaration<Bad>& d) {
    describe(d);
    d.port("inhibition", "current in pA, which counts twenty times");
  }
  void reset() override { v.assign(size(), rest); }
  void step(const bouton::LayerInputs& in, std::span<double> out) override {
    for (std::size_t k = 0; k < size(); ++k) out[k] = step_unit(k, in.port(0)[k] - 20 * in.port(1)[k]);
  }
};

BOUTON_PLUGIN(Bad)
