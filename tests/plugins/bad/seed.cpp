// Takes an address for a random number.
#include "bad.hpp"

struct Bad final : Neuron {
  static void declare(bouton::Declaration<Bad>& d) { describe(d); }
  void step(const bouton::LayerInputs& in, std::span<double> out) override {
    Neuron::step(in, out);
    for (double& x : out) x += static_cast<double>(reinterpret_cast<std::uintptr_t>(v.data()) % 4099);
  }
};

BOUTON_PLUGIN(Bad)
