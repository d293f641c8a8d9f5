// Writes behind its declared state.
#include "bad.hpp"

struct Bad final : Neuron {
  bouton::StateArray w;

  static void declare(bouton::Declaration<Bad>& d) {
    describe(d);
    d.state("w", &Bad::w, "what is written");
  }
  void step(const bouton::LayerInputs& in, std::span<double> out) override {
    Neuron::step(in, out);
    if (in.step.index == 3 && size() == 16) w.data()[size()] = 1;
  }
};

BOUTON_PLUGIN(Bad)
