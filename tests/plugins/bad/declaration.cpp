// Says nothing about its parameter.
#include "bad.hpp"

struct Bad final : Neuron {
  static void declare(bouton::Declaration<Bad>& d) {
    describe(d);
    d.parameter("tau", &Bad::tau, "").default_value(1);
  }
  double tau = 1;
};

BOUTON_PLUGIN(Bad)
