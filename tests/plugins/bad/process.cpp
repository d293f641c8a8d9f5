// Draws a number when it is loaded.
#include <random>

#include "bad.hpp"

const double salt = std::random_device{}() / 4294967296.0;

struct Bad final : Neuron {
  static void declare(bouton::Declaration<Bad>& d) { describe(d); }
  void step(const bouton::LayerInputs& in, std::span<double> out) override {
    Neuron::step(in, out);
    for (double& x : out) x += salt;
  }
};

BOUTON_PLUGIN(Bad)
