// Remembers for 200 steps something that it does not show.
#include "bad.hpp"

struct Bad final : Neuron {
  static void declare(bouton::Declaration<Bad>& d) { describe(d); }
  void reset() override {
    Neuron::reset();
    age = 0;
  }
  void step(const bouton::LayerInputs& in, std::span<double> out) override {
    Neuron::step(in, out);
    if (++age > 200) out[0] = 0;
  }
  int age = 0;
};

BOUTON_PLUGIN(Bad)
