// Promises that a unit reads only its own previous output, and reads its neighbour's.
#include "bad.hpp"

struct Bad final : Neuron {
  static void declare(bouton::Declaration<Bad>& d) {
    describe(d);
    d.local();
  }
  void step(const bouton::LayerInputs& in, std::span<double> out) override {
    Neuron::step(in, out);
    const auto& before = in.previous.values;
    for (std::size_t k = 0; k < size(); ++k) out[k] = v[k] += 0.1 * before[(slice().begin + k + 1) % before.size()];
  }
};

BOUTON_PLUGIN(Bad)
