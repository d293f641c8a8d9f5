// Remembers a value that it does not show.
#include "bad.hpp"

struct Bad final : Neuron {
  static void declare(bouton::Declaration<Bad>& d) { describe(d); }
  void reset() override {
    Neuron::reset();
    hidden.assign(size(), 0.0);
  }
  void step(const bouton::LayerInputs& in, std::span<double> out) override {
    Neuron::step(in, out);
    for (std::size_t k = 0; k < size(); ++k) out[k] += hidden[k] = 0.5 * hidden[k] + in.port(0)[k];
  }
  std::vector<double> hidden;
};

BOUTON_PLUGIN(Bad)
